"""Presses and inline queries that wait for their one answer."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sandbox.errors import QUERY_TOO_OLD, bad
from sandbox.store import Store
from timekeeping import clock


@dataclass(frozen=True, slots=True)
class Query:
    person: int
    kind: str
    asked: float


class Queries:
    """Each may be answered once, and only for a while."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open = {str(number): Query(**row) for number, row in store.load("query") if isinstance(row, dict)}

    def ask(self, person: int, kind: str) -> str:
        number = str(random.randrange(10**17, 9 * 10**17))  # noqa: S311
        query = Query(person, kind, clock.machine_seconds())
        self._open[number] = query
        self._store.put("query", number, {"person": person, "kind": kind, "asked": query.asked})
        return number

    def answer(self, number: str, kind: str, seconds: float) -> int:
        """The person who asked; refused where there is nothing to answer any more."""
        query = self._open.get(number)
        if query is None or query.kind != kind:
            raise bad(QUERY_TOO_OLD)
        del self._open[number]
        self._store.drop("query", number)
        if query.asked < clock.machine_seconds() - seconds:
            raise bad(QUERY_TOO_OLD)
        return query.person

    def clear(self) -> None:
        self._open.clear()
        self._store.clear("query")
