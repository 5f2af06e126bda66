"""The guard of every change to a meeting: who may act, and whether their button is up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.meetings.companions import further
from missions.meetings.transitions import BECOMES, MEETINGS, MayAct, MeetingAct, phase
from missions.notices import Notice
from missions.pairs import pair_of
from missions.people import access
from missions.people.mission_meant import show
from missions.people.reach import speaks_for
from storage.database import UnitSession
from storage.tables import OPEN_STATES, Delegate, DelegateStatus, Meeting, MeetingState, Person

NOT_YOURS = N_("This is not your meeting.")
NOT_TAKING_PART = N_("{name} is not available for meetings at the moment.")


class Stale(Refusal):
    """The meeting changed after the button was drawn; the handler shows its present state instead."""

    def __init__(self, meeting_id: int) -> None:
        super().__init__(N_("This has changed. Please check /requests or /agenda."))
        self.meeting_id = meeting_id


class Taken(Refusal):
    """The time is taken; the handler offers other times."""


class AlreadyOpen(Refusal):
    """The two have an open request or meeting already; the handler shows that one."""

    def __init__(self, meeting_id: int) -> None:
        super().__init__(N_("There is already a request or a meeting between you two."))
        self.meeting_id = meeting_id


class NoWay(Exception):
    """A fault of the code: the table of transitions has no such step."""


def become(meeting: Meeting, state: MeetingState) -> None:
    """Let a meeting be in another state.

    Raises:
        NoWay: from the state that it is in, it cannot be.
    """
    if meeting.state is state:
        return
    if state not in BECOMES.get(meeting.state, frozenset()):
        raise NoWay(f"{meeting.state} does not become {state}")
    meeting.state = state


@dataclass(frozen=True, slots=True)
class MeetingSide:
    """An open meeting, locked, as seen by the side that acts."""

    meeting: Meeting
    side: Delegate
    other: Delegate


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a change: the meeting, the side that acted, and the notices to post."""

    meeting: Meeting
    side: Delegate
    notices: Sequence[Notice]
    agreed: bool = False
    """Whether both have agreed with this act."""


async def take_up(session: UnitSession, person: Person, meeting_id: int, revision: int, act: MeetingAct) -> MeetingSide:
    """Lock a meeting until the transaction ends, for one of its two to do what the table of transitions lets them do.

    Raises:
        Refusal: the person has no part in it.
        Stale: it has changed since the revision that was shown, is closed, or it is not this person's turn.
    """
    meeting = await locked(session, meeting_id)
    sides = await sides_of(session, person, meeting) if meeting else []
    if meeting is None or not sides:
        raise Refusal(NOT_YOURS)
    allowed = MEETINGS.get((phase(meeting), act))
    if meeting.revision != revision or allowed is None:
        raise Stale(meeting_id)
    sides = [side for side in sides if _may(meeting, side, allowed.may)]
    if not sides:
        raise Stale(meeting_id)
    other = meeting.invitee_id if sides[0].id == meeting.requester_id else meeting.requester_id
    return MeetingSide(meeting, sides[0], await session.get_one(Delegate, other))


async def locked(session: UnitSession, meeting_id: int) -> Meeting | None:
    """The meeting as it is now, locked until the transaction ends."""
    found = await session.exec(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return found.first()


def _may(meeting: Meeting, side: Delegate, may: MayAct) -> bool:
    """Whether this delegate is who may act."""
    match may:
        case MayAct.EITHER | MayAct.CANNOT:
            return side.id in {meeting.requester_id, meeting.invitee_id}
        case MayAct.REQUESTER:
            return side.id == meeting.requester_id
        case MayAct.ANSWERS:
            return side.id == meeting.awaits_id
        case MayAct.ASKED:
            waits = meeting.awaits_id is not None and side.id != meeting.awaits_id
            return waits and side.id in {meeting.requester_id, meeting.invitee_id}
        case _:
            return False


async def sides_of(session: UnitSession, person: Person, meeting: Meeting) -> list[Delegate]:
    """The delegates of a meeting for whom the person speaks, their own first; none if it is not theirs.

    After the two come those who have joined, and those who are asked to.
    """
    more = [each.delegate_id for each in await further(session, [meeting])]
    ids = list(dict.fromkeys((meeting.requester_id, meeting.invitee_id, *more)))
    rows = await session.exec(
        select(Delegate, Person)
        .join(Person, col(Person.id) == col(Delegate.person_id), isouter=True)
        .where(col(Delegate.id).in_(ids))
    )
    # The people are loaded with them, so that whether each has a chat costs no further statement.
    people = {delegate.id: (delegate, person) for delegate, person in rows}
    mine = [people[each][0] for each in ids if await speaks_for(session, person, people[each][0])]
    if mine:
        show(session, person, meeting.mission_id, at_desk=all(side.person_id != person.id for side in mine))
    return sorted(mine, key=lambda side: side.person_id != person.id)


async def side_read_by(session: UnitSession, person: Person, meeting: Meeting) -> Delegate | None:
    """As which of its delegates the person sees a meeting, if it is theirs: first the one who is to answer."""
    sides = await sides_of(session, person, meeting)
    own = [side for side in sides if side.person_id == person.id]
    return next((side for side in own or sides if side.id == meeting.awaits_id), next(iter(own or sides), None))


async def open_between(session: UnitSession, one: int, other: int) -> Meeting | None:
    """The open request or meeting of two delegates."""
    found = await session.exec(
        select(Meeting).where(Meeting.pair == pair_of(one, other), col(Meeting.state).in_(OPEN_STATES))
    )
    return found.first()


def require_both(standing: MeetingSide) -> None:
    """Check that both take part in the mission.

    Raises:
        Refusal: one of them has paused, left or is not approved.
    """
    if (why := apart(standing.side, standing.other)) is not None:
        raise why


def apart(side: Delegate, other: Delegate) -> Refusal | None:
    """Why a request cannot be answered now, as the side reads it: one of the two has paused, left or is suspended."""
    if side.status is not DelegateStatus.APPROVED:
        return Refusal(access.STATUS_REFUSALS[side.status])
    if other.status is not DelegateStatus.APPROVED:
        return Refusal(NOT_TAKING_PART, name=other.name)
    return None


def note_act(session: UnitSession, person: Person, standing: MeetingSide, act: str) -> None:
    """Audit an act of an organiser on behalf of a delegate."""
    meeting = standing.meeting
    if standing.side.person_id != person.id:
        record(session, person, meeting.mission_id, act, f"meeting:{meeting.id}", delegate=standing.side.id)
