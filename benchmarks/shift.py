"""An afternoon of 800 people is shifted: how long its dry run takes, and how long writing it holds up a tap."""

from __future__ import annotations

import gc
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import col, select

from missions import jobs
from missions.changes import shift_apply, telling
from missions.changes.shift_frame import Shift
from missions.changes.shift_preview import preview
from missions.pairs import pair_of
from storage import schema
from storage.database import Database
from storage.outbox import claim_notice
from storage.tables import (
    Delegate,
    DelegateStatus,
    Delegation,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
    PersonSeat,
    ProgrammeSession,
    SessionKind,
    SignUp,
    SignUpState,
    Slot,
    TableSeat,
    Venue,
)

PEOPLE, SLOTS = 800, 8
PROMISED_PREVIEW, PROMISED_HOLD = 2.0, 0.1
"""Seconds."""
NOON = datetime(2027, 7, 12, 10, tzinfo=UTC)
"""At Málaga."""


async def run(*, full: bool) -> None:
    runs = 20 if full else 5
    shown, held, told, busy = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'wasl.db'}")
        await schema.upgrade(database)
        organiser = await _fill(database)
        # What filling it has left is no part of a bot.
        gc.collect()
        gc.freeze()
        for number in range(runs):
            wish = Shift(NOON, 5 if number % 2 == 0 else -5)
            async with database.unit() as session:
                began = time.perf_counter()
                session.info["now"] = NOON - timedelta(hours=2)
                person = await session.get_one(Person, organiser)
                fingerprint = (await preview(session, person, wish)).fingerprint
            shown.append(time.perf_counter() - began)
            async with database.unit() as session:
                began, processor = time.perf_counter(), time.process_time()
                session.info["now"] = NOON - timedelta(hours=2)
                person = await session.get_one(Person, organiser)
                done = await shift_apply.apply(session, person, wish, fingerprint)
                assert done is not None, "what was shown is what is done"  # noqa: S101 - a broken benchmark says so
            held.append(time.perf_counter() - began)
            busy.append(time.process_time() - processor)
            while True:
                async with database.unit() as session:
                    began = time.perf_counter()
                    notices = await telling.go_on(session)
                    for each in notices:
                        await claim_notice(session, str(each.once))
                told.append(time.perf_counter() - began)
                if not notices:
                    break
        await database.close()
    print(f"{PEOPLE} people, {PEOPLE // 2 * SLOTS} meetings in {SLOTS} slots, a bus for all; {runs} shifts, SQLite")
    print(f"  dry run: {_figures(shown)} (promised: {PROMISED_PREVIEW:.0f} s)")
    print(f"  written: {_figures(held)} (promised: {PROMISED_HOLD * 1000:.0f} ms)")
    print(f"  of which processor: {_figures(busy)}")
    print(f"  found to tell, {jobs.CHUNK // telling.SHIFTED_PART} people at a time: {_figures(told)}")


def _figures(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"median {ordered[len(ordered) // 2] * 1000:.0f} ms, longest {ordered[-1] * 1000:.0f} ms"


async def _fill(database: Database) -> int:
    """A mission with everyone in a meeting in every slot; the organiser's id."""
    async with database.unit() as session:
        organiser = Person(telegram_id=1, owner=True)
        mission = Mission(
            key="large",
            title={"en": "Large"},
            time_zone="Europe/Madrid",
            starts_on=date(2027, 7, 12),
            ends_on=date(2027, 7, 14),
        )
        session.add_all([organiser, mission])
        await session.flush()
        side = Delegation(mission_id=mission.id, key="all", title={"en": "All"})
        firm = Organisation(mission_id=mission.id, name="Firm", name_key="firm", kind=OrganisationKind.COMPANY)
        venue = Venue(mission_id=mission.id, key="hall", title={"en": "Hall"})
        session.add_all([side, firm, venue])
        await session.flush()
        people = [Person(telegram_id=1000 + number) for number in range(PEOPLE)]
        tables = [MeetingTable(venue_id=venue.id, label=str(number)) for number in range(PEOPLE // 2)]
        slots = [
            Slot(
                mission_id=mission.id,
                starts_at=NOON + timedelta(minutes=30 * number),
                ends_at=NOON + timedelta(minutes=30 * number + 20),
            )
            for number in range(SLOTS)
        ]
        bus = ProgrammeSession(
            mission_id=mission.id,
            kind=SessionKind.BUS,
            title={"en": "Bus"},
            starts_at=NOON + timedelta(hours=5),
            ends_at=NOON + timedelta(hours=6),
        )
        session.add_all([*people, *tables, *slots, bus])
        await session.flush()
        delegates = [
            Delegate(
                mission_id=mission.id,
                person_id=person.id,
                delegation_id=side.id,
                organisation_id=firm.id,
                status=DelegateStatus.APPROVED,
                name=f"Delegate {number}",
            )
            for number, person in enumerate(people)
        ]
        session.add_all(delegates)
        await session.flush()
        ids = [each.id for each in delegates]
        session.add_all(SignUp(session_id=bus.id, delegate_id=each, state=SignUpState.SIGNED_UP) for each in ids)
        session.add_all(
            Meeting(
                mission_id=mission.id,
                requester_id=ids[number],
                invitee_id=ids[_other(number, turn)],
                pair=pair_of(ids[number], ids[_other(number, turn)]),
                slot_id=slot.id,
                table_id=tables[number].id,
                state=MeetingState.CONFIRMED,
            )
            for turn, slot in enumerate(slots)
            for number in range(PEOPLE // 2)
        )
        await session.flush()
        met = (await session.exec(select(Meeting).order_by(col(Meeting.id)))).all()
        seats = [
            {"slot_id": each.slot_id, "meeting_id": each.id, "delegate_id": who}
            for each in met
            for who in (each.requester_id, each.invitee_id)
        ]
        await session.exec(insert(PersonSeat), params=seats)
        taken = [{"slot_id": each.slot_id, "meeting_id": each.id, "table_id": each.table_id} for each in met]
        await session.exec(insert(TableSeat), params=taken)
        return organiser.id


def _other(number: int, turn: int) -> int:
    """Whom the person of this number meets in a slot: each time another one of the other half."""
    return PEOPLE // 2 + (number + turn) % (PEOPLE // 2)
