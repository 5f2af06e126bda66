"""The language in which a person is spoken to."""

from __future__ import annotations

from sqlmodel import col, or_, select

from locales import Texts, catalogues
from storage.database import UnitSession
from storage.tables import Delegate, Mission, Person, Role

LAST_RESORT = "en"
"""The texts themselves are in it, so that its catalogue is always there."""


async def voice(session: UnitSession, person: Person) -> Texts:
    """The person's language; where it has no catalogue any more, that of the newest mission that they belong to."""
    if person.language in catalogues().codes:
        return catalogues().texts(person.language).on_phone(person.phone_zone)
    delegates = select(col(Delegate.mission_id)).where(col(Delegate.person_id) == person.id)
    roles = select(col(Role.mission_id)).where(col(Role.person_id) == person.id)
    theirs = or_(col(Mission.id).in_(delegates), col(Mission.id).in_(roles))
    found = await session.exec(select(Mission.default_language).where(theirs).order_by(col(Mission.id).desc()).limit(1))
    return catalogues().texts(catalogues().pick(found.first(), LAST_RESORT)).on_phone(person.phone_zone)
