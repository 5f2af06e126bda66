"""What the lists of a mission are made from: its delegates, and who may meet whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.matching import Profile, Rules
from missions.rules import Side, may_meet
from storage.tables import (
    OPEN_STATES,
    CuratedPair,
    Delegate,
    DelegateStatus,
    Delegation,
    Interpreter,
    Meeting,
    MeetingState,
    Mission,
    Organisation,
    Proposal,
    ProposalAnswer,
    Wish,
)

BRIDGE = "interpreter:"
"""Begins the name of a language that is none: both speak it where one interpreter can sit between them."""

Row = tuple[Delegate, Organisation, Delegation]


@dataclass(frozen=True, slots=True)
class Inputs:
    mission: Mission
    profiles: Sequence[Profile]
    rules: Rules
    revisions: Mapping[int, int]
    """Of each delegate that takes part, as it was read."""
    stale: Mapping[int, int]
    """Those whose place in the lists is older than their profile, with that profile's revision."""


async def read(session: AsyncSession, mission_id: int) -> Inputs:
    """All of a mission, as it stands."""
    mission = await session.get_one(Mission, mission_id)
    found = await session.exec(
        select(Delegate, Organisation, Delegation)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .join(Delegation, col(Delegation.id) == col(Delegate.delegation_id))
        .where(Delegate.mission_id == mission_id, Delegate.status == DelegateStatus.APPROVED)
    )
    rows: Sequence[Row] = found.all()
    bridges = await _bridges(session, mission_id)
    stale = await session.exec(
        select(Delegate.id, Delegate.revision).where(
            Delegate.mission_id == mission_id, col(Delegate.ranked_revision) != col(Delegate.revision)
        )
    )
    return Inputs(
        mission=mission,
        profiles=[_profile(*row, bridges) for row in rows],
        rules=await _rules(session, mission, rows),
        revisions={delegate.id: delegate.revision for delegate, _organisation, _delegation in rows},
        stale=dict(stale.all()),
    )


def _profile(
    delegate: Delegate, organisation: Organisation, delegation: Delegation, bridges: Mapping[str, frozenset[str]]
) -> Profile:
    spoken = frozenset(delegate.languages)
    helped = [f"{BRIDGE}{name}" for name, languages in bridges.items() if spoken & languages]
    return Profile(
        id=str(delegate.id),
        delegation=str(delegation.id),
        organisation=f"o{organisation.id}",
        kind=_group(delegation, organisation),
        languages=(*delegate.languages, *helped) if spoken else (),
        offer=delegate.offer,
        need=delegate.need,
        tags=tuple(delegate.sectors),
        language=delegate.language,
        offer_tags=tuple(delegate.offer_tags),
        need_tags=tuple(delegate.need_tags),
        country=delegation.country,
    )


def _group(delegation: Delegation, organisation: Organisation) -> str:
    """The mission's rules speak of delegations and kinds together; the matcher knows one word for both."""
    return f"{delegation.key}/{organisation.kind.value}"


async def _bridges(session: AsyncSession, mission_id: int) -> dict[str, frozenset[str]]:
    there = select(Interpreter).where(Interpreter.mission_id == mission_id, col(Interpreter.away_since).is_(None))
    return {str(each.id): frozenset(each.languages) for each in await session.exec(there)}


async def _rules(session: AsyncSession, mission: Mission, rows: Sequence[Row]) -> Rules:
    wishes = (await session.exec(select(CuratedPair).where(CuratedPair.mission_id == mission.id))).all()
    return Rules(
        within_delegation=mission.within_delegation,
        kinds=_groups_that_meet(mission, rows) if mission.may_meet else None,
        interpreters=False,
        must=_named((row.one_id, row.other_id) for row in wishes if row.wish is Wish.MUST),
        never=_named((row.one_id, row.other_id) for row in wishes if row.wish is Wish.NEVER),
        settled=_named(await _settled(session, mission.id)),
    )


def _groups_that_meet(mission: Mission, rows: Sequence[Row]) -> frozenset[tuple[str, str]]:
    groups = {
        _group(delegation, organisation): Side(delegation.key, organisation.kind.value)
        for _delegate, organisation, delegation in rows
    }
    return frozenset(
        pair
        for pair in combinations_with_replacement(sorted(groups), 2)
        if may_meet(mission, *map(groups.get, pair))  # type: ignore[arg-type]
    )


def _named(pairs: Iterable[tuple[int, int]]) -> frozenset[tuple[str, str]]:
    return frozenset((str(one), str(other)) for one, other in pairs)


async def _settled(session: AsyncSession, mission_id: int) -> set[tuple[int, int]]:
    """Refused, asked, booked, met or declined: proposed no more."""
    refused = await session.exec(
        select(Proposal.delegate_id, Proposal.counterpart_id).where(
            Proposal.mission_id == mission_id, Proposal.answer == ProposalAnswer.REFUSED
        )
    )
    met = await session.exec(
        select(Meeting.requester_id, Meeting.invitee_id).where(
            Meeting.mission_id == mission_id, col(Meeting.state).in_((*OPEN_STATES, MeetingState.DECLINED))
        )
    )
    return {*refused.all(), *met.all()}
