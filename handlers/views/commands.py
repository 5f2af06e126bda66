"""What can be typed, and what it does: for Telegram's menu, and for /help."""

from __future__ import annotations

from locales import N_

COMMANDS = {
    "menu": N_("What you can do here"),
    "people": N_("Whom to meet"),
    "directory": N_("Directory: who takes part"),
    "requests": N_("Meeting requests"),
    "agenda": N_("My agenda"),
    "profile": N_("My profile"),
    "language": N_("Change the language"),
    "privacy": N_("My data: see, export, erase"),
    "help": N_("Help"),
    "cancel": N_("Stop what is being asked"),
}

ORGANISERS_COMMANDS = {
    "desk": N_("Organisers’ desk"),
    "changes": N_("Move a meeting, a table or a venue"),
    **COMMANDS,
}
