"""Inputs of the lists of a mission: profiles of its delegates, and rules for who may meet whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.matching import Profile, Rules
from missions.people.languages import spoken
from missions.rules.who_may_meet import MissionRules, Side
from storage import quarantine
from storage.tables import (
    LIVE_STATES,
    CuratedPair,
    Delegate,
    DelegateStatus,
    Delegation,
    Interpreter,
    Meeting,
    MeetingState,
    Mission,
    Organisation,
    PairWish,
    Proposal,
    ProposalAnswer,
)

BRIDGE = "interpreter:"
"""Prefix of a pseudo-language: both speak it if one interpreter can sit between them."""

Row = tuple[Delegate, Organisation, Delegation]


@dataclass(frozen=True, slots=True)
class Inputs:
    mission: Mission
    profiles: Sequence[Profile]
    rules: Rules
    revisions: Mapping[int, int]
    """Of each delegate that takes part, as it was read."""
    stale: Mapping[int, int]
    """Delegates whose profile is newer than their lists, with its revision."""
    bridges: Mapping[str, frozenset[str]]
    """The languages of each interpreter."""


async def read(session: AsyncSession, mission_id: int) -> Inputs:
    """Read all inputs of a mission."""
    mission = await session.get_one(Mission, mission_id)
    rows = await _rows(session, Delegate.mission_id == mission_id, Delegate.status == DelegateStatus.APPROVED)
    bridges = await _bridges(session, mission_id)
    profiles = [_profile_of(row, bridges) for row in rows]
    return Inputs(
        mission=mission,
        profiles=profiles,
        rules=await _rules(session, mission, {profile.kind for profile in profiles}),
        revisions={delegate.id: delegate.revision for delegate, _organisation, _delegation in rows},
        stale=await _stale(session, mission_id),
        bridges=bridges,
    )


async def since(session: AsyncSession, before: Inputs, most: int) -> Inputs | None:
    """What `read` would return, if at most `most` profiles have changed; with the rules of those alone.

    None if that cannot be told: read everything then. The caller knows that no rule, wish or organisation has changed
    otherwise than with a profile: any such change marks all lists stale.
    """
    mission = await session.get_one(Mission, before.mission.id)
    stale = await _stale(session, mission.id)
    bridges = await _bridges(session, mission.id)
    if len(stale) > most or bridges != before.bridges:
        return None
    rows = await _rows(session, col(Delegate.id).in_(stale), Delegate.status == DelegateStatus.APPROVED)
    revisions = {one: revision for one, revision in before.revisions.items() if one not in stale}
    revisions |= {delegate.id: delegate.revision for delegate, _organisation, _delegation in rows}
    there = select(func.count(), func.sum(col(Delegate.revision))).where(
        Delegate.mission_id == mission.id, Delegate.status == DelegateStatus.APPROVED, quarantine.admitted(Delegate)
    )
    # An erased delegate has no stale profile: the sums tell.
    if (await session.exec(there)).one() != (len(revisions), sum(revisions.values())):
        return None
    profiles = {int(profile.id): profile for profile in before.profiles if int(profile.id) in revisions}
    profiles |= {row[0].id: _profile_of(row, bridges) for row in rows}
    kinds = {profile.kind for profile in profiles.values()}
    return Inputs(
        mission=mission,
        profiles=list(profiles.values()),
        rules=await _rules(session, mission, kinds, of=stale),
        revisions=revisions,
        stale=stale,
        bridges=bridges,
    )


async def _rows(session: AsyncSession, *wanted: Any) -> Sequence[Row]:  # noqa: ANN401 - conditions of any kind
    found = (
        select(Delegate, Organisation, Delegation)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .join(Delegation, col(Delegation.id) == col(Delegate.delegation_id))
        .where(*wanted)
    )
    return await quarantine.rows(session, Delegate, found)


async def _stale(session: AsyncSession, mission_id: int) -> dict[int, int]:
    found = await session.exec(
        select(Delegate.id, Delegate.revision).where(
            Delegate.mission_id == mission_id,
            col(Delegate.ranked_revision) != col(Delegate.revision),
            quarantine.admitted(Delegate),
        )
    )
    return dict(found.all())


def _profile_of(row: Row, bridges: Mapping[str, frozenset[str]]) -> Profile:
    with quarantine.blaming(Delegate, row[0].id):
        profile = _profile(*row, bridges)
        words = (
            *profile.languages,
            profile.offer,
            profile.need,
            *profile.tags,
            *profile.offer_tags,
            *profile.need_tags,
        )
        if not all(isinstance(word, str) for word in words):  # SQLite keeps anything, and JSON may be of any shape
            raise TypeError("a profile is made of texts")
        return profile


def _profile(
    delegate: Delegate, organisation: Organisation, delegation: Delegation, bridges: Mapping[str, frozenset[str]]
) -> Profile:
    languages = spoken(delegate)
    helped = [f"{BRIDGE}{name}" for name, known in bridges.items() if languages & known]
    return replace(
        profile_of(delegate),
        organisation=f"o{organisation.id}",
        kind=_group(delegation, organisation),
        languages=(*sorted(languages), *helped),
        country=delegation.country,
    )


def profile_of(delegate: Delegate) -> Profile:
    """What a delegate offers and seeks, without what only the rules look at."""
    return Profile(
        id=str(delegate.id),
        delegation=str(delegate.delegation_id),
        offer=delegate.offer,
        need=delegate.need,
        tags=tuple(delegate.sectors),
        language=delegate.language,
        offer_tags=tuple(delegate.offer_tags),
        need_tags=tuple(delegate.need_tags),
    )


def _group(delegation: Delegation, organisation: Organisation) -> str:
    """Delegation and kind as one word: the mission's rules pair both, the matcher pairs single words."""
    return f"{delegation.key}/{organisation.kind.value}"


async def _bridges(session: AsyncSession, mission_id: int) -> dict[str, frozenset[str]]:
    there = select(Interpreter).where(Interpreter.mission_id == mission_id, col(Interpreter.away_since).is_(None))
    return {str(each.id): frozenset(each.languages) for each in await quarantine.rows(session, Interpreter, there)}


async def _rules(
    session: AsyncSession, mission: Mission, kinds: Iterable[str], of: Collection[int] | None = None
) -> Rules:
    """The rules of the mission; of: as far as they concern these delegates."""
    wished = select(CuratedPair).where(CuratedPair.mission_id == mission.id)
    if of is not None:
        wished = wished.where(col(CuratedPair.one_id).in_(of) | col(CuratedPair.other_id).in_(of))
    wishes = await quarantine.rows(session, CuratedPair, wished)
    answered, refused = await _answers(session, mission.id, of)
    return Rules(
        within_delegation=mission.within_delegation,
        kinds=_groups_that_meet(mission, kinds) if mission.may_meet else None,
        interpreters=False,
        must=_named((row.one_id, row.other_id) for row in wishes if row.wish is PairWish.MUST),
        never=_named((row.one_id, row.other_id) for row in wishes if row.wish is PairWish.NEVER),
        settled=_named(refused | await _met(session, mission.id, of)),
        answered=_named(answered),
    )


def _groups_that_meet(mission: Mission, kinds: Iterable[str]) -> frozenset[tuple[str, str]]:
    rules = MissionRules.of(mission)
    groups = {group: Side(*group.rsplit("/", 1)) for group in kinds}
    return frozenset(
        pair
        for pair in combinations_with_replacement(sorted(groups), 2)
        if rules.sides_meet(groups[pair[0]], groups[pair[1]])
    )


def _named(pairs: Iterable[tuple[int, int]]) -> frozenset[tuple[str, str]]:
    return frozenset((str(one), str(other)) for one, other in pairs)


async def _answers(
    session: AsyncSession, mission_id: int, of: Collection[int] | None
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Who said of whom that they are of interest, perhaps later; and who refused whom."""
    said = select(Proposal.delegate_id, Proposal.counterpart_id, Proposal.answer).where(
        Proposal.mission_id == mission_id, col(Proposal.answer).is_not(None)
    )
    if of is not None:
        said = said.where(col(Proposal.delegate_id).in_(of) | col(Proposal.counterpart_id).in_(of))
    found = (await session.exec(said)).all()
    refused = {(one, other) for one, other, answer in found if answer == ProposalAnswer.REFUSED}
    return {(one, other) for one, other, _answer in found} - refused, refused


async def _met(session: AsyncSession, mission_id: int, of: Collection[int] | None) -> set[tuple[int, int]]:
    """Pairs with an open, past or declined meeting: not proposed again."""
    met = select(Meeting.requester_id, Meeting.invitee_id).where(
        Meeting.mission_id == mission_id, col(Meeting.state).in_((*LIVE_STATES, MeetingState.DECLINED))
    )
    if of is not None:
        met = met.where(col(Meeting.requester_id).in_(of) | col(Meeting.invitee_id).in_(of))
    return {(one, other) for one, other in (await session.exec(met)).all()}
