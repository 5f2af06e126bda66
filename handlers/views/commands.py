"""What can be typed, and what it does: for Telegram's menu, and for /help."""

from __future__ import annotations

from locales import N_

COMMANDS = {
    "menu": N_("What you can do here"),
    "people": N_("People to meet"),
    "directory": N_("Directory of participants"),
    "requests": N_("Meeting requests"),
    "today": N_("My day"),
    "agenda": N_("My agenda"),
    "programme": N_("Programme and sign-up"),
    "profile": N_("My profile"),
    "time": N_("The time my phone shows"),
    "language": N_("Change the language"),
    "quiet": N_("Fewer messages, quiet hours"),
    "privacy": N_("My data: see, export, delete"),
    "help": N_("Help"),
    "cancel": N_("Cancel the current step"),
}

ORGANISERS_COMMANDS = {
    "desk": N_("Organisers’ desk"),
    "changes": N_("Move a meeting, a table or a venue"),
    **COMMANDS,
}
