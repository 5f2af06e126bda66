"""The solved plan in its draft's row: ids, counts and reasons, no names."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from missions.pairs import people_of
from missions.solver import Level, LevelName, Plan, PlannedMeeting, Priority, Reason, Rule
from missions.solver.values import DEFAULT_WEIGHTS
from missions.timetables.wishes import MeetingWish

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seat:
    """The slot, table and interpreter of a placed wish."""

    pair: str
    slot_id: int
    table_id: int
    interpreter_id: int | None = None

    @property
    def people(self) -> tuple[int, int]:
        return people_of(self.pair)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that keeps a wish from being placed; keys and slots as in missions.solver.Reason."""

    rule: Rule
    keys: Sequence[int | str] = ()
    slots: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class TimetableDraft:
    """A draft for review. bound: an upper bound of placed wishes; None if not known."""

    status: str
    wished: int
    placed: int
    bound: int | None
    seats: Sequence[Seat] = ()
    levels: Sequence[tuple[str, float, float, str]] = ()
    """Name, value, bound, scope."""
    unplaced: Mapping[str, Sequence[Obstacle]] = field(default_factory=dict)
    conflicts: Sequence[tuple[Sequence[str], Sequence[Obstacle]]] = ()
    """Sets of musts that exclude each other, and why."""
    served: Sequence[tuple[int, int, int]] = ()
    """Delegate, number of wishes, number of them placed; the worst served first."""
    stood: Mapping[str, int] = field(default_factory=dict)
    """Revisions, by pair, of the meetings that were confirmed when the draft was made."""
    seconds: float = 0

    @property
    def proven(self) -> bool:
        return self.bound is not None and self.bound <= self.placed

    def to_json(self) -> Json:
        return {
            "status": self.status,
            "wished": self.wished,
            "placed": self.placed,
            "bound": self.bound,
            "seats": [[each.pair, each.slot_id, each.table_id, each.interpreter_id] for each in self.seats],
            "levels": [list(each) for each in self.levels],
            "unplaced": {pair: [_why(each) for each in whys] for pair, whys in self.unplaced.items()},
            "conflicts": [[list(pairs), [_why(each) for each in whys]] for pairs, whys in self.conflicts],
            "served": [list(each) for each in self.served],
            "stood": dict(self.stood),
            "seconds": round(self.seconds, 2),
        }

    @classmethod
    def from_json(cls, said: Json) -> TimetableDraft:
        return cls(
            status=said["status"],
            wished=said["wished"],
            placed=said["placed"],
            bound=said["bound"],
            seats=[Seat(*each) for each in said["seats"]],
            levels=[(name, value, bound, scope) for name, value, bound, scope in said["levels"]],
            unplaced={pair: [_reason(each) for each in whys] for pair, whys in said["unplaced"].items()},
            conflicts=[(pairs, [_reason(each) for each in whys]) for pairs, whys in said["conflicts"]],
            served=[(who, wished, placed) for who, wished, placed in said["served"]],
            stood=said["stood"],
            seconds=said["seconds"],
        )


def draft_of(plan: Plan, wishes: Collection[MeetingWish], bound: int | None) -> TimetableDraft:
    """The draft of a solver's plan for these wishes. bound: the last count that the solver reported."""
    placed = len(plan.meetings)
    return TimetableDraft(
        status=plan.status.value,
        wished=len(wishes),
        placed=placed,
        bound=_most(plan, wishes, bound),
        seats=[_seat(each) for each in plan.meetings],
        levels=[_level(each) for each in plan.levels],
        unplaced={str(each.wish): [_said(why) for why in each.reasons] for each in plan.unplaced},
        conflicts=[(list(map(str, each.wishes)), list(map(_said, each.reasons))) for each in plan.conflicts],
        served=[(int(each.person), each.wished, each.placed) for each in plan.served],
        stood={wish.pair: wish.meeting.revision for wish in wishes if wish.meeting and wish.stands},
        seconds=plan.seconds,
    )


def _most(plan: Plan, wishes: Collection[MeetingWish], told: int | None) -> int | None:
    """An upper bound of placed wishes: a gap in weight, divided by the largest weight, is missing wishes."""
    weights = [DEFAULT_WEIGHTS[wish.priority] for wish in wishes if wish.priority is not Priority.MUST]
    missing = 0
    for level in plan.levels:
        if level.name is LevelName.MUSTS:
            missing += len(wishes) - len(weights) - math.floor(level.bound + 1e-6)
        elif level.name is LevelName.WISHES and weights:
            missing += math.ceil((sum(weights) - level.bound - 1e-6) / max(weights))
    if not plan.levels:
        return told
    most = len(wishes) - missing
    return max(most if told is None else min(most, told), len(plan.meetings))


def _seat(meeting: PlannedMeeting) -> Seat:
    interpreter = None if meeting.interpreter is None else int(meeting.interpreter)
    return Seat(str(meeting.wish), int(meeting.slot), int(meeting.table or 0), interpreter)


def _level(level: Level) -> tuple[str, float, float, str]:
    return level.name.value, level.value, level.bound, level.scope.value


def _said(reason: Reason) -> Obstacle:
    return Obstacle(reason.rule, reason.keys, [int(slot) for slot in reason.slots])


def _why(why: Obstacle) -> list[Any]:
    return [why.rule.value, list(why.keys), list(why.slots)]


def _reason(said: list[Any]) -> Obstacle:
    rule, keys, slots = said
    return Obstacle(Rule(rule), keys, slots)
