"""aiogram's conversation state in a table, in the unit of work of the update that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from sqlalchemy import bindparam
from sqlmodel import select

from handlers.core import outbox
from storage.tables import Conversation

# Asked for each update, and most people are in no conversation: built once, and as plain values.
_FIND = select(Conversation.state, Conversation.data).where(Conversation.key == bindparam("key"))
_FOUND = "conversations"
_NONE: tuple[None, dict[str, Any]] = (None, {})
"""Nothing is kept of a conversation that has neither state nor data."""


class DatabaseStorage(BaseStorage):
    """Half a registration survives a restart, and is undone with the update that failed."""

    def __init__(self) -> None:
        self._keys = DefaultKeyBuilder(prefix="chat", with_bot_id=True, with_destiny=True)

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
        return Conversation(key=self._keys.build(key))

    async def _found(self, key: StorageKey) -> tuple[str | None, dict[str, Any]]:
        session = outbox.current.get().session
        found: dict[str, tuple[str | None, dict[str, Any]]] = session.info.setdefault(_FOUND, {})
        name = self._keys.build(key)
        if name not in found:
            row = (await session.exec(_FIND, params={"key": name})).first()
            found[name] = (row[0], dict(row[1])) if row else (None, {})
        return found[name]

    async def _row(self, key: StorageKey) -> Conversation | None:
        return await outbox.current.get().session.get(Conversation, self._keys.build(key))

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
