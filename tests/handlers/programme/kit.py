"""Two delegates and a session that a test is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count

from sqlmodel import col, select

from missions import local_time
from missions.changes import move_session
from missions.sessions import places
from storage.tables import Mission, ProgrammeSession, SessionKind, SignUp, Venue
from tests.handlers.desk.kit import Label, label
from tests.handlers.meetings.kit import Side, two
from tests.handlers.meetings.words import ARABIC, ENGLISH, FRENCH
from tests.handlers.registration.kit import House
from tests.people import Person, Seen

WORDS = {"fr": FRENCH, "ar": ARABIC, "en": ENGLISH}
_numbers = count(1)


@dataclass(frozen=True)
class Guest:
    """A delegate at their phone, and what things are called in their language."""

    side: Side
    says: Label

    @property
    def phone(self) -> Person:
        return self.side.phone

    async def open(self, title: str) -> Seen:
        """From /programme to the session."""
        await self.phone.say("/programme")
        await self.phone.expect(title)
        # Only its card has the description: the day may be drawn again meanwhile.
        return await self.press(title, title, "Bring your own")

    async def press(self, button: str, *parts: str) -> Seen:
        await self.phone.press(button)
        return await self.phone.expect(*parts)


@dataclass(frozen=True)
class Hall:
    house: House
    one: Guest
    other: Guest
    session_id: int
    title: str

    async def states(self) -> list[str]:
        """What the two have to do with the session."""
        await self.house.sandbox.acknowledged()
        mine = (self.one.side.delegate_id, self.other.side.delegate_id)
        found = select(SignUp.state).where(SignUp.session_id == self.session_id, col(SignUp.delegate_id).in_(mine))
        async with self.house.database.reading() as session:
            return [str(each) for each in (await session.exec(found.order_by(col(SignUp.delegate_id)))).all()]

    async def move(self, venue: str, later: timedelta = timedelta()) -> None:
        """As the mission file would."""
        async with self.house.database.unit() as session:
            row = await session.get_one(ProgrammeSession, self.session_id)
            mission = await session.get_one(Mission, row.mission_id)
            before = await move_session.place_of(session, row)
            row.venue_id = (await session.exec(select(Venue.id).where(Venue.key == venue))).one()
            row.starts_at, row.ends_at = row.starts_at + later, row.ends_at + later
            await move_session.note_move(session, mission, row, before, None)

    async def starts_at(self) -> datetime:
        async with self.house.database.reading() as session:
            return (await session.get_one(ProgrammeSession, self.session_id)).starts_at


def words(language: str) -> Label:
    """What one reads in a language: without tags."""
    says = label(language)
    return lambda msgid, **values: re.sub("<[^>]*>", "", says(msgid, **values))


async def hall(house: House, one: str, other: str, capacity: int = 1) -> Hall:
    """A session of one place on the first morning, and two delegates who speak these languages."""
    pair = await two(house, WORDS[one], WORDS[other])
    title = f"Atelier {next(_numbers):03}"
    async with house.database.unit() as session:
        mission = (await session.exec(select(Mission))).one()
        starts_at = local_time.instant(mission.starts_on, time(8), local_time.zone(mission))
        row = ProgrammeSession(
            mission_id=mission.id,
            kind=SessionKind.COURSE,
            title={"en": title},
            description={"en": "<Bring your own>"},
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            venue_id=(await session.exec(select(Venue.id).where(Venue.key == "pta"))).one(),
            languages=["es"],
        )
        session.add(row)
        await places.resize(session, row, capacity)
        session_id = row.id
    return Hall(house, Guest(pair.one, words(one)), Guest(pair.other, words(other)), session_id, title)
