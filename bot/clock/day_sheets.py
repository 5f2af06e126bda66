"""Draws the days that delegates asked for, and those that have changed since they were printed."""

from __future__ import annotations

import time

import structlog
from aiogram import Bot
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock.typesetter import Typesetter
from bot.intake import failed_updates
from handlers.core import telegram_channel
from handlers.core.outbox import Outbox
from handlers.core.voice import voice
from handlers.day import sheet
from handlers.notices import RENDERERS
from handlers.views.message import NeutralMessage
from locales import N_, Texts
from missions.day import sheets
from missions.day.sheets import SheetToDraw
from missions.people.reach import addresses
from storage.database import Database
from storage.leases import Fence
from storage.tables import Lane, Person

log = structlog.get_logger()

TURN_SECONDS = 1.0
"""Of one tick: what else is due waits no longer for this, and for the day that is being drawn."""
NOT_DRAWN = N_("No picture or PDF could be made of this day. Please try again in a moment.")


class SheetDrawing:
    """A chore of the clock. It draws in a process of its own, outside of any transaction: no tap waits for it."""

    def __init__(self, database: Database, bot: Bot, typesetter: Typesetter, fence: Fence) -> None:
        self._database = database
        self._bot = bot
        self._typesetter = typesetter
        self._fence = fence

    async def waits(self, session: AsyncSession) -> bool:
        """Whether any is to be drawn or looked at."""
        return await sheets.is_due(session)

    async def run(self) -> None:
        """Draw and post those that have waited longest."""
        began = time.monotonic()
        while time.monotonic() - began < TURN_SECONDS:
            async with self._database.unit("day_sheets") as session:
                found = await sheets.next_to_draw(session)
                _ = await voice(session, found.person) if found else None
                more = await sheets.is_due(session)
            if found is not None and _ is not None:
                await self._post(found, _, await self._drawn(_, found))
            elif not more:
                return

    async def _drawn(self, _: Texts, found: SheetToDraw) -> NeutralMessage | None:
        """The message; who has asked for the day reads that it failed, if it does."""
        try:
            return await sheet.draw(_, found, self._typesetter.typeset)
        except Exception as error:  # noqa: BLE001 - the others are drawn; asked for again, it is tried again
            log.error("day not drawn", sheet=found.sheet_id, **failed_updates.describe(error))
            return NeutralMessage(text=_(NOT_DRAWN), lane=Lane.REPLY) if found.asked else None

    async def _post(self, found: SheetToDraw, _: Texts, message: NeutralMessage | None) -> None:
        async with self._database.transaction() as transaction:
            await self._fence.stand(transaction.connection)
            async with transaction.unit("day_sheets", alone=True) as session:
                person = await session.get(Person, found.person.id)
                if not await sheets.drawn(session, found) or person is None or message is None:
                    return
                box = Outbox(session, self._bot, RENDERERS)
                with box.reading(person, _):
                    for address in addresses(person):
                        await telegram_channel.post(box, address.chat_id, _, message)
