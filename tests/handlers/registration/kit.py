"""What tests of joining share: a bot with a mission, invitations, and the way through the form."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from missions.registration import invitations
from storage.database import Database
from storage.tables import Delegate, DelegateStatus, Delegation, Invitation, Mission
from storage.tables.base import utc_now
from tests.engines import new_database
from tests.handlers.registration.words import LUCIA, Way
from tests.people import Person, Sandbox
from tests.screen import Seen
from tests.settled import all_said
from tests.wasl import Wasl

OWNER = 1001
_ids = count(5_000_000_000)
Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class House:
    """A running bot with the mission to Málaga, which starts in ten days."""

    sandbox: Sandbox
    wasl: Wasl
    database: Database

    @property
    def owner(self) -> Person:
        return self.sandbox.person(OWNER)

    async def invite(
        self,
        delegation: str | None = "morocco",
        *,
        uses: int = 10,
        role: str = "delegate",
        delegate_id: int | None = None,
        expires_at: datetime | None = None,
    ) -> str:
        """The token of a new link."""
        async with self.database.unit() as session:
            mission = (await session.exec(select(Mission))).one()
            side = (await session.exec(select(Delegation).where(Delegation.key == delegation))).first()
            side_id = side.id if side else None
            made = await invitations.create(
                session, mission.id, role, side_id, uses, expires_at, delegate_id=delegate_id
            )
            return made.token

    async def revoke(self, token: str) -> None:
        async with self.database.unit() as session:
            invitation = (await session.exec(select(Invitation).where(Invitation.token == token))).one()
            invitation.revoked_at = session.now
            session.add(invitation)

    async def delegate(self, name: str) -> Delegate:
        """The profile under this name."""
        return (await self.rows(Delegate, Delegate.name == name))[0]

    async def rows(self, table: type[Row], *conditions: Any) -> Sequence[Row]:  # noqa: ANN401 - conditions of any kind
        """What is in a table, once the bot has handled everything."""
        await self.sandbox.acknowledged()
        async with self.database.reading() as session:
            return (await session.exec(select(table).where(*conditions))).all()

    async def nothing_waits(self) -> None:
        """What other tests left undecided is decided, and no card of the owner's has it."""
        async with self.database.unit() as session:
            for each in await session.exec(select(Delegate).where(Delegate.status == DelegateStatus.PENDING)):
                each.status, each.revision = DelegateStatus.APPROVED, each.revision + 1
                session.add(each)
        await all_said(self.database)

    async def newcomer(self, first_name: str, language: str = "en", phone: str = "+212611111111") -> Person:
        """Somebody whom no other test knows."""
        return await self.sandbox.add_person(
            first_name, id=next(_ids), last_name="Nouveau", language_code=language, phone=phone
        )

    async def enrol(self, person: Person, way: Way, token: str) -> Seen:
        """Register with an organisation of their own: the kind of one that is known is not asked."""
        return await self.register(person, replace(way, organisation=f"{way.organisation} {person.id}"), token)

    async def approved(self, first_name: str) -> tuple[Person, Delegate]:
        """A newcomer who speaks English, registered and approved."""
        await self.nothing_waits()
        person = await self.newcomer(first_name)
        await self.enrol(person, LUCIA, await self.invite("andalusia"))
        await self.owner.expect(f"{first_name} Nouveau")
        await self.owner.press("Valider")
        await person.expect(LUCIA.approved)
        return person, await self.delegate(f"{first_name} Nouveau")

    async def register(self, person: Person, way: Way, token: str) -> Seen:
        """All the way to the message that it was sent; exactly as many acts as one person needs."""
        await person.start(token)
        await self.fill_in(person, way)
        await person.press(way.send)
        return await person.expect(way.sent)

    async def fill_in(self, person: Person, way: Way) -> Seen:
        """From the greeting to the review."""
        await person.expect(way.greeting)
        await person.press(way.agree)
        await person.expect("1/9")
        await person.press(str(person.profile["first_name"]))
        await person.expect("2/9")
        await person.say(way.organisation)
        await person.expect("3/9")
        await person.press(way.kind)
        for place, text in enumerate((way.position, way.offer, way.need), 4):
            await person.expect(f"{place}/9")
            await person.say(text)
        await person.expect("7/9")
        for language in way.languages:
            await person.press(language)
            await person.expect("7/9")
        await (person.say(way.typed) if way.typed else person.press(way.contact))
        return await person.expect("9/9", way.shown or way.organisation)


async def asked_again(person: Person, button: str, since: int) -> Seen:
    """The question that stands, put again below message number `since`, once its button is there."""

    def find() -> Seen | None:
        return next((seen for seen in person.screen if seen.id > since and seen.from_bot and seen.button(button)), None)

    return await person.sandbox.until(find, lambda: f"not asked again:\n{person.told()}")


@asynccontextmanager
async def house(database_url: str, **settings: str) -> AsyncIterator[House]:
    """The sandbox, the bot and the mission; at the end, no call may have been refused."""
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, database_url, owner_ids=(OWNER,), start=False, **settings) as wasl,
    ):
        await wasl.load("malaga", starting=in_ten_days())
        await wasl.start()
        database = Database(database_url)
        try:
            yield House(sandbox, wasl, database)
        finally:
            await database.close()
        await sandbox.acknowledged()
        refused = await sandbox.refused()
        assert not refused, refused


@asynccontextmanager
async def house_in(folder: Path, engine: str = "sqlite", **settings: str) -> AsyncIterator[House]:
    """A house with a database of its own."""
    async with new_database(engine, folder) as url, house(url, **settings) as home:
        yield home


def in_ten_days() -> date:
    return (utc_now() + timedelta(days=10)).date()
