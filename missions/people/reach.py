"""Who can be reached in the chat, and who answers for a delegate who cannot.

The one owner of these questions. Organisers answer for delegates out of reach, and the desk hears of each delegate who
blocks the chat, so that an organiser phones.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from missions import jobs
from missions.notices import Notice, already_posted
from missions.people.access import ACTIVE, organisers
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Channel, Delegate, Person

NEWS_FOR = timedelta(days=7)
"""How long it is news for the desk that a delegate became unreachable: an organiser who joins later is not flooded."""


class Reach(enum.Enum):
    """Whether messages in the chat reach a person."""

    REACHED = enum.auto()
    UNREACHABLE = enum.auto()
    """They blocked the chat."""
    WITHOUT_CHAT = enum.auto()
    """They never opened it."""


def reach_of(telegram_id: int | None, unreachable_since: datetime | None) -> Reach:
    """The decision, from the two columns of `Person` that it depends on."""
    if telegram_id is None:
        return Reach.WITHOUT_CHAT
    return Reach.REACHED if unreachable_since is None else Reach.UNREACHABLE


def reach(person: Person | None) -> Reach:
    """The reach of a profile's person; a profile without a person has no chat."""
    return Reach.WITHOUT_CHAT if person is None else reach_of(person.telegram_id, person.unreachable_since)


def is_reached(person: Person | None) -> bool:
    return reach(person) is Reach.REACHED


@dataclass(frozen=True, slots=True)
class Address:
    """Where a notice goes: a channel, and the chat in it."""

    channel: Channel
    chat_id: int


def addresses(person: Person | None) -> Sequence[Address]:
    """Where a notice to this person goes now; nowhere while the person is out of reach."""
    if person is None or person.telegram_id is None or not is_reached(person):
        return []
    return [Address(Channel.TELEGRAM, person.telegram_id)]


def reachable() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """`is_reached` as conditions on `Person`.

    What is due is asked with these: a notice to a person out of reach is never posted, and would be due at every tick.
    """
    return col(Person.telegram_id).is_not(None), col(Person.unreachable_since).is_(None)


def without_chat() -> ColumnElement[bool]:
    """Reach.WITHOUT_CHAT as a condition on an outer-joined `Person`."""
    return col(Person.telegram_id).is_(None)


def unreachable() -> ColumnElement[bool]:
    """Reach.UNREACHABLE as a condition on `Person`."""
    return col(Person.telegram_id).is_not(None) & col(Person.unreachable_since).is_not(None)


async def has_chat(session: UnitSession, delegate: Delegate) -> bool:
    """Whether messages in the chat reach the delegate."""
    return is_reached(await session.get(Person, delegate.person_id) if delegate.person_id else None)


async def speakers(session: UnitSession, delegate: Delegate) -> Sequence[Person]:
    """The people who answer for a delegate: the delegate, or the organisers if the delegate is out of reach."""
    if delegate.person_id and await has_chat(session, delegate):
        return [await session.get_one(Person, delegate.person_id)]
    return await organisers(session, delegate.mission_id)


async def speaks_for(session: UnitSession, person: Person, delegate: Delegate) -> bool:
    """Whether this person may answer for the delegate."""
    if delegate.person_id == person.id:
        return True
    return person.id in {each.id for each in await speakers(session, delegate)}


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameUnreachable(Notice):
    """To an organiser: this delegate has blocked the chat."""

    delegate_id: int


async def newly_unreachable(session: UnitSession) -> Sequence[Notice]:
    """Clock job: one notice for each organiser and each time that a delegate becomes unreachable."""
    lately = (
        select(Delegate, Person.unreachable_since)
        .join_from(Person, Delegate, col(Delegate.person_id) == col(Person.id))
        # No condition on the status: SQLite would start at its index and read every delegate.
        .where(col(Person.unreachable_since) > session.now - NEWS_FOR)
        .order_by(col(Person.unreachable_since))
    )
    notices: dict[str, BecameUnreachable] = {}
    desks: dict[int, Sequence[Person]] = {}
    for delegate, since in await quarantine.rows(session, Delegate, lately):
        if delegate.status not in ACTIVE or since is None:
            continue
        if delegate.mission_id not in desks:
            desks[delegate.mission_id] = await organisers(session, delegate.mission_id)
        for organiser in desks[delegate.mission_id]:
            if organiser.id == delegate.person_id or not is_reached(organiser):
                continue
            once = f"unreachable:delegate={delegate.id}:since={since.isoformat()}:to={organiser.id}"
            notices[once] = BecameUnreachable(to=organiser.id, once=once, delegate_id=delegate.id)
    posted = await already_posted(session, list(notices))
    return [notice for once, notice in notices.items() if once not in posted][: jobs.CHUNK]
