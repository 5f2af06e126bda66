"""The directory of delegates by delegation, sector, organisation or free words. Never shows contact details.

A delegate sees their own delegation and those whom the mission's rules let them meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, literal, true
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from locales import N_, bidi
from missions.errors import Refusal
from missions.jobs import CHUNK
from missions.names import fold, says_something
from missions.notices import Notice
from missions.people.spelt import looked_for
from missions.rules import who_may_meet
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Delegation, Organisation, PairWish, Person, Search
from storage.tables.called import Called

PATIENCE, INLINE_PATIENCE = timedelta(seconds=30), timedelta(seconds=5)
"""Timeouts after which a search is answered by its words alone. Telegram waits only briefly for an inline one."""

LASTS = timedelta(minutes=10)
"""How long results are reused for the same words."""

MOST, FOUND = 60, 300
"""Results shown, and results kept: not every reader may see all of them."""

LONGEST_WORDS = 120
NO_WORDS = N_("Please type what you look for, in a few words, in any language.")


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A line of the directory."""

    delegate_id: int
    name: str
    position: str
    organisation: str
    delegation_id: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the entries, from the place of offset on, and how many there are."""

    entries: Sequence[DirectoryEntry]
    offset: int
    many: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswered(Notice):
    """To the person who searched: the results."""

    search_id: int


async def seen_by(session: UnitSession, viewer: Delegate) -> list[Any]:
    """What holds of `Delegate` and `Organisation` for those whom this delegate sees: they take part, the organisers do
    not keep the two apart, and they are of the same delegation or may meet by the mission's rules."""
    seen: list[Any] = [Delegate.mission_id == viewer.mission_id, Delegate.status == DelegateStatus.APPROVED]
    wishes = await who_may_meet.wishes_for(session, viewer.id)
    if apart := [other for other, wish in wishes.items() if wish is PairWish.NEVER]:
        seen.append(col(Delegate.id).not_in(apart))
    if (open_ := await who_may_meet.open_to(session, viewer)) is not None:
        wished = [other for other, wish in wishes.items() if wish is PairWish.MUST]
        own = col(Delegate.delegation_id) == viewer.delegation_id
        seen.append(or_(open_, own, col(Delegate.id).in_(wished)))
    return seen


async def sees(session: UnitSession, viewer: Delegate, other: Delegate) -> bool:
    """Whether the directory shows this one to the other."""
    there = _entries().where(*await seen_by(session, viewer), col(Delegate.id) == other.id)
    return (await session.exec(there)).first() is not None


async def delegations(session: UnitSession, viewer: Delegate) -> Sequence[tuple[Delegation, int]]:
    """The delegations of a mission, each with the number of those who take part."""
    found = await session.exec(
        select(Delegation, func.count(col(Delegate.id)))
        .join(Delegate, col(Delegate.delegation_id) == col(Delegation.id))
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(*await seen_by(session, viewer))
        .group_by(col(Delegation.id))
        .order_by(col(Delegation.id))
    )
    return found.all()


async def page(
    session: UnitSession,
    viewer: Delegate,
    offset: int,
    size: int,
    *,
    delegation_id: int = 0,
    sector: str = "",
    organisation_id: int = 0,
) -> Page:
    """The delegates who take part, by name; of one delegation, sector or organisation where it is named."""
    wanted = await seen_by(session, viewer)
    wanted += [Delegate.delegation_id == delegation_id] if delegation_id else []
    wanted += [Delegate.organisation_id == organisation_id] if organisation_id else []
    # Ids of sectors are plain words: none is a part of another within its quotes.
    wanted += [cast(col(Delegate.sectors), Text).contains(f'"{sector}"')] if sector else []
    many = (await session.exec(select(func.count()).select_from(_entries().where(*wanted).subquery()))).one()
    offset = max(0, min(offset, (many - 1) // size * size))
    rows = _entries().where(*wanted).order_by(col(Delegate.name_key), col(Delegate.id)).offset(offset).limit(size)
    return Page([_entry(row) for row in await session.exec(rows)], offset, many)


async def entries(session: UnitSession, viewer: Delegate, ids: Sequence[int]) -> list[DirectoryEntry]:
    """These delegates, in this order, as far as the viewer sees them now."""
    rows = _entries().where(col(Delegate.id).in_(ids), *await seen_by(session, viewer))
    found = {row[0]: _entry(row) for row in await session.exec(rows)}
    return [found[each] for each in ids if each in found][:MOST]


async def organisations(
    session: UnitSession, viewer: Delegate, offset: int, size: int
) -> tuple[list[tuple[int, str, int]], int]:
    """Organisations with the number of their people who take part, by name; and how many there are."""
    there = await seen_by(session, viewer)
    grouped = (
        select(Organisation.id, Organisation.name, func.count(col(Delegate.id)))
        .join(Delegate, col(Delegate.organisation_id) == col(Organisation.id))
        .where(*there)
        .group_by(col(Organisation.id))
    )
    many = (await session.exec(select(func.count()).select_from(grouped.subquery()))).one()
    rows = await session.exec(grouped.order_by(col(Organisation.name_key)).offset(offset).limit(size))
    return [(key, name, count) for key, name, count in rows], many


async def search(session: UnitSession, person: Person, mission_id: int, words: str) -> Search:
    """Queue a search for words of any language; recent results for the same words are reused at once.

    Raises:
        Refusal: these are no words.
    """
    kept = " ".join(bidi.strip_controls(words).split())[:LONGEST_WORDS]
    if not says_something(kept):
        raise Refusal(NO_WORDS)
    known = await session.exec(
        select(Search)
        .where(
            Search.mission_id == mission_id,
            Search.words == kept,
            col(Search.answered_at) > session.now - LASTS,
        )
        .order_by(col(Search.id).desc())
        .limit(1)
    )
    before = known.first()
    row = Search(mission_id=mission_id, person_id=person.id, words=kept, asked_at=session.now)
    if before is not None:
        row.found, row.answered_at, row.told_at = before.found, before.answered_at, session.now
    session.add(row)
    await session.flush()
    return row


async def by_words(session: UnitSession, mission_id: int, words: str) -> list[int]:
    """The delegates with all these words in name, organisation, position, offer or need, however they are spelt."""
    looked = await looked_for(session, mission_id, words)
    firm = (col(Organisation.name_key), col(Organisation.name_keys))
    rows = (
        select(Delegate.id)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(Delegate.mission_id == mission_id, Delegate.status == DelegateStatus.APPROVED)
    )
    if looked.nothing:
        return []
    names = (col(Delegate.name_key), col(Delegate.name_keys))
    rows = rows.where(looked.among((col(Delegate.words_key), col(Delegate.name_keys)), firm))
    # Who is looked for by name comes first.
    named = case((or_(_begins(fold(words).split()), looked.spelt_in(names[1])), 0), else_=1)
    return [*(await session.exec(rows.order_by(named, names[0], col(Delegate.id)).limit(FOUND)))]


def _begins(folded: Sequence[str]) -> ColumnElement[bool]:
    """Whether each word begins one of the name."""
    name = literal(" ").concat(col(Delegate.name_key))
    return and_(true(), *(name.contains(f" {word}") for word in folded))


_OPEN = (col(Search.told_at).is_(None), col(Search.answered_at).is_(None))


async def asked(session: AsyncSession) -> bool:
    """Whether a search waits for its answer."""
    return bool((await session.exec(select(exists().where(*_OPEN, quarantine.admitted(Search))))).one())


async def answer_by_words(session: UnitSession) -> int:
    """Answer every waiting search by its words alone, where nothing else will; how many there were."""
    rows = await quarantine.rows(session, Search, select(Search).where(*_OPEN).limit(CHUNK))
    for row in rows:
        with quarantine.blaming(Search, row.id):
            row.found, row.answered_at = await by_words(session, row.mission_id, row.words), session.now
    return len(rows)


async def answered(session: UnitSession) -> Sequence[Notice]:
    """Clock job: searches with results to show; those not answered in time are answered by their words."""
    asked = select(Search).where(
        col(Search.told_at).is_(None),
        col(Search.answered_at).is_not(None) | (Search.asked_at < session.now - INLINE_PATIENCE),
    )
    notices = []
    # The clock asks at each tick, and again as soon as one is answered: each is shown by one of the two.
    for row in await quarantine.rows(session, Search, asked.limit(CHUNK).with_for_update(skip_locked=True)):
        with quarantine.blaming(Search, row.id):
            if row.answered_at is None:
                if "inline" not in row.message and row.asked_at >= session.now - PATIENCE:
                    continue
                # Not as an answer: the next who looks for the same may find more.
                row.found = await by_words(session, row.mission_id, row.words)
            row.told_at = session.now
            notices.append(SearchAnswered(to=row.person_id, search_id=row.id))
    return notices


def _entry(row: Sequence[Any]) -> DirectoryEntry:
    key, name, other_name, *rest = row
    return DirectoryEntry(key, Called(name, other_name), *rest)


def _entries() -> Any:  # noqa: ANN401 - six columns are more than sqlmodel types
    names = (Delegate.name, Delegate.other_name)
    columns = (Delegate.id, *names, Delegate.position, Organisation.name, Delegate.delegation_id)
    return select(*columns).join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))  # type: ignore[call-overload]
