"""Two who may not meet any more: their open request ends, and both read why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from missions.meetings.endings import APART
from missions.pairs import pair_of
from missions.rules.who_may_meet import MissionRules, Party, Side
from storage.database import UnitSession
from storage.tables import (
    CuratedPair,
    Delegate,
    Delegation,
    Meeting,
    MeetingState,
    Mission,
    Organisation,
    PairWish,
)

_NAMED = 500
"""Ids of one query; of more delegates, all of the mission are read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may meet whom at one moment: the rules, each delegate as they see them, and wishes for pairs by `pair_of`."""

    rules: MissionRules
    parties: Mapping[int, Party]
    wishes: Mapping[str, PairWish]

    def why_not(self, one: int, other: int) -> str | None:
        """As `MissionRules.why_not`, of two delegates by their ids."""
        return self.rules.why_not(self.parties[one], self.parties[other], self.wishes.get(pair_of(one, other)))


async def standing(session: UnitSession, mission: Mission, people: Collection[int]) -> Standing:
    """As it is now, of these delegates at least."""
    of = Delegate.mission_id == mission.id if len(people) > _NAMED else col(Delegate.id).in_(people)
    found = await session.exec(
        select(Delegate.id, Delegation.key, Organisation.kind, Organisation.id)
        .join(Delegation, col(Delegation.id) == col(Delegate.delegation_id))
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(of)
    )
    parties = {number: Party(Side(delegation, str(kind)), firm) for number, delegation, kind, firm in found}
    paired = await session.exec(
        select(CuratedPair.one_id, CuratedPair.other_id, CuratedPair.wish).where(CuratedPair.mission_id == mission.id)
    )
    wishes = {pair_of(one, other): PairWish(wish) for one, other, wish in paired}
    return Standing(MissionRules.of(mission), parties, wishes)


async def apart(session: UnitSession, mission: Mission, pairs: Collection[tuple[int, int]]) -> set[str]:
    """Those of the pairs that may not meet, by `pair_of`."""
    now = await standing(session, mission, {each for pair in pairs for each in pair})
    return {pair_of(*each) for each in pairs if now.why_not(*each) is not None}


async def end_requests(session: UnitSession, *conditions: ColumnElement[bool]) -> None:
    """Let the clock end each open request, of those that the conditions choose, of two who may not meet."""
    asked = select(Meeting).where(Meeting.state == MeetingState.REQUESTED, Meeting.reason != APART, *conditions)
    found = (await session.exec(asked.with_for_update(key_share=True).order_by(col(Meeting.id)))).all()
    for mission_id in {each.mission_id for each in found}:
        of = [each for each in found if each.mission_id == mission_id]
        pairs = {(each.requester_id, each.invitee_id) for each in of}
        forbidden = await apart(session, await session.get_one(Mission, mission_id), pairs)
        for meeting in of:
            if meeting.pair in forbidden:
                meeting.reason, meeting.expires_at, meeting.nudge_at = APART, session.now, None
    await session.flush()
