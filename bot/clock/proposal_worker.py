"""A process of its own that ranks proposals and answers searches: `python -m bot.clock.proposal_worker`.

Started by `bot.clock.proposal_jobs`.

It does what there is to do for each line on standard input, answers with a line, and ends with its input. The encoder
and the matrices live here alone: in memory while they are needed, and off the processor that answers taps.
"""

from __future__ import annotations

import asyncio
import os
import sys

from missions.matching import Encoder, NoEncoder, SentenceEncoder
from missions.proposals.ranking_job import look
from missions.proposals.workbench import Workbench
from storage.database import Database
from storage.leases import LeaseLost, LentLease
from storage.quarantine import Poisoned, put

NICENESS = 5


def main() -> None:
    """Arguments: how to match, "encoder" or "tags".

    The database's URL is in WASL_RANKER_DATABASE, and the number of the clock's lease, if there is one, in
    WASL_RANKER_LEASE: where a parent that was paused has lost it, its successor's lists are not to be written over.
    """
    os.nice(NICENESS)
    number = os.environ.get("WASL_RANKER_LEASE")
    guard = LentLease("clock", int(number)).stand if number else None
    asyncio.run(_serve(Database(os.environ["WASL_RANKER_DATABASE"], guard=guard), _encoder(sys.argv[1:])))


def _encoder(arguments: list[str]) -> Encoder | None:
    if "tags" in arguments:
        return None
    try:
        return SentenceEncoder()
    except NoEncoder as trouble:
        print(f"without: {trouble}", flush=True)  # noqa: T201 - what the parent reads
        return None


async def _serve(database: Database, encoder: Encoder | None) -> None:
    bench = Workbench(encoder)
    try:
        while await asyncio.to_thread(sys.stdin.readline):
            done = 0
            while found := await _look(database, bench):
                done += found
            print(f"done: {done}", flush=True)  # noqa: T201 - what the parent reads
    except LeaseLost:
        print("lost: the lists are made elsewhere now", flush=True)  # noqa: T201 - what the parent reads
    finally:
        await database.close()


async def _look(database: Database, bench: Workbench) -> int:
    """A round; again without the rows that it failed over, if it is those."""
    while True:
        try:
            return await look(database, bench)
        except Poisoned as poison:
            async with database.unit() as session:
                new = await put(session, poison)
            if not new:
                raise


if __name__ == "__main__":
    main()
