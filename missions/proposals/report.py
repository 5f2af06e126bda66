"""The organisers' report on matching: delegates with few good proposals and why, tags, pairs made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from storage.database import UnitSession
from storage.tables import (
    CuratedPair,
    Delegate,
    DelegateStatus,
    MatchingState,
    Organisation,
    PairWish,
    Proposal,
    ProposalAnswer,
)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A delegate with few good proposals. why: empty, half, vague, rare, language, rules or few."""

    delegate_id: int
    name: str
    organisation: str
    good: int
    why: str


@dataclass(frozen=True, slots=True)
class MatchingReport:
    """Figures of the lists as last made. made_at: empty if they never were."""

    made_at: datetime | None
    encoded: bool
    people: int
    few_in_all: int
    few: Sequence[Lacking]
    tags: Sequence[tuple[str, int, int]]
    """The most frequent tags, with the numbers of delegates who offer and who seek each."""


async def standing(session: UnitSession, mission_id: int) -> MatchingReport:
    """The report now, without delegates who were erased or left since the lists were made."""
    state = await session.get(MatchingState, mission_id)
    figures = state.figures if state else {}
    listed = figures.get("few", [])
    found = await session.exec(
        select(Delegate.id, Delegate.name, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(col(Delegate.id).in_([each[0] for each in listed]), Delegate.status == DelegateStatus.APPROVED)
    )
    names = {key: (name, organisation) for key, name, organisation in found}
    return MatchingReport(
        made_at=state.made_at if state else None,
        encoded=bool(state and state.encoder),
        people=figures.get("people", 0),
        few_in_all=figures.get("few_in_all", 0),
        few=[Lacking(key, *names[key], good, why) for key, good, why in listed if key in names],
        tags=[(tag, offered, sought) for tag, offered, sought in figures.get("tags", [])],
    )


@dataclass(frozen=True, slots=True)
class CuratedWish:
    """The organisers' wish for a pair, seen from one of the two."""

    other_id: int
    name: str
    organisation: str
    wish: PairWish


async def wishes(session: UnitSession, delegate_id: int) -> Sequence[CuratedWish]:
    """Every pair that was made by hand with this delegate."""
    pairs = await session.exec(
        select(CuratedPair)
        .where((col(CuratedPair.one_id) == delegate_id) | (col(CuratedPair.other_id) == delegate_id))
        .order_by(col(CuratedPair.id))
    )
    found = []
    for pair in pairs.all():
        other = await session.get_one(Delegate, pair.other_id if pair.one_id == delegate_id else pair.one_id)
        organisation = await session.get_one(Organisation, other.organisation_id)
        found.append(CuratedWish(other.id, other.name, organisation.name, pair.wish))
    return found


async def refusals(session: UnitSession, mission_id: int) -> Sequence[tuple[str, int]]:
    """Reasons for "not for me" with their counts, the most frequent first."""
    found = await session.exec(
        select(Proposal.reason, func.count())
        .where(Proposal.mission_id == mission_id, Proposal.answer == ProposalAnswer.REFUSED, Proposal.reason != "")
        .group_by(col(Proposal.reason))
    )
    return sorted(found.all(), key=lambda each: (-each[1], each[0]))
