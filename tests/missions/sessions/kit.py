"""A mission with a session in the tables, and what its delegates do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from missions.sessions import places
from storage.database import UnitSession
from storage.tables import Delegate, Person, ProgrammeSession, SessionKind, SignUp, SignUpState
from tests.missions.stage import NOON, Stage

TOMORROW = NOON + timedelta(days=1)


async def add_session(
    stage: Stage,
    capacity: int = 0,
    starts_at: datetime = TOMORROW,
    **values: Any,  # noqa: ANN401 - columns of a session
) -> ProgrammeSession:
    """A session of an hour."""
    row = ProgrammeSession(
        mission_id=stage.mission.id,
        kind=SessionKind.COURSE,
        title={"en": "Course"},
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        **values,
    )
    await stage.add(row)
    await places.resize(stage.session, row, capacity)
    return row


async def person_of(session: UnitSession, delegate: Delegate) -> Person:
    assert delegate.person_id is not None
    return await session.get_one(Person, delegate.person_id)


async def states(session: UnitSession, row: ProgrammeSession) -> list[SignUpState]:
    """By delegate, in the order of their ids."""
    found = select(SignUp.state).where(SignUp.session_id == row.id).order_by(col(SignUp.delegate_id))
    return [SignUpState(each) for each in (await session.exec(found)).all()]
