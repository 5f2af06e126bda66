"""What tests of joining share: a bot with a mission, invitations, and the way through the form in each language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import select

from missions import invitations
from storage.database import Database
from storage.tables import Delegate, Delegation, Mission
from storage.tables.base import utc_now
from tests.people import Person, Sandbox
from tests.wasl import Wasl

OWNER = 1001


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
            made = await invitations.create(
                session,
                mission.id,
                role,
                side.id if side else None,
                uses,
                expires_at,
                delegate_id=delegate_id,
            )
            return made.token

    async def delegate(self, name: str) -> Delegate | None:
        async with self.database.reading() as session:
            return (await session.exec(select(Delegate).where(Delegate.name == name))).first()


@asynccontextmanager
async def house(database_url: str) -> AsyncIterator[House]:
    """The sandbox, the bot and the mission; at the end, no call may have been refused."""
    async with Sandbox() as sandbox, Wasl(sandbox, database_url, owner_ids=(OWNER,), start=False) as wasl:
        await wasl.load("malaga", starting=next_week())
        await wasl.start()
        database = Database(database_url)
        yield House(sandbox, wasl, database)
        await database.close()
        await sandbox.acknowledged()
        assert await sandbox.refused() == []


def next_week() -> date:
    return (utc_now() + timedelta(days=10)).date()
