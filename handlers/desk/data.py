"""What the buttons of the desk carry. Ids only: who presses, and what is true now, is looked up at each press."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData


class DeskChoice(CallbackData, prefix="desk"):
    """Opens a part of the desk: home, approvals, invitations, announce, people, changes, missions."""

    to: str


class MissionChoice(CallbackData, prefix="dmis"):
    """From now on, look at this mission."""

    mission: int


class ApprovalAct(CallbackData, prefix="appr"):
    """In the queue: approve, refuse, plain (refuse without a reason), ask, next, back. With the revision it shows."""

    act: str
    delegate: int
    revision: int


class PeoplePage(CallbackData, prefix="dppl"):
    """Delegates of a delegation, from the place of offset on."""

    delegation: int
    offset: int = 0


class ProfileCard(CallbackData, prefix="dprf"):
    """One delegate as the organisers see them: act is show, claim (a link to claim the profile), or search."""

    delegate: int


class ClaimLink(CallbackData, prefix="dclm"):
    """A link with which an imported delegate claims the profile."""

    delegate: int


class NewInvitation(CallbackData, prefix="dinv"):
    """A link being made, choice after choice: whom for, how many uses, how long. Empty: not chosen yet."""

    role: str = ""
    """"delegate" or "organiser"."""
    delegation: int = -1
    """0: of any; -1: not asked yet."""
    uses: int = 0
    days: int = -1
    """0: until the mission ends."""
    mission: int


class InvitationAct(CallbackData, prefix="dlnk"):
    """A link that exists: show, revoke (asks), revoked (does it)."""

    act: str
    invitation: int
