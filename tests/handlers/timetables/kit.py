"""A mission with a timetable still to be made: three hosts, three guests, a few hours of tomorrow, one interpreter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from missions import loading
from missions.meetings import seats
from storage.database import Database, UnitSession
from storage.tables import (
    CuratedPair,
    Delegate,
    InterpreterSeat,
    Meeting,
    MeetingState,
    MeetingTable,
    PairWish,
    PersonSeat,
    Proposal,
    ProposalAnswer,
    Slot,
    TableSeat,
    Timetable,
    TimetableState,
)

FILE = """\
[mission]
key = "kiosk"
title = {{ fr = "Mission d’essai", ar = "بعثة التجربة", en = "Trial mission" }}
time_zone = "Africa/Casablanca"
starts_on = {day}
ends_on = {day}
default_language = "fr"
travel_minutes = 20

[[delegations]]
key = "hosts"
title = {{ fr = "Hôtes", ar = "المضيفون", en = "Hosts" }}
country = "MA"

[[delegations]]
key = "guests"
title = {{ fr = "Invités", ar = "الضيوف", en = "Guests" }}
country = "ES"

[[venues]]
key = "hall"
title = {{ fr = "Grande halle", ar = "القاعة الكبرى", en = "Great hall" }}
tables = ["H1", "H2"]

[[venues]]
key = "annex"
title = {{ fr = "Annexe", ar = "الملحق", en = "Annex" }}
tables = ["A1"]

[[interpreters]]
name = "Inès Essai"
languages = ["ar", "es"]

[[slots]]
date = {day}
from = 10:00:00
to = 12:00:00
minutes = 25
pause_minutes = 5
"""
HOSTS = (("Hamid Essai", "ar"), ("Hind Essai", "fr"), ("Hugo Essai", "fr"))
GUESTS = (("Gema Prueba", "es"), ("Gil Prueba", "fr"), ("Gonzalo Prueba", "fr"))


def text() -> str:
    day = (datetime.now(UTC) + timedelta(days=2)).date()
    people = [(name, code, "hosts") for name, code in HOSTS] + [(name, code, "guests") for name, code in GUESTS]
    delegates = "".join(
        f'[[delegates]]\ndelegation = "{side}"\nname = "{name}"\norganisation = "{name} et Cie"\nkind = "company"\n'
        f'languages = ["{code}"]\n\n'
        for name, code, side in people
    )
    return f"{FILE.format(day=day.isoformat())}\n{delegates}"


@dataclass(frozen=True)
class Kiosk:
    """The mission in the tables."""

    database: Database

    async def load(self) -> None:
        async with self.database.unit() as session:
            await loading.apply(session, loading.parse(text()))

    async def interest(self, *pairs: tuple[str, str]) -> None:
        """The first of each two would like to meet the second."""
        async with self.database.unit() as session:
            for one, other in pairs:
                first, second = await self._named(session, one), await self._named(session, other)
                session.add(
                    Proposal(
                        mission_id=first.mission_id,
                        delegate_id=first.id,
                        counterpart_id=second.id,
                        answer=ProposalAnswer.INTERESTED,
                        answered_at=session.now,
                    )
                )

    async def must(self, one: str, other: str) -> None:
        async with self.database.unit() as session:
            first, second = await self._named(session, one), await self._named(session, other)
            low, high = sorted((first.id, second.id))
            session.add(CuratedPair(mission_id=first.mission_id, one_id=low, other_id=high, wish=PairWish.MUST))

    @staticmethod
    async def _named(session: UnitSession, name: str) -> Delegate:
        return (await session.exec(select(Delegate).where(col(Delegate.name).contains(name)))).one()

    async def meetings(self) -> list[Meeting]:
        """The confirmed ones; their seats are just theirs."""
        async with self.database.reading() as session:
            found = (await session.exec(select(Meeting).where(Meeting.state == MeetingState.CONFIRMED))).all()
            sat = await session.exec(select(PersonSeat))
            people = {(each.slot_id, each.delegate_id, each.meeting_id) for each in sat}
            tables = {(each.slot_id, each.table_id, each.meeting_id) for each in await session.exec(select(TableSeat))}
            voices = await session.exec(select(InterpreterSeat))
            interpreting = {(each.slot_id, each.interpreter_id, each.meeting_id) for each in voices}
        both = {(each.slot_id, who, each.id) for each in found for who in (each.requester_id, each.invitee_id)}
        assert people == both
        assert tables == {(each.slot_id, each.table_id, each.id) for each in found}
        assert interpreting == {(each.slot_id, each.interpreter_id, each.id) for each in found if each.interpreter_id}
        return list(found)

    async def crowd(self, agreed: Meeting) -> None:
        """Let two meetings be at the hour of this one, on the other tables, and the fourth half a day away."""
        async with self.database.unit() as session:
            found = list((await session.exec(select(Meeting).where(Meeting.state == MeetingState.CONFIRMED))).all())
            slots = (await session.exec(select(Slot).order_by(col(Slot.starts_at)))).all()
            tables = (await session.exec(select(MeetingTable).where(MeetingTable.id != agreed.table_id))).all()
            hind_and_gil = {(await self._named(session, name)).id for name in ("Hind", "Gil")}
            others = [each for each in found if each.id != agreed.id]
            [aside] = [each for each in others if {each.requester_id, each.invitee_id} == hind_and_gil]
            others.remove(aside)
            place = [each.id for each in slots].index(agreed.slot_id)
            # Two slots away, so that neither of them has to cross the town.
            places = [(aside, slots[(place + 2) % len(slots)].id, tables[0].id)]
            places += [(each, agreed.slot_id, table.id) for each, table in zip(others, tables, strict=True)]
            await seats.release_all(session, [each.id for each, _slot, _table in places])
            for each, slot_id, table_id in places:
                each.slot_id, each.table_id = slot_id, table_id
                each.revision += 1
                session.add(each)
            await session.flush()
            await seats.put(
                session,
                [
                    (each.id, (each.requester_id, each.invitee_id), each.slot_id, each.table_id, each.interpreter_id)
                    for each, _slot, _table in places
                ],
            )

    async def drafts(self, state: TimetableState) -> list[Timetable]:
        async with self.database.reading() as session:
            return list((await session.exec(select(Timetable).where(Timetable.state == state))).all())

    async def label_of(self, meeting: Meeting) -> str:
        """What its table is called."""
        async with self.database.reading() as session:
            return (await session.get_one(MeetingTable, meeting.table_id)).label
