"""What the buttons of the desk carry. Ids only: who presses, and what is true now, is looked up at each press."""

from __future__ import annotations

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from handlers.views.data import Number
from storage.tables import OutboxState


class MissionChoice(CallbackData, prefix="dmis"):
    """From now on, look at this mission."""

    mission: int


class ApprovalAct(CallbackData, prefix="appr"):
    """On a profile that waits: approve, refuse, ask, next; with the revision that was shown.

    came_from: "queue", and the next one follows; "people", and the same profile is shown again; "waiting", and the
    list of those who wait.
    """

    act: str
    delegate: int
    revision: int = 0
    came_from: str = "queue"


class PeoplePage(CallbackData, prefix="dppl"):
    """Delegates of a delegation, from the place of offset on."""

    delegation: int
    offset: int = 0


class ClaimLink(CallbackData, prefix="dclm"):
    """A link with which an imported delegate claims the profile."""

    delegate: int


class HelperAct(CallbackData, prefix="dhlp"):
    """On an organiser's part in the mission: end (which asks), ended (which does it)."""

    act: str
    role: int


class NewLink(CallbackData, prefix="dinv"):
    """A link being made, choice after choice. step: what is asked next (uses, days), or made when all is chosen."""

    step: str
    mission: int
    role: str
    delegation: int = 0
    """0 where the delegate chooses."""
    uses: int = 1
    days: int = 0


class LinkAct(CallbackData, prefix="dlnk"):
    """A link that exists: show, revoke (which asks), revoked (which does it)."""

    act: str
    invitation: int


class InterpreterAct(CallbackData, prefix="intp"):
    """On an interpreter, with the revision shown: show, away, back, remove (which asks), removed; add, save; link,
    unlink (which asks), unlinked.

    late (arg: a page) and from (arg: a slot, 0 for as planned); limits, row and day (arg: how many, 0 for any number).
    """

    act: str
    id: int = 0
    revision: int = 0
    arg: Annotated[int, Field(ge=0, lt=2**53)] = 0


class InterpreterLanguage(CallbackData, prefix="intl"):
    """Choose a language of the interpreter being added, or unchoose it."""

    code: str
    on: bool


class AsideAct(CallbackData, prefix="asid"):
    """On what was set aside: send, drop (which asks), dropped (which does it), replay. count: how many were shown."""

    act: str
    state: OutboxState = OutboxState.HELD
    count: int = 0


class LackingPage(CallbackData, prefix="dlck"):
    """Those with few good proposals, from the place of offset on."""

    offset: int = 0


class PairsOf(CallbackData, prefix="dprs"):
    """The pairs that were made by hand with a delegate."""

    delegate: int


class PairAct(CallbackData, prefix="dpar"):
    """What is wished of two delegates: must, never, or none any more."""

    act: str
    one: int
    other: int


class RuleAct(CallbackData, prefix="drul"):
    """On who may meet whom: show, within or apart (of one delegation), drop (which asks), dropped. rule: its key."""

    act: str
    mission: int
    rule: str = ""


class RuleDraft(CallbackData, prefix="drud"):
    """A rule being made: ask what is not said yet, then may or never.

    said: one side's delegation and kind, then the other's, as far as they are said ("12.company.0.any").
    """

    act: str
    mission: int
    said: str = ""


class SettingPress(CallbackData, prefix="dset"):
    """On a setting of the mission: show, ask (for a value), set (to what is chosen), off."""

    act: str
    of: str = ""
    to: str = ""


class DelegationFigure(CallbackData, prefix="dlsd"):
    """What a figure of one delegation counts, from the place of offset on; figures: all of them, to choose from."""

    of: str
    delegation: Number
    offset: Number = 0
