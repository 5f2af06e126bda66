"""Calling: an organiser claims the next person, and says what came of it. A claim is a lease, which expires."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, update

from locales import N_
from missions.audit import record
from missions.changes.calls.queue import CallToMake, calls_of, sheet
from missions.errors import Refusal
from missions.people import access
from storage.database import UnitSession
from storage.tables import ChangeReceipt, Delegate, Mission, Person, PhoneCall
from storage.upsert import insert_missing

LEASE = timedelta(minutes=5)
"""How long a person is kept for the organiser who calls: a call and its button take less."""
AGAIN = timedelta(minutes=5)
"""Until the next call where nobody answered; sooner where less time is left."""
SHORTEST = timedelta(minutes=1)
NOT_TO_CALL = N_("This person no longer needs a call.")
ANOTHER_CALLS = N_("Another organiser is calling this person.")


async def next_call(session: UnitSession, organiser: Person) -> CallToMake | None:
    """Claim the most pressing person whom no other organiser is calling; nothing if there is none.

    Raises:
        Refusal: they are no organiser.
    """
    mission = await access.require_organiser(session, organiser)
    for call in (await sheet(session, mission.id)).waiting:
        if call.is_with_another(organiser, session.now) or call.waits(session.now):
            continue
        if await claim(session, organiser, mission, call.delegate.id):
            return call
    return None


async def take(session: UnitSession, organiser: Person, delegate_id: int) -> CallToMake:
    """Claim this person.

    Raises:
        Refusal: they are no organiser, another one is calling, or there is nothing to say.
    """
    mission, call = await find(session, organiser, delegate_id)
    if not await claim(session, organiser, mission, delegate_id):
        raise Refusal(ANOTHER_CALLS)
    return call


async def find(session: UnitSession, organiser: Person, delegate_id: int) -> tuple[Mission, CallToMake]:
    """A person who is to be called.

    Raises:
        Refusal: they are no organiser of the delegate's mission, or there is nothing to say.
    """
    delegate = await session.get(Delegate, delegate_id)
    if delegate is None:
        raise Refusal(NOT_TO_CALL)
    mission = await access.require_organiser(session, organiser, delegate.mission_id)
    for call in await calls_of(session, [delegate_id]):
        return mission, call
    raise Refusal(NOT_TO_CALL)


async def reached(session: UnitSession, organiser: Person, delegate_id: int) -> None:
    """The delegate was told: all that stood unseen counts as seen.

    Raises:
        Refusal: they are no organiser, or there is nothing to say.
    """
    mission, call = await find(session, organiser, delegate_id)
    unseen = update(ChangeReceipt).where(
        col(ChangeReceipt.delegate_id) == delegate_id, col(ChangeReceipt.seen_at).is_(None)
    )
    await session.exec(unseen.values(seen_at=session.now, by_phone=True))
    await _end(session, delegate_id, tries=0, again_at=None)
    record(session, organiser, mission.id, "call.reached", f"delegate:{call.delegate.id}")


async def no_answer(session: UnitSession, organiser: Person, delegate_id: int) -> datetime:
    """Nobody answered: when the person is back in the queue.

    Raises:
        Refusal: they are no organiser, another one is calling, or there is nothing to say.
    """
    mission, call = await _mine(session, organiser, delegate_id)
    left = (call.needed_at - session.now) / 2
    again_at = session.now + max(SHORTEST, min(AGAIN, left))
    await _end(session, delegate_id, tries=PhoneCall.tries + 1, again_at=again_at)
    record(session, organiser, mission.id, "call.no_answer", f"delegate:{delegate_id}")
    return again_at


async def wrong_number(session: UnitSession, organiser: Person, delegate_id: int) -> CallToMake:
    """The number is not theirs: until it is another one, they are apart from the queue.

    Raises:
        Refusal: they are no organiser, another one is calling, or there is nothing to say.
    """
    mission, call = await _mine(session, organiser, delegate_id)
    await _end(session, delegate_id, wrong_phone=call.delegate.phone)
    record(session, organiser, mission.id, "call.wrong_number", f"delegate:{delegate_id}")
    return call


async def let_go(session: UnitSession, organiser: Person) -> None:
    """Give back whom the organiser had claimed."""
    mine = update(PhoneCall).where(col(PhoneCall.claimed_by) == organiser.id)
    await session.exec(mine.values(claimed_by=None, claimed_until=None))


async def _mine(session: UnitSession, organiser: Person, delegate_id: int) -> tuple[Mission, CallToMake]:
    mission, call = await find(session, organiser, delegate_id)
    if call.is_with_another(organiser, session.now):
        raise Refusal(ANOTHER_CALLS)
    if call.noted is None:
        await insert_missing(session, PhoneCall, _row(mission, delegate_id))
    return mission, call


async def claim(session: UnitSession, organiser: Person, mission: Mission, delegate_id: int) -> bool:
    """Whether nobody else had the person: decided by one statement, so that of two organisers one gets them."""
    await insert_missing(session, PhoneCall, _row(mission, delegate_id))
    free = (
        col(PhoneCall.claimed_until).is_(None)
        | (col(PhoneCall.claimed_until) <= session.now)
        | (col(PhoneCall.claimed_by) == organiser.id)
    )
    claim = (
        update(PhoneCall)
        .where(col(PhoneCall.delegate_id) == delegate_id, free)
        .values(claimed_by=organiser.id, claimed_until=session.now + LEASE)
    )
    if not (await session.exec(claim)).rowcount:
        return False
    others = update(PhoneCall).where(
        col(PhoneCall.claimed_by) == organiser.id, col(PhoneCall.delegate_id) != delegate_id
    )
    await session.exec(others.values(claimed_by=None, claimed_until=None))
    return True


def _row(mission: Mission, delegate_id: int) -> dict[str, object]:
    return {"mission_id": mission.id, "delegate_id": delegate_id, "tries": 0, "wrong_phone": ""}


async def _end(session: UnitSession, delegate_id: int, **values: object) -> None:
    """The call is over: the claim ends with it."""
    row = update(PhoneCall).where(col(PhoneCall.delegate_id) == delegate_id)
    await session.exec(row.values(claimed_by=None, claimed_until=None, **values))
