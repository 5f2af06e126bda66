"""What is wished, and drafts that have seats for it."""

from __future__ import annotations

from missions.timetables import drafts
from missions.timetables.draft_plan import Seat, TimetableDraft
from missions.timetables.problem import read
from storage.tables import (
    CuratedPair,
    PairWish,
    Person,
    Proposal,
    ProposalAnswer,
    Timetable,
    TimetableKind,
)
from tests.missions.proposals.fair import Fair


async def interested(market: Fair, host: int, guest: int, *, back: bool = False) -> str:
    """The host would like to meet the guest; the pair's key."""
    one, other = market.hosts[host], market.guests[guest]
    for who, whom in [(one, other), *([(other, one)] if back else [])]:
        answer = Proposal(mission_id=one.mission_id, delegate_id=who.id, counterpart_id=whom.id)
        answer.answer, answer.answered_at = ProposalAnswer.INTERESTED, market.stage.session.now
        await market.stage.add(answer)
    return f"{min(one.id, other.id)}-{max(one.id, other.id)}"


async def curated(market: Fair, host: int, guest: int, wish: PairWish) -> None:
    low, high = sorted((market.hosts[host].id, market.guests[guest].id))
    await market.stage.add(CuratedPair(mission_id=market.stage.mission.id, one_id=low, other_id=high, wish=wish))


async def organiser(market: Fair) -> Person:
    person = Person(telegram_id=77, owner=True)
    await market.stage.add(person)
    return person


async def drafted(market: Fair, by: Person, *seats: Seat) -> Timetable:
    """A draft that is ready, with these seats."""
    stage = market.stage
    row = await drafts.begin(stage.session, stage.mission, TimetableKind.WHOLE, by=by)
    task = await read(stage.session, stage.mission, TimetableKind.WHOLE)
    plan = TimetableDraft("optimal", len(task.wishes), len(seats), len(seats), seats=seats)
    await drafts.finish(stage.session, row.id, plan, task.fingerprint)
    return row
