"""Use cases of company at a meeting: ask someone along, hand one's place to a colleague; they agree, refuse or leave.

Who is asked has no seat yet. Who agrees takes one under the same constraints as everybody, so no one is booked twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from locales import N_
from missions.errors import Refusal
from missions.meetings import availability, seats
from missions.meetings.attending import session_during
from missions.meetings.companions import everyone, further
from missions.meetings.details import Details
from missions.meetings.endings import stay_away, to_side
from missions.meetings.notices import AskedAlong, ComesAlong, MeetingNotice, NoLongerAsked
from missions.meetings.openings import SESSION_THEN, not_begun
from missions.meetings.states import (
    NOT_TAKING_PART,
    NOT_YOURS,
    Done,
    MeetingSide,
    Taken,
    locked,
    note_act,
    require_both,
    take_up,
)
from missions.meetings.transitions import PLACES, MeetingAct, place_state
from missions.people.reach import speaks_for
from missions.people.spelt import looked_for
from missions.rules import who_may_meet
from storage.database import UnitSession
from storage.tables import (
    OPEN_STATES,
    Companion,
    Delegate,
    DelegateStatus,
    Meeting,
    Mission,
    Organisation,
    PairWish,
    Person,
    Slot,
)

IN_IT = N_("{name} is in this meeting already, or has been asked.")
NOT_YOUR_COLLEAGUE = N_("Only a colleague from your organisation can take your place.")
FULL = N_("This meeting is full: no one else can come.")
GONE = N_("This is no longer asked.")

MOST = 8
"""People at one meeting: a round table of a hotel seats as many."""


class NoLonger(Refusal):
    """The place is no longer what the button was drawn for; the handler shows what is true now."""

    def __init__(self) -> None:
        super().__init__(GONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone's place beside the two of a meeting, locked: whose it is, and which of the two asked."""

    meeting: Meeting
    row: Companion
    delegate: Delegate
    asker: Delegate
    facing: Delegate


async def colleagues(session: UnitSession, found: Details, side: Delegate) -> Sequence[Delegate]:
    """The delegates of the same organisation who have no part in this meeting, by name."""
    inside = {found.requester.id, found.invitee.id, *(each.delegate.id for each in found.companions)}
    rows = await session.exec(
        select(Delegate)
        .where(
            Delegate.mission_id == side.mission_id,
            Delegate.organisation_id == side.organisation_id,
            Delegate.status == DelegateStatus.APPROVED,
            col(Delegate.id).not_in(inside),
        )
        .order_by(col(Delegate.name_key), col(Delegate.id))
    )
    return rows.all()


async def named(session: UnitSession, found: Details, words: str, limit: int) -> Sequence[tuple[Delegate, str]]:
    """The delegates of the mission whose name has all these words and who have no part yet, with organisation."""
    inside = {found.requester.id, found.invitee.id, *(each.delegate.id for each in found.companions)}
    looked = await looked_for(session, found.mission.id, words)
    if looked.nothing:
        return []
    rows = await session.exec(
        select(Delegate, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(
            Delegate.mission_id == found.mission.id,
            Delegate.status == DelegateStatus.APPROVED,
            col(Delegate.id).not_in(inside),
            looked.among((col(Delegate.name_key), col(Delegate.name_keys))),
        )
        .order_by(col(Delegate.name_key), col(Delegate.id))
        .limit(limit)
    )
    return rows.all()


async def ask(
    session: UnitSession, person: Person, meeting_id: int, revision: int, delegate_id: int, *, replaces: bool = False
) -> Done:
    """Ask a delegate to come along to a confirmed meeting; or, with replaces, a colleague to take one's place.

    Raises:
        Stale, Refusal: as take_up says, the meeting has begun, or this delegate cannot be asked.
    """
    act = MeetingAct.HAND_OVER if replaces else MeetingAct.ASK_ALONG
    standing = await take_up(session, person, meeting_id, revision, act)
    require_both(standing)
    await not_begun(session, standing.meeting)
    asked = await _may_be_asked(session, standing, delegate_id, replaces=replaces)
    meeting = standing.meeting
    row = Companion(
        meeting_id=meeting.id,
        delegate_id=asked.id,
        of_requester=standing.side.id == meeting.requester_id,
        replaces=replaces,
        asked_at=session.now,
    )
    meeting.shared = True
    session.add(row)
    await session.flush()
    note_act(session, person, standing, f"meeting.{'hand_over' if replaces else 'ask_along'}")
    told = await to_side(session, AskedAlong, meeting, asked, colleague_id=standing.side.id)
    return Done(meeting, standing.side, told)


async def _may_be_asked(session: UnitSession, standing: MeetingSide, delegate_id: int, *, replaces: bool) -> Delegate:
    meeting, asked = standing.meeting, await session.get(Delegate, delegate_id)
    if asked is None or asked.mission_id != meeting.mission_id:
        raise Refusal(N_("This person is not in your mission."))
    if asked.status is not DelegateStatus.APPROVED:
        raise Refusal(NOT_TAKING_PART, name=asked.name)
    known = {meeting.requester_id, meeting.invitee_id, *(row.delegate_id for row in await further(session, [meeting]))}
    if asked.id in known:
        raise Refusal(IN_IT, name=asked.name)
    if replaces:
        await _may_take_over(session, asked, standing.side, standing.other)
    elif len(known) >= MOST:
        raise Refusal(FULL)
    elif await _kept_apart(session, asked, known):
        raise Refusal(who_may_meet.NOT_FORESEEN)
    return asked


async def _kept_apart(session: UnitSession, asked: Delegate, seated: set[int]) -> bool:
    wishes = await who_may_meet.wishes_for(session, asked.id)
    return any(wishes.get(each) is PairWish.NEVER for each in seated)


async def _may_take_over(session: UnitSession, colleague: Delegate, before: Delegate, facing: Delegate) -> None:
    """Check that a colleague may be one of the two instead.

    Raises:
        Refusal: they are of another organisation, may not meet, or have a request or meeting of their own.
    """
    if colleague.organisation_id != before.organisation_id:
        raise Refusal(NOT_YOUR_COLLEAGUE)
    if (forbidden := await who_may_meet.forbids(session, colleague, facing)) is not None:
        raise Refusal(forbidden)


async def take_back(session: UnitSession, person: Person, place_id: int) -> Done:
    """Ask a delegate no longer, who has not agreed yet.

    Raises:
        NoLonger: they have answered, or the meeting is off.
        Refusal: the person did not ask them.
    """
    asked = await _locked(session, place_id, MeetingAct.TAKE_BACK)
    if not await speaks_for(session, person, asked.asker):
        raise Refusal(NOT_YOURS)
    await session.delete(asked.row)
    await session.flush()
    told = await to_side(session, NoLongerAsked, asked.meeting, asked.delegate, colleague_id=asked.asker.id)
    note_act(session, person, MeetingSide(asked.meeting, asked.asker, asked.facing), "meeting.take_back")
    return Done(asked.meeting, asked.asker, told)


async def refuse(session: UnitSession, person: Person, place_id: int) -> Done:
    """Do not come along, nor in someone's place.

    Raises:
        NoLonger: it is not asked any more.
        Refusal: it was not this person who was asked.
    """
    asked = await _asked_of(session, person, place_id, MeetingAct.REFUSE)
    return await _gone(session, person, asked, "meeting.refuse")


async def leave(session: UnitSession, person: Person, place_id: int) -> Done:
    """Leave a meeting that one has joined; the two still meet.

    Raises:
        NoLonger, Refusal: as refuse says, or the meeting has begun.
    """
    asked = await _asked_of(session, person, place_id, MeetingAct.LEAVE)
    await not_begun(session, asked.meeting)
    return await _gone(session, person, asked, "meeting.leave")


async def _gone(session: UnitSession, person: Person, asked: Asked, act: str) -> Done:
    told = await stay_away(session, asked.meeting, asked.row, asked.delegate)
    note_act(session, person, MeetingSide(asked.meeting, asked.delegate, asked.facing), act)
    return Done(asked.meeting, asked.delegate, told)


async def come(session: UnitSession, person: Person, place_id: int) -> Asked:
    """What is asked, for the delegate to agree to it: `join` or `handing_over.take_over` does it.

    Raises:
        NoLonger: it is not asked any more.
        Refusal: it was not this person who was asked, the meeting has begun, or they do not take part any more.
    """
    asked = await _asked_of(session, person, place_id, MeetingAct.COME)
    await not_begun(session, asked.meeting)
    require_both(MeetingSide(asked.meeting, asked.delegate, asked.facing))
    return asked


async def join(session: UnitSession, person: Person, asked: Asked) -> Done:
    """Come along: the delegate's seat is taken, and both sides hear of it.

    Raises:
        Taken: they have something else then, or could not get there.
    """
    meeting, delegate = asked.meeting, asked.delegate
    await availability.lock(session, delegate, asked.asker)
    slot = await session.get_one(Slot, meeting.slot_id)
    mission = await session.get_one(Mission, meeting.mission_id)
    if title := await session_during(session, delegate.id, slot):
        raise Taken(SESSION_THEN, title=title)
    if (why := await availability.why_not_along(session, mission, meeting, slot, delegate)) is not None:
        raise Taken(why, name=delegate.name)
    if not await seats.take_person(session, meeting, slot.id, delegate.id):
        raise Taken(availability.NOT_FREE_THEN, name=delegate.name)
    asked.row.joined_at = session.now
    await session.flush()
    note_act(session, person, MeetingSide(meeting, delegate, asked.facing), "meeting.join")
    return Done(meeting, delegate, await told_all(session, ComesAlong, meeting, delegate, colleague_id=delegate.id))


async def told_all(
    session: UnitSession, kind: Callable[..., MeetingNotice], meeting: Meeting, but: Delegate, **more: int
) -> list[MeetingNotice]:
    """Notices of this kind to all who sit in the meeting, but for one."""
    people = [await session.get_one(Delegate, each) for each in await everyone(session, meeting) if each != but.id]
    return [notice for side in people for notice in await to_side(session, kind, meeting, side, **more)]


async def _asked_of(session: UnitSession, person: Person, place_id: int, act: MeetingAct) -> Asked:
    asked = await _locked(session, place_id, act)
    if not await speaks_for(session, person, asked.delegate):
        raise Refusal(NOT_YOURS)
    return asked


async def _locked(session: UnitSession, place_id: int, act: MeetingAct) -> Asked:
    """A place, with its meeting locked.

    Raises:
        NoLonger: the table of transitions has no such act for what it is now.
    """
    row = await session.get(Companion, place_id)
    meeting = await locked(session, row.meeting_id) if row else None
    row = await session.get(Companion, place_id, populate_existing=True)
    if row is None or meeting is None or meeting.state not in OPEN_STATES or (place_state(row), act) not in PLACES:
        raise NoLonger
    two = [await session.get_one(Delegate, each) for each in (meeting.requester_id, meeting.invitee_id)]
    asker, facing = two if row.of_requester else two[::-1]
    return Asked(meeting, row, await session.get_one(Delegate, row.delegate_id), asker, facing)
