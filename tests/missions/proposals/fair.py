"""A stage with two delegations whose people may meet each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import select

from missions.meetings.companions import everyone
from storage.tables import (
    BOOKED_STATES,
    OPEN_STATES,
    Companion,
    Delegate,
    Delegation,
    Meeting,
    MeetingState,
    MeetingTable,
    Organisation,
    OrganisationKind,
    Person,
    PersonSeat,
    Slot,
    TableSeat,
)
from tests.missions.stage import NOON, Stage


@dataclass(frozen=True)
class Fair:
    """Hosts and guests, each of a firm of their own, slots half an hour apart from two hours on, and tables."""

    stage: Stage
    hosts: Sequence[Delegate]
    guests: Sequence[Delegate]
    slots: Sequence[Slot]
    tables: Sequence[MeetingTable]

    async def person(self, delegate: Delegate) -> Person:
        assert delegate.person_id is not None
        return await self.stage.session.get_one(Person, delegate.person_id)


async def fair(stage: Stage, *, hosts: int = 2, guests: int = 2, slots: int = 3, tables: int = 1) -> Fair:
    mission = await stage.open(request_hours=3)
    everybody = await stage.delegates(hosts + guests)
    away = Delegation(mission_id=mission.id, key="away", title={"en": "Away"})
    firms = [
        Organisation(mission_id=mission.id, name=f"Firm {n}", name_key=f"firm {n}", kind=OrganisationKind.COMPANY)
        for n in range(len(everybody))
    ]
    await stage.add(away, *firms)
    for delegate, firm in zip(everybody, firms, strict=True):
        delegate.organisation_id = firm.id
    for guest in everybody[hosts:]:
        guest.delegation_id = away.id
    starts = [NOON + timedelta(minutes=120 + 30 * n) for n in range(slots)]
    return Fair(
        stage=stage,
        hosts=everybody[:hosts],
        guests=everybody[hosts:],
        slots=await stage.slots(starts),
        tables=(await stage.venue("hall", [str(n) for n in range(tables)]))[1],
    )


async def check(stage: Stage) -> None:
    """What holds at any moment: seats are just what the open meetings imply, and nobody is waited for in vain."""
    session = stage.session
    await session.flush()
    meetings = (await session.exec(select(Meeting))).all()
    seats, tables, pairs = set(), set(), []
    beside: dict[int, set[int]] = defaultdict(set)
    for row in await session.exec(select(Companion)):
        beside[row.meeting_id].add(row.delegate_id)
    for meeting in meetings:
        both = {meeting.requester_id, meeting.invitee_id}
        is_open = meeting.state in OPEN_STATES
        confirmed = meeting.state in BOOKED_STATES
        assert (meeting.held_at is not None) == (meeting.state is MeetingState.HELD)
        waiting = meeting.state is MeetingState.REQUESTED or meeting.moves_to_id is not None
        assert (meeting.awaits_id in both) == waiting
        assert (meeting.expires_at is not None) == waiting
        assert confirmed or meeting.moves_to_id is None
        assert (meeting.table_id is not None) or not confirmed
        if is_open:
            pairs.append(meeting.pair)
        if confirmed:
            seats |= {(meeting.slot_id, each, meeting.id) for each in await everyone(session, meeting)}
            tables.add((meeting.slot_id, meeting.table_id, meeting.id))
        if waiting and not meeting.any_time:
            (asked,) = both - {meeting.awaits_id}
            seats.add((meeting.moves_to_id or meeting.slot_id, asked, meeting.id))
        assert is_open or confirmed or meeting.id not in beside
        assert not both & beside[meeting.id]
    assert len(pairs) == len(set(pairs))
    held = (await session.exec(select(PersonSeat.slot_id, PersonSeat.delegate_id, PersonSeat.meeting_id))).all()
    assert sorted(map(tuple, held)) == sorted(seats)
    laid = (await session.exec(select(TableSeat.slot_id, TableSeat.table_id, TableSeat.meeting_id))).all()
    assert sorted(map(tuple, laid)) == sorted(tables)
    assert len({seat[:2] for seat in seats}) == len(seats)
    assert len({seat[:2] for seat in tables}) == len(tables)
