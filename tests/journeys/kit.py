"""A mission of one day, and people who press what they can read in their language."""

# ruff: noqa: ASYNC109 - how long to wait is the caller's to say

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from handlers.core.message_text import as_read
from locales import Texts, catalogues
from missions.identity.romanised import romanised
from storage.database import Database
from storage.tables import (
    OPEN_STATES,
    FailedUpdate,
    InterpreterSeat,
    Meeting,
    MeetingState,
    OutboxRow,
    OutboxState,
    PersonSeat,
    TableSeat,
    metadata,
)
from tests.people import Person
from tests.person import TIMEOUT
from tests.screen import Seen, plain
from tests.settled import all_said
from timekeeping import clock

SLOT = timedelta(minutes=5)
UNTIL_FIRST = timedelta(minutes=30)
"""Longer than a busy machine takes to agree on a meeting."""
LEADS = (5, 12)
"""Minutes before a meeting at which it is reminded of: the clock is set to both."""

MISSION = """\
[mission]
key = "{key}"
title = {{ fr = "Mission du Détroit", ar = "بعثة المضيق", en = "Mission of the Strait" }}
time_zone = "{zone}"
starts_on = {day}
ends_on = {day}
default_language = "fr"
reminder_minutes = [{leads}]

[[delegations]]
key = "morocco"
title = {{ fr = "Délégation marocaine", ar = "الوفد المغربي", en = "Moroccan delegation" }}
country = "MA"

[[delegations]]
key = "andalusia"
title = {{ fr = "Délégation andalouse", ar = "الوفد الأندلسي", en = "Andalusian delegation" }}
country = "ES"

[[venues]]
key = "hall"
title = {{ fr = "Grande halle", ar = "القاعة الكبرى", en = "Great hall" }}
address = "Paseo de los Ensayos 1"
latitude = 36.72
longitude = -4.42
tables = ["H1", "H2"]

[[venues]]
key = "park"
title = {{ fr = "Parc technologique", ar = "الحديقة التكنولوجية", en = "Technology park" }}
address = "Avenida de Prueba 2"
latitude = 36.73
longitude = -4.55
tables = ["P1"]

[[venues]]
key = "annex"
title = {{ fr = "Annexe du port", ar = "ملحق الميناء", en = "Harbour annex" }}
address = "Muelle Ejemplo 3"
latitude = 36.71
longitude = -4.41
tables = []

[[interpreters]]
name = "Inès Essai"
languages = ["ar", "fr", "en"]

[[interpreters]]
name = "Omar Prueba"
languages = ["ar", "fr", "en", "es"]

[[slots]]
date = {day}
from = {first}
to = {second}
minutes = 5
venue = "hall"

[[slots]]
date = {day}
from = {second}
to = {third}
minutes = 5
venue = "park"

[[slots]]
date = {day}
from = {third}
to = {end}
minutes = 5
"""

_ZONES = ("Africa/Casablanca", "Asia/Dubai", "Asia/Tokyo", "America/Los_Angeles")
"""In one of them it is always day, so that the slots do not cross midnight."""


@dataclass(frozen=True)
class Frame:
    """A mission that has begun, and whose slots begin in half an hour."""

    zone: str
    starts: tuple[datetime, ...]
    key: str = "detroit"

    @classmethod
    def soon(cls, now: datetime | None = None, key: str = "detroit") -> Frame:
        """With the first slot half an hour after `now`."""
        now = (now or clock.now()).replace(microsecond=0)
        zone = next(zone for zone in _ZONES if 5 <= now.astimezone(ZoneInfo(zone)).hour <= 20)
        first = now + UNTIL_FIRST
        return cls(zone, tuple(first + n * SLOT for n in range(4)), key)

    @property
    def file(self) -> str:
        local = [start.astimezone(ZoneInfo(self.zone)) for start in self.starts]
        first, second, third, end = (f"{start:%H:%M:%S}" for start in local)
        leads = ", ".join(map(str, LEADS))
        day = local[0].date()
        return MISSION.format(
            key=self.key, zone=self.zone, day=day, leads=leads, first=first, second=second, third=third, end=end
        )

    def hour(self, _: Texts, slot: int) -> str:
        """When the slot of this number begins, as its button says."""
        return _.time(self.starts[slot], self.zone)


@dataclass(frozen=True)
class Profile:
    """What a delegate answers when they register. The phone is the one of their Telegram account."""

    name: str
    organisation: str
    position: str
    offer: str
    need: str
    phone: str

    def numbered(self, number: int) -> Profile:
        """The same with a name, an organisation, an offer and a phone that no other person has."""
        return Profile(
            f"{self.name} {number}",
            f"{self.organisation} {number}",
            self.position,
            f"{self.offer} ({number})",
            self.need,
            f"{self.phone}{number:04}",
        )

    @property
    def latin(self) -> str:
        """The name as readers of Latin letters read it."""
        return romanised(self.name) or self.name


RACHID = Profile(
    "Rachid Ouazzani",
    "Numeris Rabat",
    "Gérant",
    "Logiciels de gestion pour PME et hôtels, installés en trois semaines",
    "Un hébergeur de centres de données et de services cloud en Andalousie",
    "+21260000",
)
AMINA = Profile(
    "أمينة الإدريسي",
    "مدى لمراكز النداء",
    "مديرة",
    "مركز نداء بالعربية والفرنسية والإسبانية",
    "شركات برمجيات وحوسبة سحابية تحتاج إلى دعم زبنائها",
    "+21261111",
)
LUCIA = Profile(
    "Lucía Romero Vega",
    "Malagueta Software",
    "CEO",
    "Cloud hosting in our own data centre in Málaga",
    "Management software for hotels, and a call centre for our customers in Morocco",
    "+3460000",
)
NOBODY = Profile("", "", "", "", "", "")


@dataclass
class Someone:
    """A person who uses the bot in one language; acts counts their messages and taps."""

    person: Person
    _: Texts
    profile: Profile = NOBODY
    acts: int = field(default=0)

    @classmethod
    def speaking(cls, code: str, person: Person, profile: Profile = NOBODY) -> Someone:
        return cls(person, catalogues().texts(code), profile)

    async def open(self, payload: str) -> None:
        self.acts += 1
        await self.person.start(payload)

    async def tap(self, msgid: str, **values: object) -> None:
        """Press the button with this label in their language, once it is there, and see what comes of it."""
        self.acts += 1
        since = len(self.person.events)
        await self.person.press(self._.plain(msgid, **values))
        await self._something(since)

    async def ticks(self, label: str) -> None:
        """Press a choice whose label is no text of the bot's own, and see it ticked."""
        self.acts += 1
        await self.person.press(f"▫️ {label}")

        def ticked() -> bool:
            return any(seen.button(f"✅ {label}") for seen in self.person.screen)

        await self.person.sandbox.until(ticked, lambda: f"{label} is not ticked:\n{self.person.told()}")

    async def write(self, words: str) -> None:
        """Send a message, and see the answer."""
        self.acts += 1
        since = len(self.person.events)
        await self.person.say(words)
        await self._something(since)

    async def _something(self, since: int) -> None:
        """Wait for a message of the bot, new or edited: before it comes, the next button may be another's."""

        def came() -> bool:
            shown = (event for event in self.person.events[since:] if event["type"] in ("message", "edit"))
            return any(event["message"]["from"]["is_bot"] for event in shown)

        await self.person.sandbox.until(came, lambda: f"{self.person} sees nothing:\n{self.person.told()}")

    async def reads(self, msgid: str, *parts: str, **values: object) -> Seen:
        """Wait for a message, since their last act, with this sentence in their language, and with these parts."""
        return await self.person.expect(as_read(self._(msgid, **values)), *parts)

    async def has_read(self, *parts: str, timeout: float = TIMEOUT) -> Seen:
        """Wait until a message with all parts is on the screen, whenever it came."""
        wanted = [plain(part) for part in parts]

        def find() -> Seen | None:
            shown = (seen for seen in reversed(self.person.screen) if seen.from_bot)
            return next((seen for seen in shown if all(part in seen.text for part in wanted)), None)

        def otherwise() -> str:
            return f"{self.person} never read {wanted}:\n{self.person.told()}"

        return await self.person.sandbox.until(find, otherwise, timeout)


async def check_tables(database: Database) -> None:
    """What holds at the end of any day: seats are those of the open meetings, all was sent, nothing failed."""
    await all_said(database)
    async with database.reading() as session:
        meetings = (await session.exec(select(Meeting).where(col(Meeting.state).in_(OPEN_STATES)))).all()
        people = {(seat.meeting_id, seat.slot_id, seat.delegate_id) for seat in await session.exec(select(PersonSeat))}
        tables = {(seat.meeting_id, seat.slot_id, seat.table_id) for seat in await session.exec(select(TableSeat))}
        confirmed = [meeting for meeting in meetings if meeting.state is MeetingState.CONFIRMED]
        assert tables == {(each.id, each.slot_id, each.table_id) for each in confirmed}
        found = await session.exec(select(InterpreterSeat))
        interpreting = {(seat.meeting_id, seat.slot_id, seat.interpreter_id) for seat in found}
        assert interpreting == {
            (each.id, each.slot_id, each.interpreter_id) for each in confirmed if each.interpreter_id
        }
        assert people == {
            (each.id, each.slot_id, side) for each in confirmed for side in (each.requester_id, each.invitee_id)
        } | {(each.id, each.slot_id, each.requester_id) for each in meetings if each not in confirmed}
        assert (await session.exec(select(FailedUpdate))).all() == []
        fine = {OutboxState.SENT, OutboxState.DROPPED}
        states = {(row.state, row.error) for row in await session.exec(select(OutboxRow))}
        assert {state for state, _error in states} <= fine, states


async def tables_naming(database: Database, *names: str) -> list[str]:
    """The tables in which one of these words stands anywhere."""
    found = []
    async with database.reading() as session:
        connection = await session.connection()
        for table in metadata.sorted_tables:
            rows = (await connection.execute(table.select())).all()
            said = "\n".join(repr(row) for row in rows)
            if any(name in said or name.encode("unicode-escape").decode() in said for name in names):
                found.append(table.name)
    return found
