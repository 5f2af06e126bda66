"""Handling updates again that had failed, when what made them fail is mended."""

from __future__ import annotations

import structlog
from aiogram import Bot
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import metrics
from bot.intake import failed_notices, failed_updates
from bot.intake.intake import Intake
from missions.errors import Refusal
from storage import quarantine
from storage.database import Database
from storage.tables import FailedUpdate
from storage.tables.base import utc_now

log = structlog.get_logger()

AT_ONCE = 20

_ASKED = col(FailedUpdate.replay_asked_at).is_not(None), col(FailedUpdate.replayed_at).is_(None)


class Replayer:
    """Replays what `wasl failed replay`, or an owner at the desk, asks for."""

    def __init__(self, database: Database, intake: Intake, bot: Bot) -> None:
        self._database = database
        self._intake = intake
        self._bot = bot

    async def waits(self, session: AsyncSession) -> bool:
        """Whether the desk has asked for any."""
        asked = select(FailedUpdate.id).where(*_ASKED, quarantine.admitted(FailedUpdate))
        return (await session.exec(asked.limit(1))).first() is not None

    async def run(self) -> None:
        """Handle those that were asked for; one that fails again waits until the desk asks again."""
        async with self._database.reading() as session:
            asked = select(FailedUpdate).where(*_ASKED).order_by(col(FailedUpdate.id)).limit(AT_ONCE)
            rows = await quarantine.rows(session, FailedUpdate, asked)
        for row in rows:
            if (error := await self.replay(row)) is not None:
                log.error("update failed again", failed=row.id, error=error)
                async with self._database.unit() as session:
                    (await session.get_one(FailedUpdate, row.id)).replay_asked_at = None

    async def replay(self, row: FailedUpdate) -> str | None:
        """Handle one again. What went wrong this time, if anything did; then nothing was changed."""
        try:
            async with self._database.transaction() as transaction:
                async with transaction.unit() as session:
                    kept = await session.get_one(FailedUpdate, row.id, with_for_update=True)
                    if kept.replayed_at is not None:
                        return None  # someone else was quicker
                    kept.replayed_at = utc_now()
                try:
                    if failed_notices.is_notice(row.payload):
                        await failed_notices.say(transaction, self._bot, row.payload)
                    else:
                        await self._intake.handle(transaction, row.payload)
                except Refusal as refusal:
                    await failed_updates.answer_refusal(transaction, self._bot, row.payload, refusal)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is said, and the row stays
            told = failed_updates.describe(error)
            return f"{told['error']} at {told['place']}"
        metrics.UPDATES.labels("replayed").inc()
        return None
