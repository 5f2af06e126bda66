"""What the desk shows besides its figures."""

from __future__ import annotations

from datetime import timedelta

from handlers.desk.home import view
from locales import catalogues
from missions.operations.desk import desk_of
from storage.database import Database
from storage.tables import Installation
from storage.tables.base import utc_now
from storage.tables.installation import ONLY
from tests.missions.stage import staged


async def test_until_when_messages_are_halted(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        owner, now = await stage.owner(), utc_now()
        assert (await desk_of(stage.session, owner)).halted_until is None
        known = await stage.session.get(Installation, ONLY)
        if known is None:
            known = Installation(id=ONLY)
            stage.session.add(known)
        known.halted_at, known.halted_until = now, now + timedelta(hours=1)
        await stage.session.flush()
        desk = await desk_of(stage.session, owner)
        assert desk.halted_until is not None
        text, _keyboard = view(catalogues().texts("en"), desk)
        assert "⏸" in text
