"""Who has to be called, worked out from what was not seen: who sees it, or is reached, leaves the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from missions.changes.interpreters_touched import InterpreterToCall, of_today
from missions.changes.standing import StandingMove, standing
from missions.people.reach import Reach, reach
from storage.database import UnitSession
from storage.tables import ON_SHEET, Change, ChangeReceipt, Delegate, Organisation, Person, PhoneCall

READ = 100
"""People of one look: more than an hour of calls."""


@dataclass(frozen=True, slots=True)
class CallToMake:
    """One person to call, for all that they have not seen."""

    delegate: Delegate
    organisation: str
    person: Person | None
    stands: Sequence[StandingMove]
    noted: PhoneCall | None

    @property
    def reach(self) -> Reach:
        return reach(self.person)

    @property
    def needed_at(self) -> datetime:
        """When they would be at the wrong place, or too late."""
        return min(each.needed_at for each in self.stands)

    @property
    def people(self) -> int:
        """How many wait for them."""
        return len({each.other_id for each in self.stands if each.other_id})

    @property
    def has_number(self) -> bool:
        """Whether there is a number, and not the one that proved wrong."""
        wrong = self.noted.wrong_phone if self.noted else ""
        return bool(self.delegate.phone.strip()) and self.delegate.phone != wrong

    def is_with_another(self, person: Person, now: datetime) -> bool:
        """Whether another organiser is calling."""
        noted = self.noted
        claimed = noted is not None and noted.claimed_until is not None and noted.claimed_until > now
        return claimed and noted is not None and noted.claimed_by != person.id

    def waits(self, now: datetime) -> bool:
        """Whether nobody answered, and it is too early to try again."""
        return self.noted is not None and self.noted.again_at is not None and self.noted.again_at > now


@dataclass(frozen=True, slots=True)
class CallSheet:
    """waiting: to call, the most pressing first; those without a number that works are apart, and interpreters."""

    waiting: Sequence[CallToMake]
    without_number: Sequence[CallToMake]
    interpreters: Sequence[InterpreterToCall] = ()


async def sheet(session: UnitSession, mission_id: int) -> CallSheet:
    """The queue, by the minutes that are left and the people who wait."""
    on_sheet = (
        select(ChangeReceipt.delegate_id)
        .join(Delegate, col(Delegate.id) == col(ChangeReceipt.delegate_id))
        .where(
            Delegate.mission_id == mission_id,
            col(ChangeReceipt.step) == ON_SHEET,
            col(ChangeReceipt.seen_at).is_(None),
        )
        .order_by(col(ChangeReceipt.needed_at), col(ChangeReceipt.id))
        .limit(READ)
    )
    ids = list(dict.fromkeys((await session.exec(on_sheet)).all()))
    calls = sorted(await calls_of(session, ids), key=lambda each: (each.needed_at, -each.people, each.delegate.id))
    return CallSheet(
        [each for each in calls if each.has_number],
        [each for each in calls if not each.has_number],
        await of_today(session, mission_id),
    )


async def calls_of(session: UnitSession, delegate_ids: Sequence[int]) -> list[CallToMake]:
    """The changes to tell these delegates; none for those who know all that still stands."""
    if not delegate_ids:
        return []
    stands = await _stands(session, delegate_ids)
    noted = select(PhoneCall).where(col(PhoneCall.delegate_id).in_(delegate_ids))
    known = {each.delegate_id: each for each in await session.exec(noted.execution_options(populate_existing=True))}
    found = await session.exec(
        select(Delegate, Organisation.name, Person)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Delegate.id).in_(stands))
    )
    return [
        CallToMake(delegate, organisation, person, stands[delegate.id], known.get(delegate.id))
        for delegate, organisation, person in found.all()
    ]


async def _stands(session: UnitSession, delegate_ids: Sequence[int]) -> Mapping[int, Sequence[StandingMove]]:
    unseen = (
        select(ChangeReceipt)
        .join(Change, col(Change.id) == col(ChangeReceipt.change_id))
        .where(col(ChangeReceipt.delegate_id).in_(delegate_ids), col(ChangeReceipt.seen_at).is_(None))
        .order_by(col(ChangeReceipt.id))
    )
    found: dict[int, list[StandingMove]] = defaultdict(list)
    for receipt in (await session.exec(unseen)).all():
        if stands := await standing(session, receipt):
            found[receipt.delegate_id] += stands
    return found
