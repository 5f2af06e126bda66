"""What tests of the desk share: delegates with a chat, an organiser who speaks a language, labels of buttons."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import col, select

from locales import catalogues
from storage.database import Database
from storage.tables import Delegate, DelegateStatus
from storage.tables import Person as PersonRow
from tests.handlers.mission import become
from tests.handlers.registration.kit import OWNER, House
from tests.people import Person
from tests.screen import plain

Label = Callable[..., str]


def label(language: str) -> Label:
    """The words of a button or a line in a language, as one reads them."""
    voice = catalogues().texts(language)
    return lambda msgid, **values: plain(voice.plain(msgid, **values))


async def speak(database: Database, telegram_id: int, language: str) -> None:
    """From now on, the bot speaks this language with them."""
    async with database.unit() as session:
        person = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == telegram_id))).one()
        person.language, person.language_chosen = language, True


async def organiser(house: House, language: str = "en") -> Person:
    """The owner, at the desk, in a language."""
    await house.owner.start(answered=True)
    await speak(house.database, OWNER, language)
    return house.owner


async def delegate(house: House, who: str, language: str, name: str, status: DelegateStatus) -> Person:
    """Someone of the sandbox as the delegate whose name has this in it."""
    person = house.sandbox.person(who)
    await person.start(answered=True)
    row = await become(house.database, person.id, language, name)
    await set_status(house.database, row.id, status)
    return person


async def set_status(database: Database, delegate_id: int, status: DelegateStatus) -> None:
    async with database.unit() as session:
        (await session.get_one(Delegate, delegate_id)).status = status


async def named(database: Database, name: str) -> Delegate:
    async with database.reading() as session:
        return (await session.exec(select(Delegate).where(col(Delegate.name).contains(name)))).one()
