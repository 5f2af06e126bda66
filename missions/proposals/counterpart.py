"""A counterpart with all that is said of them to one delegate: who they are, why to meet, and who else knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from locales import N_
from missions.directory import directory
from missions.errors import Refusal
from missions.meetings.states import NOT_TAKING_PART, open_between
from missions.people.languages import interpreted
from missions.proposals.proposals import Proposed, answer_of, fit
from missions.rules import colleagues, met_before, who_may_meet
from missions.rules.colleagues import Courting
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Delegation, Meeting, Mission, Organisation

NOT_HERE = N_("This person is not in your mission.")


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The other delegate as this one reads of them."""

    reader: Delegate
    other: Delegate
    organisation: Organisation
    delegation: Delegation
    mission: Mission
    proposed: Proposed
    interpreted: bool
    """Whether an interpreter of the mission speaks with both."""
    met: Mission | None
    """The last earlier mission in which the two met."""
    colleagues: Sequence[Courting]


async def counterpart_of(session: UnitSession, reader: Delegate, proposed: Proposed) -> Counterpart:
    """What is said to the reader of somebody in their list, or in the directory."""
    other = await session.get_one(Delegate, proposed.counterpart_id)
    return Counterpart(
        reader=reader,
        other=other,
        organisation=await session.get_one(Organisation, other.organisation_id),
        delegation=await session.get_one(Delegation, other.delegation_id),
        mission=await session.get_one(Mission, reader.mission_id),
        proposed=proposed,
        interpreted=await interpreted(session, reader, other),
        met=await met_before.before(session, reader, other),
        colleagues=await colleagues.courting(session, reader, other),
    )


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody in the directory, and whether the reader may ask them for a meeting."""

    counterpart: Counterpart
    may_be_asked: bool
    standing: Meeting | None
    """The request or the meeting that the two have already."""


async def look_up(session: UnitSession, reader: Delegate, other_id: int) -> FoundPerson:
    """Somebody of the mission, as the directory shows them.

    Raises:
        Refusal: they do not take part in the reader's mission, or the organisers do not let the two meet.
    """
    other = await session.get(Delegate, other_id)
    if other is None or other.mission_id != reader.mission_id:
        raise Refusal(NOT_HERE)
    if other.status is not DelegateStatus.APPROVED:
        raise Refusal(NOT_TAKING_PART, name=other.name)
    if other.id == reader.id or not await directory.sees(session, reader, other):
        raise Refusal(who_may_meet.NOT_FORESEEN)
    said = await answer_of(session, reader.id, other.id)
    proposed = Proposed(other.id, await fit(session, reader, other), said)
    allowed = await who_may_meet.forbids(session, reader, other) is None
    standing = await open_between(session, reader.id, other.id)
    return FoundPerson(await counterpart_of(session, reader, proposed), allowed, standing)
