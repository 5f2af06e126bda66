"""How delegates fare before any draft: how many meetings each wishes for, and how many of these they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from missions.solver import Served
from missions.timetables.wishes import MeetingWish


def served(wishes: Iterable[MeetingWish]) -> Mapping[int, Served]:
    """By delegate, as the solver counts them; `Served.order` says who is worst served."""
    wished: Counter[int] = Counter()
    placed: Counter[int] = Counter()
    for wish in wishes:
        wished.update(wish.people)
        placed.update(wish.people if wish.stands else ())
    return {person: Served(person, count, placed[person]) for person, count in wished.items()}
