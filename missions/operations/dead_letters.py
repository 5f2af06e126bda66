"""Dead letters at the desk: calls refused or held back, and failed updates, to retry or drop.

Owners see all; organisers see the calls to people of their current mission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col, update

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.people.access import require_organiser
from storage import dead_letters, quarantine
from storage.database import UnitSession
from storage.dead_letters import SentAgain, Sort
from storage.outbox import failed_updates
from storage.tables import Delegate, FailedUpdate, OutboxState, Person, Role

CHANGED = N_("The number has changed. Please check again.")
OWNERS_ONLY = N_("Only an owner of the bot can do this.")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The dead letters that a person may decide on."""

    sorts: Sequence[Sort]
    failed_updates: int
    unreadable: int
    """Rows that a loop could make nothing of."""

    @property
    def count(self) -> int:
        return sum(sort.count for sort in self.sorts) + self.failed_updates + self.unreadable

    def of(self, state: OutboxState) -> list[Sort]:
        return [sort for sort in self.sorts if sort.state is state]

    def count_of(self, state: OutboxState) -> int:
        return sum(sort.count for sort in self.of(state))


async def chats_of(session: UnitSession, person: Person) -> Select[Any] | None:
    """Whose calls this person may decide on: None for an owner, who may on all.

    Raises:
        Refusal: they organise nothing.
    """
    if person.owner:
        return None
    mission = await require_organiser(session, person)
    delegates = select(col(Delegate.person_id)).where(col(Delegate.mission_id) == mission.id)
    roles = select(col(Role.person_id)).where(col(Role.mission_id) == mission.id)
    return select(col(Person.telegram_id)).where(col(Person.id).in_(delegates.union(roles)))


async def shelf(session: UnitSession, person: Person) -> Shelf:
    """What there is now.

    Raises:
        Refusal: the person organises nothing.
    """
    found = await dead_letters.sorts(session, await chats_of(session, person))
    if not person.owner:
        return Shelf(found, 0, 0)
    return Shelf(found, await failed_updates(session), await quarantine.count(session))


async def send_again(session: UnitSession, person: Person, state: OutboxState, shown: int) -> SentAgain:
    """Send all of a state after all, once each; shown: how many the person saw there are.

    Raises:
        Refusal: they may not, or there are more or fewer by now.
    """
    chats = await _as_shown(session, person, state, shown)
    sent = await dead_letters.send_again(session, state, chats=chats)
    _record(session, person, f"outbox.{state.value}.again", sent.pending)
    return sent


async def give_up(session: UnitSession, person: Person, state: OutboxState, shown: int) -> int:
    """Never send those of a state.

    Raises:
        Refusal: as send_again.
    """
    given_up = await dead_letters.give_up(session, state, chats=await _as_shown(session, person, state, shown))
    _record(session, person, f"outbox.{state.value}.drop", given_up)
    return given_up


async def replay_updates(session: UnitSession, person: Person) -> int:
    """Have the updates that failed handled again. How many.

    Raises:
        Refusal: not an owner.
    """
    if not person.owner:
        raise Refusal(OWNERS_ONLY)
    asked = await session.exec(
        update(FailedUpdate).where(col(FailedUpdate.replayed_at).is_(None)).values(replay_asked_at=session.now)
    )
    _record(session, person, "update.replay", asked.rowcount)
    return asked.rowcount


async def _as_shown(session: UnitSession, person: Person, state: OutboxState, shown: int) -> Select[Any] | None:
    chats = await chats_of(session, person)
    found = await dead_letters.sorts(session, chats)
    if sum(sort.count for sort in found if sort.state is state) != shown:
        raise Refusal(CHANGED)
    return chats


def _record(session: UnitSession, person: Person, act: str, count: int) -> None:
    record(session, person, None, act, "outbox", count=count)
