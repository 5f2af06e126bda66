"""A delegate signs up for a session, waits for a place, takes one that is offered, or leaves."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import col, select

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.meetings.reminders import outdated_session
from missions.sessions import places
from missions.sessions.clashes import Clashes, clashes_with
from missions.sessions.programme import ListedSession, look
from storage.database import UnitSession
from storage.tables import Delegate, Person, ProgrammeSession, SignUp, SignUpState
from storage.upsert import insert_missing

CANCELLED = N_("This session was cancelled.")
NOT_INVITED = N_("This session is by invitation now. Please ask the organisers if you think you should be invited.")
BEGUN = N_("This session has already started.")


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of it. clashes: what the delegate has at that time, where nothing was done because of it."""

    delegate: Delegate
    listed: ListedSession
    clashes: Clashes = field(default_factory=Clashes)


async def sign_up(session: UnitSession, person: Person, session_id: int, *, despite_clash: bool = False) -> Signed:
    """Take a place: the one that is kept for the delegate, or a free one; where there is none, wait for it.

    Raises:
        Refusal: the session is not for them, was cancelled or has begun.
    """
    delegate, found = await _open(session, person, session_id)
    state = found.state
    if state in (SignUpState.SIGNED_UP, SignUpState.WAITING):
        return Signed(delegate, found)
    if not found.is_invited and state is SignUpState.LEFT:
        raise Refusal(NOT_INVITED)
    clashes = await clashes_with(session, delegate, found.row)
    if clashes and not despite_clash:
        return Signed(delegate, found, clashes)
    mine = found.sign_up or await _new(session, delegate, found.row)
    if state is SignUpState.OFFERED:
        mine.state = SignUpState.SIGNED_UP
    else:
        mine.asked_at = session.now
        mine.state = await _placed(session, found.row, mine)
    mine.offered_until = mine.loss = mine.lost_at = None
    session.add(mine)
    await places.settle(session, found.row)
    record(session, person, found.row.mission_id, f"session.{mine.state.value}", f"session:{found.row.id}")
    return Signed(delegate, ListedSession(found.row, found.venue, mine))


async def leave(session: UnitSession, person: Person, session_id: int) -> Signed:
    """Give the place up, or stop waiting for one.

    Raises:
        Refusal: the session is not theirs, was cancelled or has begun.
    """
    delegate, found = await _open(session, person, session_id)
    if found.sign_up is not None and found.state is not SignUpState.LEFT:
        await give_up(session, found.row, found.sign_up)
        record(session, person, found.row.mission_id, "session.left", f"session:{found.row.id}")
    return Signed(delegate, found)


async def give_up(session: UnitSession, row: ProgrammeSession, sign_up: SignUp) -> None:
    """End a sign-up; its place is free."""
    sign_up.state, sign_up.offered_until = SignUpState.LEFT, None
    session.add(sign_up)
    await outdated_session(session, row.id, [sign_up.delegate_id])
    await places.release(session, sign_up)
    await places.settle(session, row)


async def leave_all(session: UnitSession, delegate: Delegate) -> None:
    """End all sign-ups of a delegate who leaves the mission, for sessions to come."""
    open_ones = (
        select(SignUp, ProgrammeSession)
        .join(ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id))
        .where(
            SignUp.delegate_id == delegate.id,
            SignUp.state != SignUpState.LEFT,
            ProgrammeSession.ends_at > session.now,
        )
        .order_by(col(ProgrammeSession.id))
    )
    for mine, row in (await session.exec(open_ones)).all():
        await places.lock(session, row.id)
        await give_up(session, row, mine)


async def _open(session: UnitSession, person: Person, session_id: int) -> tuple[Delegate, ListedSession]:
    await places.lock(session, session_id)
    delegate, found = await look(session, person, session_id)
    if found.row.cancelled_at is not None:
        raise Refusal(CANCELLED)
    if found.row.starts_at <= session.now:
        raise Refusal(BEGUN)
    return delegate, found


async def _new(session: UnitSession, delegate: Delegate, row: ProgrammeSession) -> SignUp:
    values = {
        "session_id": row.id,
        "delegate_id": delegate.id,
        "state": SignUpState.LEFT,
        "asked_at": session.now,
    }
    await insert_missing(session, SignUp, values)
    mine = select(SignUp).where(SignUp.session_id == row.id, SignUp.delegate_id == delegate.id)
    return (await session.exec(mine)).one()


async def _placed(session: UnitSession, row: ProgrammeSession, mine: SignUp) -> SignUpState:
    """No one overtakes those who wait and can be reached."""
    taken = not await places.waiting(session, row) and await places.take(session, row, mine)
    return SignUpState.SIGNED_UP if taken else SignUpState.WAITING
