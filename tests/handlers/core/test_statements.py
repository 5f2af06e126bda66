"""Each of the commonest taps takes no more SQL statements than it did when it was last looked at."""

from __future__ import annotations

from benchmarks import statements

MOST = {
    "start": 6,
    "menu": 7,
    "people": 23,
    "interested": 34,
    "request": 35,
    "confirm": 32,
    "decline": 23,
    "agenda": 16,
    "seen": 10,
    "desk": 19,
}
"""With BEGIN and the savepoints of the session. Raised only in a commit of its own, which says why."""


async def test_no_tap_takes_more_statements_than_it_did() -> None:
    counted = {name: len(taken) for name, taken in (await statements.count()).items()}

    assert counted.keys() == MOST.keys()
    assert {name: number for name, number in counted.items() if number > MOST[name]} == {}
