"""Draws the days that delegates asked for, and those that have changed since they were printed."""

from __future__ import annotations

import structlog
from aiogram import Bot
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.intake import failed_updates
from handlers.core import telegram_channel
from handlers.core.outbox import Outbox
from handlers.core.voice import voice
from handlers.day import sheet
from handlers.documents import typesetting
from handlers.notices import RENDERERS
from handlers.views.message import NeutralMessage
from locales import Texts
from missions.day import sheets
from missions.day.sheets import SheetToDraw
from missions.people.reach import addresses
from storage.database import Database
from storage.leases import Fence
from storage.tables import Person

log = structlog.get_logger()

AT_ONCE = 10
"""Of one tick: what else is due waits for a second at most."""


class SheetDrawing:
    """A chore of the clock. It draws in a thread, outside of any transaction: no tap waits for it."""

    def __init__(self, database: Database, bot: Bot, fence: Fence) -> None:
        self._database = database
        self._bot = bot
        self._fence = fence

    async def waits(self, session: AsyncSession) -> bool:
        """Whether any is to be drawn or looked at."""
        return await sheets.is_due(session)

    async def run(self) -> None:
        """Draw and post those that have waited longest."""
        for _number in range(AT_ONCE):
            async with self._database.unit("day_sheets") as session:
                found = await sheets.next_to_draw(session)
                _ = await voice(session, found.person) if found else None
                more = await sheets.is_due(session)
            if found is not None and _ is not None:
                await self._post(found, _, await self._drawn(_, found))
            elif not more:
                return

    async def _drawn(self, _: Texts, found: SheetToDraw) -> NeutralMessage | None:
        try:
            return await typesetting.aside(sheet.draw, _, found)
        except Exception as error:  # noqa: BLE001 - the others are drawn; asked for again, it is tried again
            log.error("day not drawn", sheet=found.sheet_id, **failed_updates.describe(error))
            return None

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
