"""What a receipt still has to tell: only what has not moved on since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from missions.changes.place import Place
from storage.database import UnitSession
from storage.tables import ChangeReceipt, Delegate, Meeting, MeetingState, Organisation


@dataclass(frozen=True, slots=True)
class Told:
    """One meeting that moved, with whom the reader meets there."""

    meeting: Meeting
    other: Delegate
    organisation: str
    before: Place
    after: Place


async def still_true(session: UnitSession, receipt: ChangeReceipt) -> Sequence[Told]:
    """The moves of a receipt that are the last word about their meetings, which stand and are not over."""
    found = []
    for move in receipt.moves:
        meeting = await session.get(Meeting, move["meeting"])
        after = Place.from_json(move["after"])
        if meeting is None or meeting.state is not MeetingState.CONFIRMED or meeting.revision != move["revision"]:
            continue
        if after.ends_at <= session.now:
            continue
        mine = receipt.delegate_id == meeting.requester_id
        other = await session.get_one(Delegate, meeting.invitee_id if mine else meeting.requester_id)
        organisation = await session.get_one(Organisation, other.organisation_id)
        found.append(Told(meeting, other, organisation.name, Place.from_json(move["before"]), after))
    return found
