"""A mission for walks: the example, with people of the sandbox as two of its delegates."""

from __future__ import annotations

from sqlmodel import col, select

from storage.database import Database
from storage.tables import Delegate, Organisation
from storage.tables import Person as PersonRow


async def become(database: Database, telegram_id: int, language: str, delegate_name: str) -> Delegate:
    """Let this Telegram account be the delegate whose name has this in it, as if they had claimed the profile."""
    async with database.unit() as session:
        person = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == telegram_id))).first()
        if person is None:
            person = PersonRow(telegram_id=telegram_id)
            session.add(person)
        person.language, person.language_chosen = language, True
        await session.flush()
        delegate = (await session.exec(select(Delegate).where(col(Delegate.name).contains(delegate_name)))).one()
        delegate.person_id = person.id
        return delegate


async def organisation_of(database: Database, delegate: Delegate) -> Organisation:
    async with database.reading() as session:
        return await session.get_one(Organisation, delegate.organisation_id)
