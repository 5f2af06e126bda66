"""What is open to a person: as whom they take part, and which missions they organise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Boolean, and_, bindparam, or_
from sqlmodel import col, select

from storage.database import UnitSession
from storage.tables import Delegate, Mission, Person, Role, RoleKind

# Asked for each look at the menu: built once.
_MISSIONS = (
    select(Mission, Delegate, Role.id)
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
    .where(or_(col(Delegate.id).is_not(None), col(Role.id).is_not(None), bindparam("owner", type_=Boolean)))
    .order_by(col(Mission.starts_on).desc())
)


@dataclass(frozen=True, slots=True)
class Home:
    """A person in the mission that they look at."""

    delegate: Delegate | None
    mission: Mission | None
    """The delegate's; None where the person is no delegate."""
    organised: Sequence[Mission]


async def home_of(session: UnitSession, person: Person) -> Home:
    """The same as `access.delegate_of` and `access.organised_by` answer, in one statement."""
    found: Iterable[tuple[Mission, Delegate | None, int | None]]
    found = await session.exec(_MISSIONS, params={"person": person.id, "owner": person.owner})
    rows = sorted(found, key=lambda row: row[0].id != person.mission_id)
    mission, delegate = next(((mission, own) for mission, own, _role in rows if own is not None), (None, None))
    organised = {each.id: each for each, _own, role in rows if person.owner or role is not None}
    return Home(delegate, mission, list(organised.values()))
