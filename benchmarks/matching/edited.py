"""One edited profile, from the database and back: read, scored, its list written, with everything else of a mission."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, update
from sqlmodel import col

from benchmarks.matching.synthetic import mission
from missions.matching.encoder import WIDTH, unit
from missions.matching.keys import ENCODER
from missions.proposals.ranking_job import look
from missions.proposals.workbench import Workbench
from storage import schema
from storage.database import Database
from storage.tables import Delegate, DelegateStatus, Delegation, MatchingState, Mission, Organisation, OrganisationKind

TIMES = 7


class Instant:
    """An encoder that takes no time: any direction, always the same for a text."""

    name = ENCODER

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        rows = [np.frombuffer(hashlib.shake_128(text.encode()).digest(WIDTH), np.int8) for text in texts]
        return unit(np.asarray(rows, np.float32))


async def measure(count: int) -> tuple[float, Sequence[float]]:
    """Seconds of processor for all lists, and then, each time, for that of one edited profile."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'wasl.db'}")
        await schema.upgrade(database)
        await _fill(database, count)
        bench = Workbench(Instant())
        whole = await _timed(database, bench)
        took = []
        for n in range(1, TIMES + 1):
            async with database.unit() as session:
                edited = update(Delegate).where(col(Delegate.id) == n * 11)
                said = {"need": f"customs, freight and irrigation {n}", "revision": Delegate.revision + 1}
                await session.exec(edited.values(said))
                # Within the twenty seconds after which all lists are made.
                await session.exec(update(MatchingState).values(wanted_at=None))
            took.append(await _timed(database, bench))
        await database.close()
        return whole, took


async def _timed(database: Database, bench: Workbench) -> float:
    began = process_time()
    while await look(database, bench):
        pass
    return process_time() - began


async def _fill(database: Database, count: int) -> None:
    """A synthetic mission in the tables."""
    profiles, _vectors = mission(count)
    async with database.unit() as session:
        frame = Mission(key="big", time_zone="UTC", starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 5))
        session.add(frame)
        await session.flush()
        sides = {x: Delegation(mission_id=frame.id, key=x) for x in {profile.delegation for profile in profiles}}
        kind = OrganisationKind.COMPANY
        houses = {
            x: Organisation(mission_id=frame.id, name=x, name_key=x, kind=kind)
            for x in {profile.organisation for profile in profiles}
        }
        session.add_all([*sides.values(), *houses.values()])
        await session.flush()
        rows = [
            {
                **Delegate(
                    mission_id=frame.id,
                    delegation_id=sides[profile.delegation].id,
                    organisation_id=houses[profile.organisation].id,
                    status=DelegateStatus.APPROVED,
                    name=profile.id,
                    offer=profile.offer,
                    need=profile.need,
                    languages=[*profile.languages],
                    language=profile.language or "en",
                ).model_dump(exclude={"id"})
            }
            for profile in profiles
        ]
        await session.exec(insert(Delegate), params=rows)
