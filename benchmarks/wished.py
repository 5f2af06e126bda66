"""A mission of examples/ as a timetable's problem: each delegate wishes to meet the best few that matching proposes."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from missions.matching import Profile, Rules, rank_all
from missions.solver import Attendee, InterpreterDuty, Priority, Problem, Site, Table, TimeSlot, Travel, Wish

EXAMPLES = Path(__file__).parent.parent / "examples"


def example(name: str, wishes: int, tables: int | None = None) -> Problem:
    """The mission in `name`.toml. `wishes`: how many each one has; `tables`: how many are kept, to make it tight."""
    told = tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    delegates = told["delegates"]
    profiles = [
        Profile(
            str(number),
            one["delegation"],
            one["organisation"],
            one["kind"],
            one.get("languages", ()),
            one.get("offer", ""),
            one.get("need", ""),
            one.get("sectors", ()),
        )
        for number, one in enumerate(delegates)
    ]
    slots, opening = _slots(told)
    days = {slot.key: slot.day for slot in slots}
    return Problem(
        slots=slots,
        venues=tuple(Site(venue["key"], opening(venue["key"])) for venue in told["venues"]),
        travel=tuple(
            Travel(venue["key"], other, minutes)
            for venue in told["venues"]
            for other, minutes in venue.get("travel_minutes", {}).items()
        ),
        tables=tuple(
            Table(f"{venue['key']} {label}", venue["key"])
            for venue in told["venues"]
            for label in venue.get("tables", ())
        )[:tables],
        people=tuple(
            Attendee(
                str(number),
                frozenset(one.get("languages", ())),
                frozenset(key for key, day in days.items() if "days" not in one or day in one["days"]),
            )
            for number, one in enumerate(delegates)
        ),
        wishes=_wishes(profiles, wishes),
        interpreters=tuple(
            InterpreterDuty(
                number, frozenset(frozenset({a, b}) for a in one["languages"] for b in one["languages"] if a < b)
            )
            for number, one in enumerate(told.get("interpreters", ()))
        ),
    )


def _slots(told: Mapping[str, Any]) -> tuple[tuple[TimeSlot, ...], Any]:
    """The slots, and when a venue is open."""
    slots: list[TimeSlot] = []
    only: dict[int, str | None] = {}
    for block in told["slots"]:
        begins = datetime.combine(block["date"], block["from"], UTC)
        ends, minutes = datetime.combine(block["date"], block["to"], UTC), timedelta(minutes=block["minutes"])
        while begins + minutes <= ends:
            only[len(slots)] = block.get("venue")
            slots.append(TimeSlot(len(slots), block["date"], begins, begins + minutes))
            begins += minutes + timedelta(minutes=block.get("pause_minutes", 0))
    return tuple(slots), lambda venue: frozenset(key for key, house in only.items() if house in {None, venue})


def _wishes(profiles: list[Profile], each: int) -> tuple[Wish, ...]:
    asked = Counter(
        frozenset({person, other})
        for person, best in rank_all(profiles, Rules(), limit=each).items()
        for other, _ in best
    )
    pairs = sorted((sorted(pair), times) for pair, times in asked.items())
    return tuple(
        Wish(number, tuple(pair), Priority.MUTUAL if times > 1 else Priority.ONE_SIDED)
        for number, (pair, times) in enumerate(pairs)
    )
