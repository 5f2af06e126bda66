"""Which of several missions a person means: the one rule, and what the present update says of it.

A button and an open question name their mission. Without one, it is the mission that the person chose, else one that is
on today, else the next, else the last. Every use case finds its mission by asking `missions.people.access`, which asks
here: what the answer is about is noted, so that its buttons name it and it says which mission it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, and_, bindparam, or_
from sqlmodel import col, select

from missions.errors import Refusal
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Interpreter, InterpreterChat, Mission, Person, Role, RoleKind

_MEANT = "mission meant"
"""Where a unit of work keeps what is known of it, by person."""

_OVER = frozenset({DelegateStatus.LEFT, DelegateStatus.REFUSED, DelegateStatus.REMOVED})

# Asked for nearly every update: built once.
_PARTS = (
    select(Mission, Delegate, Role.id, Interpreter)
    .outerjoin(
        Delegate, and_(col(Delegate.mission_id) == col(Mission.id), col(Delegate.person_id) == bindparam("person"))
    )
    .outerjoin(
        Role,
        and_(
            col(Role.mission_id) == col(Mission.id),
            col(Role.person_id) == bindparam("person"),
            col(Role.kind) == RoleKind.ORGANISER,
            col(Role.confirmed_at).is_not(None),
        ),
    )
    .outerjoin(
        InterpreterChat,
        and_(col(InterpreterChat.mission_id) == col(Mission.id), col(InterpreterChat.person_id) == bindparam("person")),
    )
    .outerjoin(Interpreter, col(Interpreter.id) == col(InterpreterChat.interpreter_id))
    .where(
        or_(
            col(Delegate.id).is_not(None),
            col(Role.id).is_not(None),
            col(Interpreter.id).is_not(None),
            bindparam("owner", type_=Boolean),
        )
    )
)


class Dated(Protocol):
    """A mission, as far as the rule looks at it."""

    @property
    def id(self) -> int: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


SomeMission = TypeVar("SomeMission", bound=Dated)


def in_order(missions: Sequence[SomeMission], now: datetime, chosen: int | None = None) -> list[SomeMission]:
    """The missions, the one meant first: chosen, on today (the one that began last), next, last."""
    return sorted(missions, key=lambda mission: (mission.id != chosen, *_nearness(mission, now)))


def _nearness(mission: Dated, now: datetime) -> tuple[int, int, int]:
    today = now.astimezone(ZoneInfo(mission.time_zone)).date()
    if mission.ends_on < today:
        return 2, -mission.ends_on.toordinal(), -mission.id
    if mission.starts_on > today:
        return 1, mission.starts_on.toordinal(), mission.id
    return 0, -mission.starts_on.toordinal(), -mission.id


@dataclass(frozen=True, slots=True)
class MissionPart:
    """A person's part in a mission: as a delegate or an interpreter, as an organiser, or both."""

    mission: Mission
    delegate: Delegate | None
    organises: bool
    interpreter: Interpreter | None = None

    @property
    def is_over(self) -> bool:
        """Whether the person left, or was refused or removed."""
        if self.organises or self.interpreter is not None:
            return False
        return self.delegate is not None and self.delegate.status in _OVER


@dataclass(frozen=True, slots=True)
class Meant:
    """What is known of the mission that a person means, within one unit of work."""

    asked: int | None = None
    """Named by the button or the open question."""
    shown: int | None = None
    """What the answer is about."""
    at_desk: bool = False
    """Whether the answer is an organiser's."""
    parts: Sequence[MissionPart] = ()
    """All that the person takes part in, if it has been looked up."""


def meant(session: UnitSession, person: Person) -> Meant:
    """What is known so far."""
    found: Meant = _all(session).get(person.id, Meant())
    return found


def ask(session: UnitSession, person: Person, mission_id: int | None) -> None:
    """From now on in this unit of work, the person means this mission."""
    _all(session)[person.id] = Meant(asked=mission_id)


@contextmanager
def asking(session: UnitSession, person: Person, mission_id: int | None) -> Iterator[None]:
    """The same for a while: for a notice about a mission."""
    before = meant(session, person)
    ask(session, person, mission_id)
    try:
        yield
    finally:
        _all(session)[person.id] = before


def show(session: UnitSession, person: Person, mission_id: int, *, at_desk: bool = False) -> None:
    """Note that what the person is shown is about this mission."""
    _all(session)[person.id] = replace(meant(session, person), shown=mission_id, at_desk=at_desk)


async def parts_of(session: UnitSession, person: Person) -> list[MissionPart]:
    """The missions in which the person is a delegate, interprets or organises (an owner: all), the one meant first."""
    found = await session.exec(_PARTS, params={"person": person.id, "owner": person.owner})
    by_id = {
        mission.id: MissionPart(mission, delegate, person.owner or role is not None, interpreter)
        for mission, delegate, role, interpreter in found
    }
    known = meant(session, person)
    named = known.asked or person.mission_id
    missions = in_order([part.mission for part in by_id.values()], session.now, named)
    # Where they take part no longer, they mean only if they say so.
    parts = sorted((by_id[each.id] for each in missions), key=lambda part: part.is_over and part.mission.id != named)
    _all(session)[person.id] = replace(known, parts=parts)
    return parts


async def choose(session: UnitSession, person: Person, mission_id: int, otherwise: str) -> None:
    """Keep a mission as the one that the person means, until they choose another.

    Raises:
        Refusal: they have no part in it; it says `otherwise`.
    """
    if mission_id not in {part.mission.id for part in await parts_of(session, person)}:
        raise Refusal(otherwise)
    person.mission_id = mission_id
    ask(session, person, mission_id)


def _all(session: UnitSession) -> dict[int, Meant]:
    known: dict[int, Meant] = session.info.setdefault(_MEANT, {})
    return known
