"""The desk's rules for delegations and kinds: add, drop, and count whom they leave with nobody to meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

from sqlmodel import col, func, select

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.people import access
from missions.rules.who_may_meet import MissionRules, Party, Side
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Delegation, Mission, Organisation, OrganisationKind, Person

MOST = 24
"""Rules that fit on one screen."""

TOO_MANY = N_("There are already {n} rules. Please remove one first: fewer are easier to remember.")
GONE = N_("This rule no longer exists.")
THERE = N_("This rule already exists.")
UNKNOWN = N_("This is no longer in the mission. Please start again.")


@dataclass(frozen=True, slots=True)
class MeetingRule:
    """Two sides; an empty delegation or kind is any. never: they may not meet."""

    one: Side
    other: Side
    never: bool = False

    @property
    def key(self) -> str:
        """The same for the same two sides, whatever is said of them."""
        said = sorted(f"{side.delegation}/{side.kind}" for side in (self.one, self.other))
        return blake2b("\n".join(said).encode(), digest_size=5).hexdigest()

    @property
    def kept(self) -> dict[str, Any]:
        """As `Mission.may_meet` has it."""
        return {"one": asdict(self.one), "other": asdict(self.other), **({"never": True} if self.never else {})}


def rules_of(mission: Mission) -> list[MeetingRule]:
    """The rules of a mission, in their order."""
    return [MeetingRule(_side(each["one"]), _side(each["other"]), bool(each.get("never"))) for each in mission.may_meet]


def _side(kept: Mapping[str, Any]) -> Side:
    return Side(kept.get("delegation") or "", kept.get("kind") or "")


async def add(session: UnitSession, organiser: Person, mission_id: int, rule: MeetingRule) -> Mission:
    """Let two sides meet, or keep them apart; replaces an earlier rule for the same two.

    Raises:
        Refusal: the person does not organise the mission, a side is not in it, or there are too many rules.
    """
    mission = await _locked(session, organiser, mission_id)
    keys = {"", *(await session.exec(select(Delegation.key).where(Delegation.mission_id == mission.id)))}
    if any(side.delegation not in keys or side.kind not in ("", *OrganisationKind) for side in (rule.one, rule.other)):
        raise Refusal(UNKNOWN)
    present = rules_of(mission)
    if any(each.key == rule.key and each.never is rule.never for each in present):
        raise Refusal(THERE)
    others = [each for each in present if each.key != rule.key]
    if len(others) >= MOST:
        raise Refusal(TOO_MANY, n=MOST)
    mission.may_meet = [each.kept for each in (*others, rule)]
    return await _changed(session, organiser, mission, "rule.never" if rule.never else "rule.may", **rule.kept)


async def drop(session: UnitSession, organiser: Person, mission_id: int, key: str) -> Mission:
    """Remove a rule.

    Raises:
        Refusal: the person does not organise the mission, or the rule is gone.
    """
    mission = await _locked(session, organiser, mission_id)
    rule = find(mission, key)
    mission.may_meet = [each.kept for each in rules_of(mission) if each.key != key]
    return await _changed(session, organiser, mission, "rule.drop", **rule.kept)


async def set_within(session: UnitSession, organiser: Person, mission_id: int, *, within: bool) -> Mission:
    """Whether people of one delegation may meet.

    Raises:
        Refusal: the person does not organise the mission.
    """
    mission = await _locked(session, organiser, mission_id)
    if mission.within_delegation is within:
        return mission
    mission.within_delegation = within
    return await _changed(session, organiser, mission, "rule.within", within=within)


def find(mission: Mission, key: str) -> MeetingRule:
    """The rule of this key.

    Raises:
        Refusal: there is none.
    """
    for rule in rules_of(mission):
        if rule.key == key:
            return rule
    raise Refusal(GONE)


async def left_alone(session: UnitSession, mission: Mission, more: Sequence[MeetingRule] = ()) -> int:
    """How many approved delegates may meet nobody by the mission's rules with `more` added; wishes for pairs aside."""
    keys = {rule.key for rule in more}
    said = [rule.kept for rule in (*(each for each in rules_of(mission) if each.key not in keys), *more)]
    found = await session.exec(
        select(Delegation.key, Organisation.kind, Organisation.id, func.count())
        .select_from(Delegate)
        .join(Delegation, col(Delegation.id) == col(Delegate.delegation_id))
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(Delegate.mission_id == mission.id, Delegate.status == DelegateStatus.APPROVED)
        .group_by(col(Delegation.key), col(Organisation.kind), col(Organisation.id))
    )
    people = {Party(Side(delegation, str(kind)), firm): many for delegation, kind, firm, many in found}
    rules = MissionRules(mission.within_delegation, said)
    return sum(many for one, many in people.items() if not any(rules.why_not(one, other) is None for other in people))


async def _locked(session: UnitSession, organiser: Person, mission_id: int) -> Mission:
    await access.require_organiser(session, organiser, mission_id)
    # Locked: two organisers may add rules at the same moment.
    return await session.get_one(Mission, mission_id, with_for_update={"key_share": True})


async def _changed(session: UnitSession, organiser: Person, mission: Mission, act: str, **detail: object) -> Mission:
    session.add(mission)
    await session.flush()
    record(session, organiser, mission.id, act, f"mission:{mission.id}", **detail)
    return mission
