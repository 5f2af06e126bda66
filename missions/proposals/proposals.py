"""Whom a delegate should meet, in which order, and what they said to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import col, select

from missions.meetings.notices import BothInterested
from missions.meetings.requests import counterpart
from missions.pairs import pair_of
from missions.proposals import on_the_spot, pair
from missions.proposals.place import ListPlace
from missions.rules import who_may_meet
from storage.database import UnitSession
from storage.tables import (
    LIVE_STATES,
    Delegate,
    DelegateStatus,
    Meeting,
    MeetingState,
    Organisation,
    PairWish,
    Proposal,
    ProposalAnswer,
    RankedPair,
)
from storage.upsert import insert_missing

NEW_AT_ONCE = 20
"""So many counterparts, not yet answered, are proposed at a time: the next ones follow as these are answered."""

THEY_OFFER, THEY_SEEK = "they_offer_what_i_seek", "they_seek_what_i_offer"

_LAST = {None: 0, ProposalAnswer.INTERESTED: 1, ProposalAnswer.LATER: 2}


@dataclass(frozen=True, slots=True)
class WhyMeet:
    """Why two should meet, seen by one of them. fit and reasons as `RankedPair` has them; empty: nothing is known."""

    fit: str = ""
    reasons: Sequence[Mapping[str, Any]] = ()
    must: bool = False
    score: float = 0.0

    @property
    def standing(self) -> int:
        """Whom the organisers wish comes first, who is but an idea last; the matcher's order holds in between."""
        return 0 if self.must else 2 if self.fit == "wished" else 1

    @property
    def seek_me(self) -> bool:
        """Whether it belongs to the second list: they look for what I offer, and no more."""
        return self.fit == "they_seek" and not self.must


@dataclass(frozen=True, slots=True)
class Proposed:
    """A counterpart in a delegate's list, and what the delegate said so far."""

    counterpart_id: int
    why: WhyMeet = field(default_factory=WhyMeet)
    answer: ProposalAnswer | None = None
    listed: bool = True
    """Whether why is that of the list as it was last made; else it may be of before."""


async def proposals_for(session: UnitSession, delegate: Delegate) -> list[Proposed]:
    """The delegate's list: who is new, best first; then those who interest them, then those kept for later.

    Left out: whom one of the two refused, with whom there is a request or a meeting or was a declined one, and whom
    the mission's rules do not let them meet, even if the lists are older than the rules.
    """
    answers = await _answers(session, delegate)
    settled = await settled_for(session, delegate)
    wishes = await who_may_meet.wishes_for(session, delegate.id)
    found = {place.counterpart_id: place for place in await _places(session, delegate)}
    listed = {*found}
    for other in wishes:
        # Wished a moment ago: before the lists are made anew.
        if wishes[other] is PairWish.MUST and other not in found:
            found[other] = ListPlace(other, 0.0, "wished", True, [])
    for other, proposal in answers.items():
        # What was answered stays to be found, whatever came of the lists since.
        if proposal.answer is not ProposalAnswer.REFUSED and other not in found:
            found[other] = ListPlace(other, proposal.score, _fit_of(proposal.reasons), False, proposal.reasons)
    there = await _taking_part(session, delegate, found, wishes)
    proposed = [
        Proposed(
            other,
            _why(place, wishes.get(other)),
            answers[other].answer if other in answers else None,
            listed=other in listed,
        )
        for other, place in found.items()
        if other in there and other not in settled
    ]
    # What was said stands first in nobody's list, and the order of the matcher holds within each part.
    ordered = sorted(proposed, key=lambda each: (_LAST.get(each.answer, 0), each.why.standing))
    new = [each for each in ordered if each.answer is None][:NEW_AT_ONCE]
    return [*new, *(each for each in ordered if each.answer is not None)]


async def fit(session: UnitSession, delegate: Delegate, other: Delegate) -> WhyMeet:
    """Why these two should meet, seen by the delegate: worked out for the two, whatever their lists hold."""
    return _why(await pair.place_of(session, delegate, other), None)


async def explained(session: UnitSession, delegate: Delegate, proposed: Proposed) -> Proposed:
    """With what is true of the two now, where the list does not say it."""
    if proposed.listed:
        return proposed
    return replace(proposed, why=await fit(session, delegate, await session.get_one(Delegate, proposed.counterpart_id)))


async def shown(session: UnitSession, delegate: Delegate, proposed: Proposed) -> None:
    """Note that the delegate has seen this counterpart, and what was said for it."""
    values = {
        "mission_id": delegate.mission_id,
        "delegate_id": delegate.id,
        "counterpart_id": proposed.counterpart_id,
        "score": proposed.why.score,
        "reasons": [dict(reason) for reason in proposed.why.reasons],
        "shown_at": session.now,
    }
    await insert_missing(session, Proposal, values)


async def answer(
    session: UnitSession, delegate: Delegate, counterpart_id: int, said: ProposalAnswer, reason: str = ""
) -> list[BothInterested]:
    """Keep what the delegate said of a counterpart; where both are now interested, both are told, once.

    Raises:
        Refusal: this counterpart cannot be proposed to them.
    """
    other = await counterpart(session, delegate, counterpart_id)
    proposal = await _proposal(session, delegate, other)
    proposal.answer, proposal.answered_at, proposal.reason = said, session.now, reason
    if said is not ProposalAnswer.INTERESTED or delegate.person_id is None or other.person_id is None:
        return []
    if await answer_of(session, other.id, delegate.id) is not ProposalAnswer.INTERESTED:
        return []
    both = pair_of(delegate.id, other.id)
    return [
        BothInterested(
            to=to, once=f"interested:pair={both}:delegate={side.id}", side_id=side.id, other_id=counterpart.id
        )
        for to, side, counterpart in (
            (delegate.person_id, delegate, other),
            (other.person_id, other, delegate),
        )
    ]


async def explain(session: UnitSession, delegate: Delegate, counterpart_id: int, reason: str) -> None:
    """Why "not for me", said after it was; where nothing was refused, nothing is kept."""
    own = select(Proposal).where(Proposal.delegate_id == delegate.id, Proposal.counterpart_id == counterpart_id)
    proposal = (await session.exec(own)).first()
    if proposal is not None and proposal.answer is ProposalAnswer.REFUSED:
        proposal.reason = reason


async def answer_of(session: UnitSession, delegate_id: int, counterpart_id: int) -> ProposalAnswer | None:
    """What a delegate said of a counterpart, if anything."""
    found = await session.exec(
        select(Proposal.answer).where(Proposal.delegate_id == delegate_id, Proposal.counterpart_id == counterpart_id)
    )
    said = found.first()
    return ProposalAnswer(said) if said else None


async def anyone_else(session: UnitSession, delegate: Delegate) -> bool:
    """Whether somebody of another delegation takes part yet."""
    found = await session.exec(
        select(Delegate.id)
        .where(
            Delegate.mission_id == delegate.mission_id,
            Delegate.delegation_id != delegate.delegation_id,
            Delegate.status == DelegateStatus.APPROVED,
        )
        .limit(1)
    )
    return found.first() is not None


async def being_made(session: UnitSession, delegate: Delegate) -> bool:
    """Whether the delegate's list is yet to be made: a matter of seconds."""
    return await _to_be_made(session, delegate) and await on_the_spot.places_for(session, delegate) is None


async def _places(session: UnitSession, delegate: Delegate) -> Sequence[ListPlace]:
    listed = select(RankedPair).where(RankedPair.delegate_id == delegate.id).order_by(col(RankedPair.place))
    rows = (await session.exec(listed)).all()
    if not rows and await _to_be_made(session, delegate):
        return await on_the_spot.places_for(session, delegate) or ()
    return [ListPlace(row.counterpart_id, row.score, row.fit, row.must, row.reasons) for row in rows]


async def _to_be_made(session: UnitSession, delegate: Delegate) -> bool:
    if delegate.ranked_revision == delegate.revision:
        return False
    listed = select(RankedPair.id).where(RankedPair.delegate_id == delegate.id).limit(1)
    return (await session.exec(listed)).first() is None


def _fit_of(reasons: Sequence[Mapping[str, Any]]) -> str:
    """How two fit, from what was said for it when they were shown to each other."""
    told = {each["direction"] for each in reasons}
    if {THEY_OFFER, THEY_SEEK} <= told:
        return "each_other"
    return "they_offer" if THEY_OFFER in told else "they_seek" if THEY_SEEK in told else ""


def _why(place: ListPlace, wish: PairWish | None) -> WhyMeet:
    return WhyMeet(place.fit, place.reasons, place.must if wish is None else wish is PairWish.MUST, place.score)


async def _taking_part(
    session: UnitSession, delegate: Delegate, ids: Mapping[int, object], wishes: Mapping[int, PairWish]
) -> frozenset[int]:
    """Those of them who do, and whom the rules let the delegate meet."""
    approved = (
        select(Delegate.id)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(col(Delegate.id).in_(ids), Delegate.status == DelegateStatus.APPROVED)
    )
    return frozenset(await session.exec(approved.where(*await who_may_meet.meetable(session, delegate, wishes))))


async def _proposal(session: UnitSession, delegate: Delegate, other: Delegate) -> Proposal:
    own = select(Proposal).where(Proposal.delegate_id == delegate.id, Proposal.counterpart_id == other.id)
    found = (await session.exec(own)).first()
    if found is None:
        values = {"mission_id": delegate.mission_id, "delegate_id": delegate.id, "counterpart_id": other.id}
        why = await fit(session, delegate, other)
        said = {"score": why.score, "reasons": [dict(reason) for reason in why.reasons], "shown_at": session.now}
        await insert_missing(session, Proposal, values | said)
        found = (await session.exec(own)).one()
    return found


async def _answers(session: UnitSession, delegate: Delegate) -> dict[int, Proposal]:
    found = await session.exec(
        select(Proposal).where(Proposal.delegate_id == delegate.id, col(Proposal.answer).is_not(None))
    )
    return {row.counterpart_id: row for row in found}


async def settled_for(session: UnitSession, delegate: Delegate) -> set[int]:
    """Who is proposed to the delegate no more: one of the two refused, or they asked, met or declined."""
    refused = await session.exec(
        select(Proposal.delegate_id, Proposal.counterpart_id).where(
            (col(Proposal.delegate_id) == delegate.id) | (col(Proposal.counterpart_id) == delegate.id),
            Proposal.answer == ProposalAnswer.REFUSED,
        )
    )
    met = await session.exec(
        select(Meeting.requester_id, Meeting.invitee_id).where(
            (col(Meeting.requester_id) == delegate.id) | (col(Meeting.invitee_id) == delegate.id),
            col(Meeting.state).in_((*LIVE_STATES, MeetingState.DECLINED)),
        )
    )
    pairs: Sequence[tuple[int, int]] = [*refused.all(), *met.all()]
    return {each for pair in pairs for each in pair} - {delegate.id}
