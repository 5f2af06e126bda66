"""Notices that could not be turned into messages: kept beside failed updates, and said when they are replayed.

What a notice speaks of has happened in the same transaction, and its key is taken: no job finds it due again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram import Bot
from sqlmodel import select

from bot.intake.failed_updates import describe
from handlers.core import outbox
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.notices import RENDERERS
from missions.notices import Notice
from missions.pushes.written import read, written
from storage.database import Transaction, UnitSession
from storage.tables import FailedUpdate, Person

_KEY = "notice"


async def keep(session: UnitSession, bot: Bot, notice: Notice, error: Exception) -> None:
    """Keep a notice and ask for one more try. Its reader is named as in an update, so that erasure finds it."""
    told = describe(error)
    # A column alone: the rest of the row may be what cannot be read.
    chat = (await session.exec(select(Person.telegram_id).where(Person.id == notice.to))).first()
    kept = {"kind": type(notice).__name__, "values": {**written(notice), "once": None}}
    session.add(
        FailedUpdate(
            bot_id=bot.id,
            payload={_KEY: {**kept, "from": {"id": chat}}},
            error=f"{told['error']} at {told['place']}",
            replay_asked_at=session.now,
        )
    )


def is_notice(payload: Mapping[str, Any]) -> bool:
    """Whether a kept row is a notice, and no update."""
    return _KEY in payload


async def say(transaction: Transaction, bot: Bot, payload: Mapping[str, Any]) -> None:
    """Post the messages of a kept notice.

    Raises:
        Whatever its renderer raises, or LookupError where what it speaks of is gone.
    """
    async with transaction.unit() as session:
        box = Outbox(session, bot, RENDERERS)
        token = outbox.current.set(box)
        try:
            await tell(box, [await _notice(session, payload[_KEY])])
        finally:
            outbox.current.reset(token)


async def _notice(session: UnitSession, kept: Mapping[str, Any]) -> Notice:
    kind = next(kind for kind in RENDERERS if kind.__name__ == kept["kind"])
    return await read(session, kind, kept["values"])
