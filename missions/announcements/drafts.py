"""Drafts of announcements: audience, a text for each language, the dry run before sending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from locales import N_
from missions.announcements.audience import Dimension, choices, recipients, toggled
from missions.announcements.marks import Mark, as_rows, cleaned, read_marks
from missions.audit import record
from missions.errors import Refusal
from missions.names import says_something
from missions.people.access import require_organiser
from missions.people.reach import Reach
from storage.database import UnitSession
from storage.tables import Announcement, AnnouncementState, Delegation, Mission, Person, ProgrammeSession

TEXT_LIMIT = 3500
"""UTF-16 code units of a text: with its heading and button text it must fit into Telegram's 4,096."""

Titled = Delegation | ProgrammeSession

GONE = N_("This announcement no longer exists.")
NOT_YOURS = N_("Another organiser is writing this announcement.")
CHANGED = N_("The announcement has changed. Please check it again before sending.")
EMPTY = N_("This text is empty. Please type the announcement.")
TOO_LONG = N_("This text is too long: {length} characters, and at most {limit} fit. Please shorten it.")
ONE_AT_A_TIME = N_("You are already writing an announcement. Send it or discard it first: /desk")
NO_TEXT = N_("There is no text in this language.")
STATES = {
    AnnouncementState.DRAFT: N_("This announcement is still being written."),
    AnnouncementState.SCHEDULED: N_("This announcement is already scheduled."),
    AnnouncementState.SENDING: N_("This announcement is being sent."),
    AnnouncementState.SENT: N_("This announcement has been sent."),
    AnnouncementState.STOPPED: N_("This announcement has been stopped."),
    AnnouncementState.DISCARDED: N_("This draft has been discarded."),
}


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen if it were sent now. Counts are of people."""

    total: int
    languages: Mapping[str, int]
    """Readers with a chat, by the language they read."""
    unreachable: int
    without_chat: int
    missing: Sequence[str]
    """Languages for which there is neither a text nor a fallback."""

    @property
    def reachable(self) -> int:
        return self.total - self.unreachable - self.without_chat


async def begin(session: UnitSession, organiser: Person) -> Announcement:
    """A new draft for the mission that the organiser looks at.

    Raises:
        Refusal: the person organises no mission.
    """
    mission = await require_organiser(session, organiser)
    draft = Announcement(mission_id=mission.id, author_id=organiser.id, created_at=session.now)
    session.add(draft)
    await session.flush()
    record(session, organiser, mission.id, "announcement.draft", f"announcement:{draft.id}")
    return draft


async def begin_for_session(session: UnitSession, organiser: Person, session_id: int) -> Announcement:
    """A new draft to those who have a place in a session.

    Raises:
        Refusal: the person does not organise its mission, or is writing another announcement.
    """
    row = await session.get(ProgrammeSession, session_id)
    mission = await require_organiser(session, organiser, row.mission_id if row else None)
    if await open_draft(session, organiser, mission.id) is not None:
        raise Refusal(ONE_AT_A_TIME)
    draft = await begin(session, organiser)
    draft.audience = {Dimension.SESSION.value: [str(session_id)]}
    return draft


async def find(session: UnitSession, organiser: Person, announcement_id: int) -> Announcement:
    """An announcement of a mission that this person organises, locked for a change.

    Raises:
        Refusal: they do not organise it, or it is gone.
    """
    announcement = await session.get(Announcement, announcement_id, with_for_update=True)
    if announcement is None:
        await require_organiser(session, organiser)
        raise Refusal(GONE)
    await require_organiser(session, organiser, announcement.mission_id)
    return announcement


async def own(
    session: UnitSession, organiser: Person, announcement_id: int, revision: int | None = None
) -> Announcement:
    """The organiser's own draft; with a revision, only as it was when that was shown.

    Raises:
        Refusal: as find; someone else's; no draft any more; changed since.
    """
    draft = await find(session, organiser, announcement_id)
    if draft.state is not AnnouncementState.DRAFT:
        raise Refusal(STATES[draft.state])
    if draft.author_id != organiser.id:
        raise Refusal(NOT_YOURS)
    if revision not in (None, draft.revision):
        raise Refusal(CHANGED)
    return draft


async def set_urgent(session: UnitSession, organiser: Person, announcement_id: int, *, urgent: bool) -> Announcement:
    """Let it be sent in quiet hours, too, or not.

    Raises:
        Refusal: as `own`.
    """
    draft = await own(session, organiser, announcement_id)
    if draft.urgent is not urgent:
        draft.urgent = urgent
        draft.revision += 1
        session.add(draft)
        await session.flush()
    return draft


async def open_draft(session: UnitSession, organiser: Person, mission_id: int) -> Announcement | None:
    """What the organiser is writing, the newest where there are several."""
    mine = select(Announcement).where(
        Announcement.mission_id == mission_id,
        Announcement.author_id == organiser.id,
        Announcement.state == AnnouncementState.DRAFT,
    )
    return (await session.exec(mine.order_by(col(Announcement.id).desc()).limit(1))).first()


async def choose(
    session: UnitSession, draft: Announcement, dimension: Dimension, value: str, codes: Sequence[str], *, on: bool
) -> None:
    """Let the audience have a value, or not. codes are the languages that Wasl speaks.

    Raises:
        Refusal: there is no such value.
    """
    if value not in await choices(session, draft.mission_id, dimension, codes):
        raise Refusal(GONE)
    _change(session, draft, audience=toggled(draft.audience, dimension, value, on=on))


async def choose_all(session: UnitSession, draft: Announcement, dimension: Dimension) -> None:
    """Clear this dimension of the filter."""
    _change(session, draft, audience={**draft.audience, dimension.value: []})


async def write(
    session: UnitSession, draft: Announcement, language: str, text: str, marks: Iterable[Mark] = ()
) -> None:
    """Take the text for the readers of a language, formatted by the marks.

    Raises:
        Refusal: nothing to read in it, or too long.
    """
    kept, moved = cleaned(text, marks)
    if not says_something(kept):
        raise Refusal(EMPTY)
    length = len(kept.encode("utf-16-le")) // 2
    if length > TEXT_LIMIT:
        raise Refusal(TOO_LONG, length=length, limit=TEXT_LIMIT)
    formats = {**draft.marks, language: as_rows(moved)}
    _change(session, draft, texts={**draft.texts, language: kept}, marks=formats)


async def fall_back(session: UnitSession, draft: Announcement, language: str | None) -> None:
    """Set the language whose text readers of other languages get; None for no fallback.

    Raises:
        Refusal: there is no text in it.
    """
    if language is not None and language not in draft.texts:
        raise Refusal(NO_TEXT)
    _change(session, draft, fallback=language)


async def discard(session: UnitSession, organiser: Person, announcement_id: int) -> None:
    """Throw the draft away.

    Raises:
        Refusal: as own.
    """
    draft = await own(session, organiser, announcement_id)
    draft.state = AnnouncementState.DISCARDED
    # The texts are personal: they are not kept.
    _change(session, draft, texts={}, marks={})
    record(session, organiser, draft.mission_id, "announcement.discard", f"announcement:{draft.id}")


async def dry_run(session: UnitSession, draft: Announcement) -> DryRun:
    """Count whom it would reach, and in which languages."""
    everyone = await recipients(session, draft.mission_id, draft.audience)
    languages = Counter(reader.language for reader in everyone if reader.reach is not Reach.WITHOUT_CHAT)
    return DryRun(
        total=len(everyone),
        languages=dict(sorted(languages.items())),
        unreachable=sum(reader.reach is Reach.UNREACHABLE for reader in everyone),
        without_chat=sum(reader.reach is Reach.WITHOUT_CHAT for reader in everyone),
        missing=[code for code in sorted(languages) if code not in draft.texts and draft.fallback is None],
    )


def text_for(announcement: Announcement, language: str) -> str | None:
    """What a reader of this language gets: the text in it, else the fallback's, else nothing."""
    return announcement.texts.get(language) or announcement.texts.get(announcement.fallback or "")


def marks_for(announcement: Announcement, language: str) -> list[Mark]:
    """How the text is formatted that `text_for` gives to a reader of this language."""
    whose = language if announcement.texts.get(language) else announcement.fallback or ""
    return read_marks(announcement.marks.get(whose, []))


def for_others(announcement: Announcement, author_language: str) -> str | None:
    """The fallback at sending: the chosen one, else the author's language, else the first text."""
    if announcement.fallback is not None:
        return announcement.fallback
    return author_language if author_language in announcement.texts else next(iter(announcement.texts), None)


async def titled(session: UnitSession, announcement: Announcement) -> Sequence[Titled]:
    """The delegations and sessions by which an audience may be chosen."""
    sides = select(Delegation).where(Delegation.mission_id == announcement.mission_id).order_by(col(Delegation.id))
    held = select(ProgrammeSession).where(ProgrammeSession.mission_id == announcement.mission_id)
    return [*(await session.exec(sides)).all(), *(await session.exec(held)).all()]


async def mission_of(session: UnitSession, announcement: Announcement) -> Mission:
    return await session.get_one(Mission, announcement.mission_id)


def _change(session: UnitSession, draft: Announcement, **values: object) -> None:
    for name, value in values.items():
        setattr(draft, name, value)
    draft.revision += 1
    session.add(draft)
