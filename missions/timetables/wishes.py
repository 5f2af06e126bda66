"""Wishes for meetings: the organisers' musts, mutual and one-sided interest, open requests, confirmed meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.meetings.endings import GONE, LOST
from missions.pairs import pair_of, people_of
from missions.rules.who_may_meet import MissionRules, Party, Side
from missions.solver import Priority
from storage.tables import (
    BOOKED_STATES,
    OPEN_STATES,
    CuratedPair,
    Delegate,
    DelegateStatus,
    Delegation,
    Meeting,
    MeetingState,
    Mission,
    Organisation,
    PairWish,
    Proposal,
    ProposalAnswer,
    Slot,
)

_TURNED_DOWN = (MeetingState.DECLINED, MeetingState.CANCELLED)


@dataclass(frozen=True, slots=True)
class MeetingWish:
    """One wished meeting. asked_by: the first of the two who wanted it. meeting: their open request or meeting."""

    pair: str
    people: tuple[int, int]
    priority: Priority
    asked_by: int
    meeting: Meeting | None = None
    stands: bool = False
    """Whether it is a confirmed meeting."""


@dataclass(frozen=True, slots=True)
class _People:
    approved: Mapping[int, Party]
    rules: MissionRules
    nevers: frozenset[str]
    musts: frozenset[str]

    def may(self, one: int, other: int) -> bool:
        first, second = self.approved.get(one), self.approved.get(other)
        if first is None or second is None:
            return False
        key = pair_of(one, other)
        wish = PairWish.NEVER if key in self.nevers else PairWish.MUST if key in self.musts else None
        return self.rules.why_not(first, second, wish) is None


class _Known(NamedTuple):
    """What of a meeting decides whether it is wished; row: only where it is asked for."""

    pair: str
    requester_id: int
    invitee_id: int
    state: MeetingState
    agreed: bool
    row: Meeting | None = None


async def wishes(
    session: AsyncSession, mission: Mission, *, only_musts: bool = False, lean: bool = False
) -> Sequence[MeetingWish]:
    """All wishes of a mission, confirmed meetings included. only_musts: without other wishes that have no seat.

    lean: without the meetings themselves, which takes a third of the time.

    A pair of which one has declined is not wished, unless it is a must.
    """
    people = await _people(session, mission)
    asked: dict[str, tuple[int, int, set[int]]] = {}
    for one, other in await _interested(session, mission.id):
        asked.setdefault(pair_of(one, other), (one, other, set()))[2].add(one)
    is_open, closed = await (_meetings_in_brief if lean else _meetings)(session, mission)
    for meeting in is_open.values():
        by = asked.setdefault(meeting.pair, (meeting.requester_id, meeting.invitee_id, set()))[2]
        by.add(meeting.requester_id)
        if meeting.agreed:
            by.add(meeting.invitee_id)
    for key in people.musts:
        asked.setdefault(key, (*people_of(key), set()))
    gone = closed | await _refused(session, mission.id)
    found = []
    for key, (one, other, by) in asked.items():
        standing = is_open.get(key)
        must = key in people.musts
        seated = standing is not None and standing.state is MeetingState.CONFIRMED
        if not seated and (not people.may(one, other) or (key in gone and not must) or (only_musts and not must)):
            continue
        priority = Priority.MUST if must else Priority.MUTUAL if len(by) > 1 else Priority.ONE_SIDED
        row, asked_by = (standing.row, standing.requester_id) if standing else (None, one)
        found.append(MeetingWish(key, (one, other), priority, asked_by, row, seated))
    return sorted(found, key=lambda wish: wish.pair)


async def _people(session: AsyncSession, mission: Mission) -> _People:
    statement = (
        select(Delegate.id, Delegation.key, Organisation.kind, Organisation.id)
        .join(Delegation, col(Delegation.id) == col(Delegate.delegation_id))
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(Delegate.mission_id == mission.id, Delegate.status == DelegateStatus.APPROVED)
    )
    rows = (await session.exec(statement)).all()
    curated = (await session.exec(select(CuratedPair).where(CuratedPair.mission_id == mission.id))).all()
    return _People(
        approved={key: Party(Side(delegation, str(kind)), firm) for key, delegation, kind, firm in rows},
        rules=MissionRules.of(mission),
        nevers=_pairs(each for each in curated if each.wish is PairWish.NEVER),
        musts=_pairs(each for each in curated if each.wish is PairWish.MUST),
    )


def _pairs(curated: Iterable[CuratedPair]) -> frozenset[str]:
    return frozenset(pair_of(each.one_id, each.other_id) for each in curated)


async def _interested(session: AsyncSession, mission_id: int) -> Sequence[tuple[int, int]]:
    """Who is interested in whom, the earliest first."""
    statement = (
        select(Proposal.delegate_id, Proposal.counterpart_id)
        .where(Proposal.mission_id == mission_id, Proposal.answer == ProposalAnswer.INTERESTED)
        .order_by(col(Proposal.answered_at), col(Proposal.id))
    )
    return (await session.exec(statement)).all()


async def _refused(session: AsyncSession, mission_id: int) -> set[str]:
    statement = select(Proposal.delegate_id, Proposal.counterpart_id).where(
        Proposal.mission_id == mission_id, Proposal.answer == ProposalAnswer.REFUSED
    )
    return {pair_of(one, other) for one, other in (await session.exec(statement)).all()}


async def _meetings(session: AsyncSession, mission: Mission) -> tuple[dict[str, _Known], set[str]]:
    """Open meetings to come, by pair; and the pairs that have met or of which one declined."""
    rows = select(Meeting, Slot.starts_at).join(Slot, col(Slot.id) == col(Meeting.slot_id))
    found = await session.exec(rows.where(Meeting.mission_id == mission.id).order_by(col(Meeting.id)))
    return _parted(
        session,
        [
            (_Known(row.pair, row.requester_id, row.invitee_id, row.state, row.is_agreed, row), row.reason, starts_at)
            for row, starts_at in found
        ],
    )


async def _meetings_in_brief(session: AsyncSession, mission: Mission) -> tuple[dict[str, _Known], set[str]]:
    """The same without the rows."""
    accepted = col(Meeting.requester_accepted_at).is_not(None) & col(Meeting.invitee_accepted_at).is_not(None)
    agreed = (col(Meeting.state) == MeetingState.CONFIRMED) & (col(Meeting.planned_at).is_(None) | accepted)
    columns: tuple[Any, ...] = (
        *(Meeting.pair, Meeting.requester_id, Meeting.invitee_id, Meeting.state),
        *(agreed, Meeting.reason, Slot.starts_at),
    )
    rows = select(*columns).join(Slot, col(Slot.id) == col(Meeting.slot_id))
    found = await session.exec(rows.where(Meeting.mission_id == mission.id).order_by(col(Meeting.id)))
    return _parted(session, [(_Known(*known), reason, starts_at) for *known, reason, starts_at in found])


def _parted(session: AsyncSession, rows: Iterable[tuple[_Known, str, datetime]]) -> tuple[dict[str, _Known], set[str]]:
    now = session.info["now"]
    standing: dict[str, _Known] = {}
    over = set()
    for meeting, reason, starts_at in rows:
        if meeting.state in OPEN_STATES and (starts_at > now or meeting.state is MeetingState.REQUESTED):
            standing[meeting.pair] = meeting
        elif meeting.state in (*_TURNED_DOWN, *BOOKED_STATES) and reason not in {GONE, LOST}:
            over.add(meeting.pair)
    return standing, over - set(standing)
