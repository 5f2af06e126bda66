"""As whom a person takes part: as a delegate, or as an interpreter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.errors import Refusal
from missions.people import access
from missions.people.mission_meant import MissionPart, meant, parts_of, show
from storage.database import UnitSession
from storage.tables import (
    CalendarFeed,
    DaySheet,
    Delegate,
    DelegateStatus,
    Interpreter,
    InterpreterChat,
    Meeting,
    Person,
)

Whose = Delegate | Interpreter
"""Whose day, agenda or calendar it is."""


def number_of(whose: Whose) -> int:
    """One number for both: the id of a delegate; of an interpreter, the id below zero."""
    return -whose.id if isinstance(whose, Interpreter) else whose.id


async def of_number(session: AsyncSession, number: int) -> Whose | None:
    if number < 0:
        return await session.get(Interpreter, -number)
    return await session.get(Delegate, number)


async def whose_of(session: UnitSession, person: Person) -> Whose:
    """As whom the person takes part in the mission that they mean.

    Raises:
        Refusal: they take part in none.
    """
    asked = meant(session, person).asked
    for part in await parts_of(session, person):
        if (whose := _of_part(part)) is not None and asked in (None, part.mission.id):
            show(session, person, part.mission.id)
            return whose
    raise await access.no_delegate(session, person)


async def require_whose(session: UnitSession, person: Person) -> Whose:
    """The same; a delegate must be approved.

    Raises:
        Refusal: they take part in none, or are not approved (yet), or paused.
    """
    whose = await whose_of(session, person)
    if isinstance(whose, Delegate) and whose.status is not DelegateStatus.APPROVED:
        raise Refusal(access.STATUS_REFUSALS[whose.status])
    return whose


async def person_of(session: AsyncSession, whose: Whose) -> Person | None:
    """The person in whose chat it is read; None while no one has claimed it."""
    if isinstance(whose, Delegate):
        return await session.get(Person, whose.person_id) if whose.person_id else None
    linked = select(InterpreterChat.person_id).where(InterpreterChat.interpreter_id == whose.id)
    person_id = (await session.exec(linked)).first()
    return await session.get(Person, person_id) if person_id else None


async def interprets(session: UnitSession, person: Person, meeting: Meeting) -> bool:
    """Whether the person is the interpreter of this meeting."""
    mine = select(InterpreterChat.id).where(
        InterpreterChat.interpreter_id == meeting.interpreter_id, InterpreterChat.person_id == person.id
    )
    if meeting.interpreter_id is None or (await session.exec(mine)).first() is None:
        return False
    show(session, person, meeting.mission_id)
    return True


def owner(whose: Whose) -> dict[str, Any]:
    """The columns of a row that is theirs."""
    return {f"{_kind(whose)}_id": whose.id}


def subject(whose: Whose) -> str:
    """How the audit log refers to them."""
    return f"{_kind(whose)}:{whose.id}"


def is_of(table: type[CalendarFeed | DaySheet], whose: Whose) -> ColumnElement[bool]:
    """The condition that a row is theirs."""
    return col(table.interpreter_id if isinstance(whose, Interpreter) else table.delegate_id) == whose.id


def _kind(whose: Whose) -> str:
    return "interpreter" if isinstance(whose, Interpreter) else "delegate"


def _of_part(part: MissionPart) -> Whose | None:
    return part.interpreter or part.delegate
