"""A mission with its organiser and three people who take part, on a bot that runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlmodel import col, select

from missions import loading
from missions.identity.romanised import romanised
from missions.meetings import seats
from missions.names import fold
from missions.pairs import pair_of
from storage.database import Database, UnitSession
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
    Role,
    RoleKind,
    Slot,
    Venue,
)
from storage.tables import Person as PersonRow
from tests.journeys.kit import AMINA, LUCIA, RACHID, Frame, Someone
from tests.people import Sandbox
from tests.wasl import Wasl

_numbers = count(1)
LANGUAGES = {"fr": ["fr"], "ar": ["ar", "en"], "en": ["en", "fr"]}


@dataclass
class Home:
    """A bot that runs with a clock that tests set."""

    sandbox: Sandbox
    wasl: Wasl
    database: Database
    folder: Path
    crashed: set[int] = field(default_factory=set)
    """Chats in which the bot was killed: what was on the wire then may be repeated."""

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.sandbox.get("clock"))["now"])

    async def set_clock(self, instant: datetime) -> None:
        """Never back: what other missions have had is not to come again."""
        assert instant >= await self.now()
        await self.sandbox.move_clock(at=instant.isoformat())


@dataclass
class Cast:
    """Everybody of one mission."""

    home: Home
    frame: Frame
    mission_id: int
    salma: Someone
    rachid: Someone
    amina: Someone
    lucia: Someone

    @property
    def database(self) -> Database:
        return self.home.database

    @property
    def sandbox(self) -> Sandbox:
        return self.home.sandbox

    async def set_minutes_before(self, slot: int, minutes: int) -> None:
        """Let this slot begin in so many minutes, less half a one, so that a slow machine counts the same."""
        await self.home.set_clock(self.frame.starts[slot] - timedelta(minutes=minutes) + timedelta(seconds=30))


async def gather(home: Home, *, by_command: bool = False) -> Cast:
    """A mission of its own from its file, an organiser of nothing else, and three people who know nothing of it."""
    number = next(_numbers)
    frame = Frame.soon(await home.now(), f"detroit{number}")
    if by_command:
        await _load(home, frame)
    async with home.database.unit() as session:
        if not by_command:
            await loading.apply(session, loading.parse(frame.file))
        mission = (await session.exec(select(Mission).where(Mission.key == frame.key))).one()
    people = []
    for code, profile in (("fr", RACHID), ("ar", AMINA), ("en", LUCIA)):
        own = profile.numbered(number)
        first, _space, last = own.name.partition(" ")
        person = await home.sandbox.add_person(first, last_name=last, language_code=code, phone=own.phone)
        people.append(Someone.speaking(code, person, own))
    salma = Someone.speaking("fr", await home.sandbox.add_person("Salma", language_code="fr"))
    await salma.person.start(answered=True)
    async with home.database.unit() as session:
        row = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == salma.person.id))).one()
        session.add(Role(mission_id=mission.id, person_id=row.id, kind=RoleKind.ORGANISER, confirmed_at=session.now))
    return Cast(home, frame, mission.id, salma, *people)


async def _load(home: Home, frame: Frame) -> None:
    file = home.folder / f"{frame.key}.toml"
    file.write_text(frame.file, encoding="utf-8")
    code, output, errors = await home.wasl.command("mission", "load", str(file))
    assert (code, errors) == (0, ""), errors
    assert "3 venues" in output


async def take_part(cast: Cast) -> None:
    """As if all three had registered and were approved; each has opened the chat."""
    for someone, side in ((cast.rachid, "morocco"), (cast.amina, "morocco"), (cast.lucia, "andalusia")):
        async with cast.database.unit() as session:
            await _approve(session, cast.mission_id, someone, side)
        await someone.person.start(answered=True)


async def _approve(session: UnitSession, mission_id: int, someone: Someone, side: str) -> None:
    code, profile = someone._.language.code, someone.profile
    at = select(Delegation).where(Delegation.mission_id == mission_id, Delegation.key == side)
    delegation = (await session.exec(at)).one()
    person = PersonRow(telegram_id=someone.person.id, language=code, language_chosen=True, mission_id=mission_id)
    organisation = Organisation(
        mission_id=mission_id,
        name=profile.organisation,
        name_key=fold(profile.organisation),
        kind=OrganisationKind.COMPANY,
    )
    session.add_all([person, organisation])
    await session.flush()
    session.add(
        Delegate(
            mission_id=mission_id,
            person_id=person.id,
            delegation_id=delegation.id,
            organisation_id=organisation.id,
            status=DelegateStatus.APPROVED,
            name=profile.name,
            other_name=romanised(profile.name),
            position=profile.position,
            offer=profile.offer,
            need=profile.need,
            languages=LANGUAGES[code],
            language=code,
            phone=profile.phone,
            approved_at=session.now,
        )
    )


async def agree(cast: Cast) -> None:
    """As if Lucía had agreed with Rachid on the first slot, in the hall, and with Amina on the second, in the park."""
    async with cast.database.unit() as session:
        await _meet(session, cast, cast.rachid, slot=0, table="H1")
        await _meet(session, cast, cast.amina, slot=1, table="P1")


async def _meet(session: UnitSession, cast: Cast, someone: Someone, *, slot: int, table: str) -> None:
    named = select(Delegate).where(Delegate.mission_id == cast.mission_id)
    one = (await session.exec(named.where(Delegate.name == someone.profile.name))).one()
    other = (await session.exec(named.where(Delegate.name == cast.lucia.profile.name))).one()
    slots = select(Slot).where(Slot.mission_id == cast.mission_id).order_by(col(Slot.starts_at))
    at = (await session.exec(slots)).all()[slot]
    tables = select(MeetingTable).join(Venue).where(Venue.mission_id == cast.mission_id, MeetingTable.label == table)
    seat = (await session.exec(tables)).one()
    meeting = Meeting(
        mission_id=cast.mission_id,
        requester_id=one.id,
        invitee_id=other.id,
        pair=pair_of(one.id, other.id),
        slot_id=at.id,
        table_id=seat.id,
        state=MeetingState.CONFIRMED,
        confirmed_at=session.now,
    )
    session.add(meeting)
    await session.flush()
    await seats.put(session, [(meeting.id, (one.id, other.id), at.id, seat.id, None)])
