"""The programme as one delegate sees it: by day, each session with what they have to do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from locales import N_
from missions import local_time
from missions.errors import Refusal
from missions.people import access
from missions.sessions.invitation import is_invited, side_of
from storage.database import UnitSession
from storage.tables import (
    Delegate,
    Mission,
    Person,
    ProgrammeSession,
    SignUp,
    SignUpState,
    Venue,
)

UNKNOWN = N_("This session is not in the programme.")


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session with its venue, and the reader's sign-up if they have one."""

    row: ProgrammeSession
    venue: Venue | None
    sign_up: SignUp | None
    is_invited: bool = True
    """Whether it is for the reader; else they see it because they signed up for it once."""

    @property
    def state(self) -> SignUpState:
        """LEFT where the reader never signed up."""
        return self.sign_up.state if self.sign_up else SignUpState.LEFT

    @property
    def was_signed_up(self) -> bool:
        """Whether the reader has, or once had, a place: their calendar may show it."""
        return self.sign_up is not None and (self.state is SignUpState.SIGNED_UP or self.sign_up.revision > 0)


@dataclass(frozen=True, slots=True)
class Programme:
    """A delegate's programme by day, in order."""

    delegate: Delegate
    mission: Mission
    days: Mapping[date, Sequence[ListedSession]]
    today: date

    def day_to_show(self, asked: int | None) -> date | None:
        """The day with this ordinal; else today or the next with a session, else the last."""
        for day in self.days:
            if day.toordinal() == asked:
                return day
        return next((day for day in self.days if day >= self.today), next(iter([*self.days][-1:]), None))


async def programme_of(session: UnitSession, person: Person) -> Programme:
    """The programme of the mission that the person means: sessions for which they are invited, or have signed up.

    Raises:
        Refusal: the person is no approved delegate.
    """
    delegate = await access.require_delegate(session, person)
    mission = await session.get_one(Mission, delegate.mission_id)
    zone = local_time.zone(mission)
    days: dict[date, list[ListedSession]] = {}
    for each in await listed(session, delegate):
        if each.state is not SignUpState.LEFT or (each.is_invited and each.row.cancelled_at is None):
            days.setdefault(local_time.local_date(each.row.starts_at, zone), []).append(each)
    return Programme(delegate, mission, days, local_time.local_date(session.now, zone))


async def listed(session: UnitSession, delegate: Delegate, session_id: int | None = None) -> Sequence[ListedSession]:
    """The sessions that a delegate may see, in order of time; session_id: only that one."""
    statement = (
        select(ProgrammeSession, Venue, SignUp)
        .outerjoin(Venue, col(Venue.id) == col(ProgrammeSession.venue_id))
        .outerjoin(
            SignUp, (col(SignUp.session_id) == col(ProgrammeSession.id)) & (col(SignUp.delegate_id) == delegate.id)
        )
        .where(ProgrammeSession.mission_id == delegate.mission_id)
        .order_by(col(ProgrammeSession.starts_at), col(ProgrammeSession.id))
    )
    if session_id is not None:
        statement = statement.where(ProgrammeSession.id == session_id)
    side = await side_of(session, delegate)
    rows: Any = await session.exec(statement)  # of outer joins, which SQLModel's typing does not know
    found = [ListedSession(row, venue, mine, is_invited(row.invited, side)) for row, venue, mine in rows]
    return [each for each in found if each.is_invited or each.sign_up is not None]


async def look(session: UnitSession, person: Person, session_id: int) -> tuple[Delegate, ListedSession]:
    """One session as the person sees it.

    Raises:
        Refusal: they are no approved delegate, or the session is not for them.
    """
    delegate = await access.require_delegate(session, person)
    found = await listed(session, delegate, session_id)
    if not found:
        raise Refusal(UNKNOWN)
    return delegate, found[0]
