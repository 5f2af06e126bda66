"""Places of a session: as many rows as its capacity, each for one sign-up at most."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Mapped
from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import Select

from missions.people.reach import reachable
from storage.database import UnitSession
from storage.tables import (
    HOLDING,
    Delegate,
    DelegateStatus,
    Loss,
    Person,
    ProgrammeSession,
    SessionPlace,
    SignUp,
    SignUpState,
)


class TooFewPlaces(Exception):
    """More have a place already than there would be."""

    def __init__(self, holding: int) -> None:
        super().__init__(f"{holding} have a place")
        self.holding = holding


async def lock(session: UnitSession, session_id: int) -> ProgrammeSession | None:
    """The session as it is now, held until the transaction ends: sign-ups come one after another."""
    row = select(ProgrammeSession).where(ProgrammeSession.id == session_id)
    held = row.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await session.exec(held)).first()


async def take(session: UnitSession, row: ProgrammeSession, sign_up: SignUp) -> bool:
    """Give the sign-up a free place; False if there is none."""
    if not row.capacity:
        return True
    free = select(SessionPlace.id).where(SessionPlace.session_id == row.id, col(SessionPlace.sign_up_id).is_(None))
    first = free.order_by(col(SessionPlace.number)).limit(1).with_for_update(skip_locked=True)
    taken = update(SessionPlace).where(col(SessionPlace.id) == first.scalar_subquery()).values(sign_up_id=sign_up.id)
    return bool((await session.exec(taken.execution_options(synchronize_session=False))).rowcount)


async def release(session: UnitSession, sign_up: SignUp) -> None:
    """Free the place of a sign-up, if it has one."""
    mine = update(SessionPlace).where(col(SessionPlace.sign_up_id) == sign_up.id)
    await session.exec(mine.values(sign_up_id=None).execution_options(synchronize_session=False))


async def free(session: UnitSession, row: ProgrammeSession) -> int:
    """How many places are free."""
    unused = select(func.count()).where(SessionPlace.session_id == row.id, col(SessionPlace.sign_up_id).is_(None))
    return (await session.exec(unused)).one()


async def holding(session: UnitSession, row: ProgrammeSession) -> int:
    """How many have a place."""
    held = select(func.count()).where(SignUp.session_id == row.id, col(SignUp.state).in_(HOLDING))
    return (await session.exec(held)).one()


async def waiting(session: UnitSession, row: ProgrammeSession) -> int:
    """How many wait whom an offer would reach."""
    asked = select(func.count()).select_from(reached(row.id).with_only_columns(col(SignUp.id)).subquery())
    return (await session.exec(asked)).one()


def reached(session_id: int | Mapped[int]) -> Select[SignUp, int]:
    """Those who wait for a place of a session and whom an offer would reach, each with the person's id."""
    return (
        select(SignUp, Person.id)
        .join(Delegate, col(Delegate.id) == col(SignUp.delegate_id))
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .where(
            col(SignUp.session_id) == session_id,
            SignUp.state == SignUpState.WAITING,
            Delegate.status == DelegateStatus.APPROVED,
            *reachable(),
        )
    )


async def settle(session: UnitSession, row: ProgrammeSession) -> None:
    """Note whether a newcomer would have to wait."""
    await session.flush()
    full = bool(row.capacity) and (not await free(session, row) or await waiting(session, row) > 0)
    if row.is_full != full:
        row.is_full = full
        session.add(row)


async def over(session: UnitSession, row: ProgrammeSession, capacity: int) -> Sequence[SignUp]:
    """Those who would have no place if there were so few: who was offered one first, then who signed up last."""
    await session.flush()
    more = await holding(session, row) - capacity if capacity else 0
    if more <= 0:
        return []
    held = select(SignUp).where(SignUp.session_id == row.id, col(SignUp.state).in_(HOLDING))
    last = held.order_by(
        col(SignUp.state) != SignUpState.OFFERED,
        col(SignUp.present_at).is_not(None),
        col(SignUp.asked_at).desc(),
        col(SignUp.id).desc(),
    )
    return (await session.exec(last.limit(more))).all()


async def put_back(session: UnitSession, sign_ups: Sequence[SignUp]) -> None:
    """Have these wait again, before those who asked later."""
    for each in sign_ups:
        await release(session, each)
        each.state, each.offered_until, each.present_at = SignUpState.WAITING, None, None
        each.loss, each.lost_at = Loss.PLACES, session.now
        session.add(each)
    await session.flush()


async def resize(session: UnitSession, row: ProgrammeSession, capacity: int) -> None:
    """Have as many places as this; 0 for no limit.

    Raises:
        TooFewPlaces: more have one already.
    """
    await session.flush()
    held = await holding(session, row)
    if capacity and held > capacity:
        raise TooFewPlaces(held)
    places = select(SessionPlace).where(SessionPlace.session_id == row.id).order_by(col(SessionPlace.number))
    # As they are now: places are taken by statements that rows in memory know nothing of.
    there = list((await session.exec(places.execution_options(populate_existing=True))).all())
    spare = len(there) - capacity
    for place in [each for each in reversed(there) if each.sign_up_id is None][: max(spare, 0)] if capacity else there:
        await session.delete(place)
    numbers = iter(sorted(set(range(1, capacity + len(there) + 1)) - {each.number for each in there}))
    new = [SessionPlace(session_id=row.id, number=next(numbers)) for _more in range(capacity - len(there))]
    session.add_all(new)
    row.capacity = capacity
    await session.flush()
    if capacity and not there:
        await _seat_all(session, row, new)
    await settle(session, row)


async def _seat_all(session: UnitSession, row: ProgrammeSession, places: list[SessionPlace]) -> None:
    """A session that had no limit gets one: those who signed up have their places."""
    held = select(SignUp.id).where(SignUp.session_id == row.id, col(SignUp.state).in_(HOLDING))
    for place, sign_up in zip(places, (await session.exec(held)).all(), strict=False):
        place.sign_up_id = sign_up
    await session.flush()
