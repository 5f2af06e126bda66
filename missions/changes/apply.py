"""Carries a change out in one transaction: rows, seats, revisions, and a receipt for each delegate it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from missions.audit import record
from missions.changes import telling
from missions.changes.interpreters_touched import INTERPRETERS, of_moves
from missions.changes.move_meeting import TAKEN
from missions.changes.move_session import note_moves
from missions.changes.place import upcoming
from missions.changes.plan import ChangePlan, MeetingMove, ProposedChange, foresee
from missions.errors import Refusal
from missions.meetings import seats
from missions.meetings.reminders import outdated
from missions.people import access
from storage.database import UnitSession
from storage.tables import Change, ChangeReceipt, Meeting, Mission, Person


@dataclass(frozen=True, slots=True)
class Applied:
    """The change as recorded, how many of its delegates the chat reaches, and the notices to post now."""

    change: Change
    people: int
    notices: Sequence[telling.Told]


async def apply(
    session: UnitSession, organiser: Person, mission: Mission, proposal: ProposedChange, fingerprint: str
) -> Applied | ChangePlan:
    """Do what the dry run with this fingerprint showed; if something else would happen now, return that plan.

    Raises:
        Refusal: they are no organiser of the mission, or it cannot be done any more.
    """
    await access.require_organiser(session, organiser, mission.id)
    await proposal.lock(session)
    plan = await foresee(session, mission, proposal)
    if plan.fingerprint != fingerprint:
        return plan
    await proposal.carry_out(session, plan)
    await move_meetings(session, plan.moves)
    await note_moves(session, mission, plan.sessions, organiser)
    detail = dict(plan.detail)
    if interpreters := of_moves(plan.moves):
        detail[INTERPRETERS] = interpreters
    change = Change(
        mission_id=mission.id, subject=plan.subject, made_by=organiser.id, made_at=session.now, detail=detail
    )
    session.add(change)
    await session.flush()
    await write_receipts(session, mission, change, plan.moves)
    await outdated(session, [move.meeting_id for move in plan.moves], plan.touched)
    subject = f"{plan.subject}:{plan.detail['id']}"
    record(
        session,
        organiser,
        mission.id,
        f"{plan.subject}.{plan.detail['kind'].rpartition('-')[2]}",
        subject,
        change=change.id,
        meetings=[move.meeting_id for move in plan.moves],
    )
    return Applied(change, await telling.people(session, change), await telling.begin(session, change))


async def move_meetings(session: UnitSession, moves: Sequence[MeetingMove]) -> None:
    """Move meetings and their seats.

    Raises:
        Refusal: a seat has just been taken.
    """
    moved = [(move, await session.get_one(Meeting, move.meeting_id)) for move in moves]
    reseated = [move for move in moves if move.before.seats != move.after.seats]
    # Release all seats before taking any: meetings that swap places would block each other.
    await seats.release_all(
        session, [move.meeting_id for move in reseated if move.before.slot_id != move.after.slot_id]
    )
    for slot_id in {move.before.slot_id for move in reseated if move.before.slot_id == move.after.slot_id}:
        staying = [move.meeting_id for move in reseated if move.before.slot_id == move.after.slot_id == slot_id]
        await seats.release_all(session, staying, slot_id)
    for move, meeting in moved:
        if meeting.slot_id != move.after.slot_id:
            _forget_proposed_time(meeting)
        meeting.slot_id, meeting.table_id = move.after.slot_id, move.after.table_id
        meeting.interpreter_id = move.after.interpreter_id
        meeting.revision += 1
    await session.flush()
    wanted = [(move.meeting_id, move.people, *move.after.seats) for move in reseated]
    try:
        async with session.begin_nested():
            await seats.put(session, wanted)
    except IntegrityError:
        raise Refusal(TAKEN) from None


def _forget_proposed_time(meeting: Meeting) -> None:
    """Drop a proposed time: it was proposed in place of a time that the meeting no longer has."""
    meeting.moves_to_id = meeting.awaits_id = meeting.expires_at = meeting.nudge_at = None


async def write_receipts(session: UnitSession, mission: Mission, change: Change, moves: Sequence[MeetingMove]) -> None:
    """Write one receipt a delegate with all that moved; receipts that the change has already are extended."""
    ids = [move.meeting_id for move in moves]
    now = {
        meeting.id: (meeting, place) for meeting, place in await upcoming(session, mission.id, col(Meeting.id).in_(ids))
    }
    by_delegate: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for move in moves:
        meeting, after = now[move.meeting_id]
        said = {
            "meeting": meeting.id,
            "revision": meeting.revision,
            "before": move.before.to_json(),
            "after": after.to_json(),
        }
        for delegate_id in move.people:
            by_delegate[delegate_id].append(said)
    noted = await session.exec(
        select(ChangeReceipt).where(
            ChangeReceipt.change_id == change.id, col(ChangeReceipt.delegate_id).in_(by_delegate)
        )
    )
    for receipt in noted:
        receipt.moves = [*receipt.moves, *by_delegate.pop(receipt.delegate_id)]
    session.add_all(
        ChangeReceipt(change_id=change.id, delegate_id=delegate_id, moves=said)
        for delegate_id, said in sorted(by_delegate.items())
    )
    await session.flush()
