"""aiogram's conversation state in a table, in the unit of work of the update that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from sqlalchemy import bindparam, literal
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from handlers.core import outbox
from handlers.core.questions import SET_ASIDE
from storage.database import UnitSession
from storage.tables import Conversation, Person

# Asked for each update, and most people are in no conversation: built once, and as plain values.
_FIND = select(Conversation.state, Conversation.data).where(Conversation.key == bindparam("key"))
_KEYS = DefaultKeyBuilder(prefix="chat", with_bot_id=True, with_destiny=True)
_FOUND = "conversations"
_NONE: tuple[None, dict[str, Any]] = (None, {})
"""Nothing is kept of a conversation that has neither state nor data."""


# The same with the person, in one statement whether there are such rows or not.
_ONE = select(literal(1)).subquery()
_Aside = aliased(Conversation)
_FIND_ALL = (
    select(Person, Conversation.state, Conversation.data, _Aside.data)
    .select_from(_ONE)
    .outerjoin(Person, col(Person.telegram_id) == bindparam("telegram_id"))
    .outerjoin(Conversation, col(Conversation.key) == bindparam("key"))
    .outerjoin(_Aside, col(_Aside.key) == bindparam("aside"))
)


async def look_up(session: UnitSession, bot_id: int, telegram_id: int) -> Person | None:
    """The person who speaks, if they ever did; read with them, for the handlers to come: the conversation, and what
    was set aside of it."""
    key = StorageKey(bot_id=bot_id, chat_id=telegram_id, user_id=telegram_id)
    name, aside = _KEYS.build(key), _KEYS.build(replace(key, destiny=SET_ASIDE))
    params = {"telegram_id": telegram_id, "key": name, "aside": aside}
    person, state, data, kept = (await session.exec(_FIND_ALL, params=params)).one()
    session.info[_FOUND] = {name: (state, dict(data or {})), aside: (None, dict(kept or {}))}
    return person


class DatabaseStorage(BaseStorage):
    """Half a registration survives a restart, and is undone with the update that failed."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        if state is None and await self._found(key) == _NONE:
            return
        row = await self._row(key) or self._new(key)
        row.state = state.state if isinstance(state, State) else state
        await self._keep(row)

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._found(key))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        if not data and await self._found(key) == _NONE:
            return
        row = await self._row(key) or self._new(key)
        row.data = dict(data)
        await self._keep(row)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._found(key))[1])

    async def close(self) -> None:
        """Nothing is open."""

    def _new(self, key: StorageKey) -> Conversation:
        return Conversation(key=_KEYS.build(key))

    async def _found(self, key: StorageKey) -> tuple[str | None, dict[str, Any]]:
        session = outbox.current.get().session
        found: dict[str, tuple[str | None, dict[str, Any]]] = session.info.setdefault(_FOUND, {})
        name = _KEYS.build(key)
        if name not in found:
            row = (await session.exec(_FIND, params={"key": name})).first()
            found[name] = (row[0], dict(row[1])) if row else (None, {})
        return found[name]

    async def _row(self, key: StorageKey) -> Conversation | None:
        return await outbox.current.get().session.get(Conversation, _KEYS.build(key))

    async def _keep(self, row: Conversation) -> None:
        session = outbox.current.get().session
        session.info.setdefault(_FOUND, {})[row.key] = (row.state, row.data)
        row.updated_at = session.now
        if row.state is None and not row.data:
            if row in session:
                await session.delete(row)
                await session.flush()
        else:
            session.add(row)
