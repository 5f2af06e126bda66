"""What a session says of itself: texts, speakers, languages, for whom it is; edited at the desk, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.names import says_something
from missions.sessions import desk, invitation, places
from storage.database import UnitSession
from storage.tables import Person, ProgrammeSession

TITLE, DESCRIPTION, SPEAKERS = 200, 1000, 300
"""Characters in each language, as in the mission file."""
NO_TITLE = N_("Please type a title of at most 200 characters in each language.")
NO_DESCRIPTION = N_("Please type a description of at most 1,000 characters in each language.")
NO_SPEAKERS = N_("Please type the speakers in at most 300 characters.")
IS_CANCELLED = N_("This session was cancelled: it can no longer be edited.")


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """title and description: by language. invited: as ProgrammeSession has it."""

    title: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    speakers: str = ""
    languages: list[str] = field(default_factory=list)
    interpretation: list[str] = field(default_factory=list)
    invited: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, values: ProgrammeSession | Mapping[str, Any]) -> SessionDetails:
        """Those of a session, or of what `asdict` made of them."""
        names = [each.name for each in fields(cls)]
        if isinstance(values, ProgrammeSession):
            return cls(**{name: getattr(values, name) for name in names})
        return cls(**{name: values[name] for name in names})

    def changed_from(self, before: SessionDetails) -> set[str]:
        """The names of the fields that differ."""
        return {name for name, value in asdict(self).items() if value != getattr(before, name)}


def check_title(title: Mapping[str, str]) -> None:
    """Raises:
    Refusal: there is none, or one is too long or says nothing.
    """
    if not title or any(len(each) > TITLE or not says_something(each) for each in title.values()):
        raise Refusal(NO_TITLE)


def check_description(description: Mapping[str, str]) -> None:
    """Raises:
    Refusal: there is none, or one is too long or says nothing.
    """
    if not description or any(len(each) > DESCRIPTION or not says_something(each) for each in description.values()):
        raise Refusal(NO_DESCRIPTION)


def check_speakers(speakers: str) -> None:
    """Raises:
    Refusal: the text is too long, or says nothing.
    """
    if len(speakers) > SPEAKERS or not says_something(speakers):
        raise Refusal(NO_SPEAKERS)


async def describe(
    session: UnitSession, organiser: Person, session_id: int, before: SessionDetails, after: SessionDetails
) -> tuple[ProgrammeSession, int]:
    """Write what has changed. Who is no longer invited loses their place, and reads so: how many these are.

    Raises:
        Refusal: they are no organiser, the session is gone or cancelled, or says something else than before by now.
    """
    await places.lock(session, session_id)
    mission, counted = await desk.find(session, organiser, session_id)
    row = counted.row
    if row.cancelled_at is not None:
        raise Refusal(IS_CANCELLED)
    if SessionDetails.of(row) != before:
        raise Refusal(desk.CHANGED)
    changed = after.changed_from(before)
    for name in changed - {"invited"}:
        setattr(row, name, getattr(after, name))
    session.add(row)
    out = await invitation.invite(session, row, after.invited) if "invited" in changed else 0
    await session.flush()
    record(session, organiser, mission.id, "session.edit", f"session:{row.id}", changed=sorted(changed))
    return row, out
