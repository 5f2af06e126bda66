"""Whom a delegate should meet, in which order, and what they said to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from missions.matching import Rules, Suggestion, rank
from missions.meeting.agreeing import counterpart
from missions.meeting.notices import BothInterested
from missions.profiles import index_of
from storage.database import UnitSession
from storage.tables import OPEN_STATES, Delegate, DelegateStatus, Meeting, MeetingState, Proposal, ProposalAnswer

NEW_AT_ONCE = 20
"""So many counterparts, not yet answered, are proposed at a time: the next ones follow as these are answered."""

_LAST = {None: 0, ProposalAnswer.INTERESTED: 1, ProposalAnswer.LATER: 2}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A counterpart in a delegate's list, and what the delegate said so far."""

    counterpart_id: int
    suggestion: Suggestion
    answer: ProposalAnswer | None


async def proposals_for(session: UnitSession, delegate: Delegate) -> list[Proposed]:
    """The delegate's list: who is new, best first; then those who interest them, then those kept for later.

    Left out: whom one of the two refused, and with whom there is a request or a meeting or was a declined one.
    """
    index = await index_of(session, delegate.mission_id)
    if str(delegate.id) not in index.profiles:
        return []
    answers = await _answers(session, delegate)
    kept = [each for each, answer in answers.items() if answer is not ProposalAnswer.REFUSED]
    settled = await _settled(session, delegate)
    rules = Rules(settled={(str(delegate.id), str(other)) for other in settled})
    suggestions = rank(index, rules, str(delegate.id), limit=NEW_AT_ONCE + len(kept))
    found = [Proposed(int(each.counterpart), each, answers.get(int(each.counterpart))) for each in suggestions]
    # What was said stands first in nobody's list, and the order of the matcher holds within each part.
    return sorted(found, key=lambda each: _LAST.get(each.answer, 0))


async def fit(session: UnitSession, delegate: Delegate, other: Delegate) -> Suggestion | None:
    """Why these two should meet, seen by the delegate, however well they fit; None where one is not approved."""
    index = await index_of(session, delegate.mission_id)
    pair = str(delegate.id), str(other.id)
    if any(each not in index.profiles for each in pair):
        return None
    return next(iter(rank(index, Rules(must={pair}), pair[0], limit=1)), None)


async def shown(session: UnitSession, delegate: Delegate, proposed: Proposed) -> None:
    """Note that the delegate has seen this counterpart, and what was said for it."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {
        "mission_id": delegate.mission_id,
        "delegate_id": delegate.id,
        "counterpart_id": proposed.counterpart_id,
        "score": proposed.suggestion.score,
        "reasons": [asdict(reason) for reason in proposed.suggestion.reasons],
        "shown_at": session.now,
    }
    await session.exec(insert(Proposal).values(values).on_conflict_do_nothing())


async def answer(
    session: UnitSession, delegate: Delegate, counterpart_id: int, said: ProposalAnswer
) -> list[BothInterested]:
    """Keep what the delegate said of a counterpart; where both are now interested, both are told, once.

    Raises:
        Refusal: this counterpart cannot be proposed to them.
    """
    other = await counterpart(session, delegate, counterpart_id)
    proposal = await _proposal(session, delegate, other)
    proposal.answer, proposal.answered_at = said, session.now
    if said is not ProposalAnswer.INTERESTED or delegate.person_id is None or other.person_id is None:
        return []
    if await answer_of(session, other.id, delegate.id) is not ProposalAnswer.INTERESTED:
        return []
    pair = f"{min(delegate.id, other.id)}-{max(delegate.id, other.id)}"
    return [
        BothInterested(
            to=to, once=f"interested:pair={pair}:delegate={side.id}", side_id=side.id, other_id=counterpart.id
        )
        for to, side, counterpart in (
            (delegate.person_id, delegate, other),
            (other.person_id, other, delegate),
        )
    ]


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


async def _proposal(session: UnitSession, delegate: Delegate, other: Delegate) -> Proposal:
    own = select(Proposal).where(Proposal.delegate_id == delegate.id, Proposal.counterpart_id == other.id)
    found = (await session.exec(own)).first()
    if found is None:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        values = {"mission_id": delegate.mission_id, "delegate_id": delegate.id, "counterpart_id": other.id}
        blank = {"score": 0.0, "reasons": [], "shown_at": session.now}
        await session.exec(insert(Proposal).values(values | blank).on_conflict_do_nothing())
        found = (await session.exec(own)).one()
    return found


async def _answers(session: UnitSession, delegate: Delegate) -> dict[int, ProposalAnswer]:
    found = await session.exec(
        select(Proposal.counterpart_id, Proposal.answer).where(
            Proposal.delegate_id == delegate.id, col(Proposal.answer).is_not(None)
        )
    )
    return {other: ProposalAnswer(said) for other, said in found.all() if said}


async def _settled(session: UnitSession, delegate: Delegate) -> set[int]:
    refused = await session.exec(
        select(Proposal.delegate_id, Proposal.counterpart_id).where(
            (col(Proposal.delegate_id) == delegate.id) | (col(Proposal.counterpart_id) == delegate.id),
            Proposal.answer == ProposalAnswer.REFUSED,
        )
    )
    met = await session.exec(
        select(Meeting.requester_id, Meeting.invitee_id).where(
            (col(Meeting.requester_id) == delegate.id) | (col(Meeting.invitee_id) == delegate.id),
            col(Meeting.state).in_((*OPEN_STATES, MeetingState.DECLINED)),
        )
    )
    pairs: Sequence[tuple[int, int]] = [*refused.all(), *met.all()]
    return {each for pair in pairs for each in pair} - {delegate.id}
