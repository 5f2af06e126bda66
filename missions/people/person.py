"""People as they open the chat: an id and a language, nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from locales import catalogues
from storage import outbox
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingState, Person
from storage.upsert import insert_missing

# Asked for each update: built once.
_BY_TELEGRAM_ID = select(Person).where(Person.telegram_id == bindparam("telegram_id"))


async def find(session: UnitSession, telegram_id: int) -> Person | None:
    """Who this Telegram account is, if it ever wrote."""
    return (await session.exec(_BY_TELEGRAM_ID, params={"telegram_id": telegram_id})).first()


async def meet(session: UnitSession, telegram_id: int, language: str, known: Person | None = None) -> Person:
    """The person behind a Telegram account; until they choose a language, they speak the one Telegram reports.

    known: the person, where the caller has looked them up.
    """
    person = known or await find(session, telegram_id)
    if person is not None:
        if not person.language_chosen and person.language != language:
            person.language = language
        return person
    values = {"telegram_id": telegram_id, "language": language, "language_chosen": False, "created_at": session.now}
    # Two first messages at the same moment, in two processes, make one person.
    await insert_missing(session, Person, values)
    return (await session.exec(select(Person).where(col(Person.telegram_id) == telegram_id))).one()


async def set_owners(session: UnitSession, telegram_ids: Iterable[int], language: str) -> None:
    """Make exactly these accounts the owners; who has not written yet speaks this language until they do."""
    owners = set(telegram_ids)
    for former in await session.exec(select(Person).where(col(Person.owner).is_(True))):
        former.owner = former.telegram_id in owners
    for telegram_id in owners:
        person = await find(session, telegram_id)
        if person is None:
            person = await meet(session, telegram_id, language)
            # Nobody can be written to before they wrote.
            lose(session, person)
        person.owner = True


def choose_language(person: Person, language: str) -> None:
    """From the next message on, everything reads in this language."""
    person.language = language
    person.language_chosen = True


def adopt_language(person: Person, language: str) -> None:
    """Speak the language that the mission file gives a profile, whatever Telegram reports, until the person chooses."""
    if not person.language_chosen and language in catalogues().codes:
        choose_language(person, language)


def lose(session: UnitSession, person: Person) -> None:
    """Mark a person unreachable: no notice is posted to them until they come back."""
    person.unreachable_since = person.unreachable_since or session.now


async def leave(session: UnitSession, person: Person) -> None:
    """Mark a person unreachable who blocked the chat, and drop what is queued for them."""
    lose(session, person)
    if person.telegram_id is not None:
        await outbox.close_chat(await session.connection(), person.telegram_id, session.now)


def regain(person: Person) -> None:
    """Mark a person reachable."""
    if person.unreachable_since is not None:  # whatever is set is looked at when the session is flushed
        person.unreachable_since = None


async def requests_waiting(session: UnitSession, delegate: Delegate) -> int:
    """How many meeting requests await this delegate's answer."""
    waiting = select(func.count()).where(Meeting.awaits_id == delegate.id, Meeting.state == MeetingState.REQUESTED)
    return int((await session.exec(waiting)).one())
