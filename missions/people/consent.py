"""Consent: nothing of a profile is stored before it, and its version and time are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from missions.audit import record
from storage.database import UnitSession
from storage.tables import Consent, Person

VERSION = "2026-11"
"""Of the privacy notice. Raised whenever what it promises changes: each consent says to which it was given."""

KEPT_AFTER = timedelta(days=365)
"""How long after the end of a mission profiles are kept at most, as the notice says; a mission may say less."""


async def given(session: UnitSession, person: Person, mission_id: int) -> bool:
    """Whether the person agreed to the present notice for this mission."""
    found = await session.exec(
        select(Consent.id).where(
            Consent.person_id == person.id,
            Consent.mission_id == mission_id,
            Consent.version == VERSION,
            col(Consent.withdrawn_at).is_(None),
        )
    )
    return found.first() is not None


async def give(session: UnitSession, person: Person, mission_id: int) -> None:
    """Keep that the person agreed now, to the notice as it read in their language."""
    if await given(session, person, mission_id):
        return
    session.add(
        Consent(
            person_id=person.id,
            mission_id=mission_id,
            version=VERSION,
            language=person.language,
            given_at=session.now,
        )
    )
    record(session, person, mission_id, "consent.give", f"person:{person.id}", version=VERSION)


async def withdraw(session: UnitSession, person: Person, mission_id: int) -> None:
    """The person does not agree (any more); that they once did stays on record."""
    found = select(Consent).where(Consent.person_id == person.id, Consent.mission_id == mission_id)
    for consent in await session.exec(found.where(col(Consent.withdrawn_at).is_(None))):
        consent.withdrawn_at = session.now
        session.add(consent)
        record(session, person, mission_id, "consent.withdraw", f"person:{person.id}")


async def of(session: UnitSession, person: Person) -> Sequence[Consent]:
    """What the person agreed to, newest first."""
    found = await session.exec(select(Consent).where(Consent.person_id == person.id).order_by(col(Consent.id).desc()))
    return found.all()
