"""Notices that could not be turned into messages: kept beside failed updates, and said when they are replayed.

What a notice speaks of has happened in the same transaction, and its key is taken: no job finds it due again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from aiogram import Bot
from pydantic import TypeAdapter
from sqlmodel import SQLModel, select

from bot.intake.failed_updates import describe
from handlers.core import outbox
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.notices import RENDERERS
from missions.notices import Notice
from storage.database import Transaction, UnitSession
from storage.tables import FailedUpdate, Person

_KEY = "notice"


async def keep(session: UnitSession, bot: Bot, notice: Notice, error: Exception) -> None:
    """Keep a notice and ask for one more try. Its reader is named as in an update, so that erasure finds it."""
    told = describe(error)
    # A column alone: the rest of the row may be what cannot be read.
    chat = (await session.exec(select(Person.telegram_id).where(Person.id == notice.to))).first()
    written = {"kind": type(notice).__name__, "values": {**_values(notice), "once": None}}
    session.add(
        FailedUpdate(
            bot_id=bot.id,
            payload={_KEY: {**written, "from": {"id": chat}}},
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


def _values(notice: Notice) -> dict[str, Any]:
    """Its fields as JSON; of a row of a table the id."""
    hints = get_type_hints(type(notice))
    return {field.name: _plain(getattr(notice, field.name), hints[field.name]) for field in fields(notice)}


def _plain(value: object, hint: Any) -> Any:  # noqa: ANN401 - a type, and JSON
    if isinstance(value, SQLModel):
        return value.id  # type: ignore[attr-defined] # every table that a notice carries has one
    return TypeAdapter(hint).dump_python(value, mode="json")


async def _notice(session: UnitSession, written: Mapping[str, Any]) -> Notice:
    kind = next(kind for kind in RENDERERS if kind.__name__ == written["kind"])
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, value in written["values"].items():
        hint = hints[name]
        if isinstance(hint, type) and issubclass(hint, SQLModel):
            values[name] = await session.get_one(hint, value)
        else:
            values[name] = TypeAdapter(hint).validate_python(value)
    return kind(**values)
