"""A meeting put on the screen of the person who pressed or wrote."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.meetings.data import MeetingPress
from handlers.meetings.view import view
from missions.errors import Refusal
from missions.meetings.details import Details, details
from missions.meetings.states import NOT_YOURS, Done, side_read_by
from storage.tables import Delegate, Meeting


async def looked_at(turn: Turn, press: MeetingPress) -> tuple[Details, Delegate]:
    """The meeting of a button, and as whom the person sees it, whatever its revision: for looking only.

    Raises:
        Refusal: it is not theirs.
    """
    meeting = await turn.session.get(Meeting, press.id)
    side = await side_read_by(turn.session, turn.person, meeting) if meeting else None
    if meeting is None or side is None:
        raise Refusal(NOT_YOURS)
    return await details(turn.session, meeting), side


async def show(turn: Turn, found: Details, side: Delegate, heading: Markup | None = None) -> None:
    """The meeting as it is now."""
    await turn.show(*await view(turn._, turn.session, found, side, turn.person, heading))


async def show_left(turn: Turn, done: Done, outcome: Markup) -> None:
    """What came of a meeting in which the person has no part any more; the others are notified."""
    await turn.conclude(outcome)
    await tell(turn.box, done.notices)


async def show_done(turn: Turn, done: Done, heading: Markup | None = None) -> None:
    """The meeting as a change has left it; and the others are told."""
    await show(turn, await details(turn.session, done.meeting), done.side, heading)
    await tell(turn.box, done.notices)
