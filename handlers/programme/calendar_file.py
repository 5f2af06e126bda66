"""A calendar (.ics) that an organiser sends: what it would change, then loaded as `wasl mission programme` does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import F, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.desk_job import DeskWork, Means
from handlers.core.turn import Turn
from handlers.programme.data import CalendarFileAct, CalendarFilePress
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, inline
from handlers.views.message import NeutralMessage
from handlers.views.session import when
from locales import Texts
from locales.bidi import strip_controls
from missions.errors import Refusal
from missions.loading.apply.calendar import Foreseen, apply_calendar, foresee, venues_of
from missions.loading.ics.sessions import CalendarRead, read_calendar
from missions.loading.plan.errors import FileError, MissionFileInvalid
from missions.loading.plan.values import SessionPlan
from missions.operations import zone_rules
from missions.people import access
from missions.sessions import calendar_files
from storage.database import UnitSession
from storage.tables import DeskJob, Lane, Mission, Person, ProgrammeSession, Venue

NAMED = 8
"""Sessions of one kind by name: a message keeps its size."""
TITLE = 60
"""Signs of a title in a list."""
ERRORS = 5


class SendingCalendar(StatesGroup):
    """A file is asked for."""

    file = State()


@dataclass(frozen=True, slots=True)
class CalendarToRead:
    """What a file is read with. content: empty where it is still at Telegram's."""

    file_id: str
    content: bytes | None
    mission: Mission
    venues: Sequence[Venue]


@dataclass(frozen=True, slots=True)
class CalendarParsed:
    """A file and what is in it, or what is wrong with it."""

    content: bytes
    found: CalendarRead | MissionFileInvalid


def router() -> Router:
    files = Router(name="calendar files")
    handlers: dict[CalendarFileAct, Callable[..., Awaitable[None]]] = {
        CalendarFileAct.ASK: ask,
        CalendarFileAct.LOAD: load,
        CalendarFileAct.DROP: drop,
    }
    for act, handler in handlers.items():
        files.callback_query.register(handler, CalendarFilePress.filter(F.act == act))
    files.message.register(take, SendingCalendar.file, F.document)
    files.message.register(not_this, SendingCalendar.file, ~F.text.startswith("/") | ~F.text)
    files.message.register(take, F.document.func(_says_calendar))
    return files


def _says_calendar(document: object) -> bool:
    name, kind = getattr(document, "file_name", None), getattr(document, "mime_type", None)
    return calendar_files.is_calendar(name or "", kind or "")


async def ask(_query: CallbackQuery, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    await turn.state.set_state(SendingCalendar.file)
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Put the question."""
    _ = turn._
    text = _("📥 Send the calendar as a file (.ics). You see what it would change before anything is loaded.")
    await turn.show(text, inline(_, [[button(_.plain("‹ Programme"), DeskChoice(to="programme"))]]))


async def not_this(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def take(message: Message, turn: Turn) -> None:
    document = message.document
    if document is None or not _says_calendar(document):
        raise Refusal(calendar_files.NO_CALENDAR)
    name = " ".join(strip_controls(document.file_name or "").split())[:TITLE]
    size = document.file_size or 0
    await calendar_files.take(turn.session, turn.person, document.file_id, name, size)
    await turn.state.clear()
    await turn.say(turn._("📥 Reading {name} …", name=name))


async def load(_query: CallbackQuery, callback_data: CalendarFilePress, turn: Turn) -> None:
    job = await calendar_files.confirm(turn.session, turn.person, callback_data.job)
    await turn.show(turn._("📥 Loading {name} …", name=job.detail["name"]))


async def drop(_query: CallbackQuery, callback_data: CalendarFilePress, turn: Turn) -> None:
    name = await calendar_files.drop(turn.session, turn.person, callback_data.job)
    await turn.show(turn._("✖️ {name}: nothing was loaded.", name=name))


async def read(session: UnitSession, job: DeskJob, _: Texts) -> CalendarToRead:
    """What the file is read with."""
    mission = await session.get_one(Mission, job.mission_id)
    await zone_rules.settle(session, mission)
    return CalendarToRead(job.detail["file"], job.content, mission, await venues_of(session, mission))


async def make(taken: CalendarToRead, means: Means) -> CalendarParsed:
    """The file, downloaded and read."""
    content = taken.content if taken.content is not None else await means.fetch(taken.file_id)

    def parsed() -> CalendarRead | MissionFileInvalid:
        try:
            return read_calendar(content, taken.mission, taken.venues)
        except MissionFileInvalid as invalid:
            return invalid

    return CalendarParsed(content, await asyncio.to_thread(parsed))


async def answer(session: UnitSession, job: DeskJob, _: Texts, made: CalendarParsed) -> NeutralMessage:
    """What is wrong with it, what it would change, or what it has changed."""
    name = job.detail["name"]
    mission = await session.get_one(Mission, job.mission_id)
    person = await session.get_one(Person, job.person_id)
    await access.require_organiser(session, person, mission.id)
    if isinstance(made.found, MissionFileInvalid):
        await session.delete(job)
        return _said(_wrong(_, name, made.found.errors))
    foreseen = await foresee(session, mission, made.found)
    if not foreseen.changes_anything:
        await session.delete(job)
        return _said(Markup("\n").join([_("📥 {name}: nothing changes.", name=name), *_lines(_, foreseen, mission)]))
    if not job.detail.get("confirmed"):
        job.content, job.due_at = made.content, None
        session.add(job)
        heading = [_("🔎 <b>Preview: nothing has changed yet</b>"), _("📥 {name}", name=name)]
        acts = (
            (_.plain("✅ Load it"), CalendarFileAct.LOAD),
            (_.plain("✖️ Do not load"), CalendarFileAct.DROP),
        )
        rows = [[button(label, CalendarFilePress(act=act, job=job.id))] for label, act in acts]
        text = Markup("\n").join([*heading, *_lines(_, foreseen, mission)])
        return NeutralMessage(text=text, buttons=rows, lane=Lane.REPLY, notice=False)
    await apply_calendar(session, mission, made.found, person)
    await session.delete(job)
    rows = [[button(_.plain("📋 Programme"), DeskChoice(to="programme"))]]
    text = Markup("\n").join([_("✅ <b>Loaded: {name}</b>", name=name), *_counts(_, foreseen)])
    return NeutralMessage(text=text, buttons=rows, lane=Lane.REPLY)


WORK = DeskWork(read, make, answer)


def _said(text: Markup) -> NeutralMessage:
    return NeutralMessage(text=text, lane=Lane.REPLY)


def _wrong(_: Texts, name: str, errors: Sequence[FileError]) -> Markup:
    lines = [_("❌ <b>{name}: nothing was loaded.</b>", name=name)]
    lines += [_error(_, each) for each in errors[:ERRORS]]
    if len(errors) > ERRORS:
        lines.append(_.ngettext("… and {n} more", "… and {n} more", len(errors) - ERRORS))
    return Markup("\n").join(lines)


def _error(_: Texts, error: FileError) -> Markup:
    what = _.message(error.said) if error.said else error.message
    if error.line is None:
        return _("• The file {what}", what=what)
    if not error.key:
        return _("• Line {line}: the file {what}", line=_.number(error.line), what=what)
    return _("• Line {line}, {key}: {what}", line=_.number(error.line), key=error.key, what=what)


def _counts(_: Texts, foreseen: Foreseen) -> list[Markup]:
    lines = []
    if n := len(foreseen.added):
        lines.append(_.ngettext("➕ {n} session added", "➕ {n} sessions added", n))
    if n := len(foreseen.changed):
        lines.append(_.ngettext("🔀 {n} session changed", "🔀 {n} sessions changed", n))
    if n := len(foreseen.cancelled):
        lines.append(_.ngettext("✖️ {n} session cancelled", "✖️ {n} sessions cancelled", n))
    return lines


def _lines(_: Texts, foreseen: Foreseen, mission: Mission) -> list[Markup]:
    """Counts with the sessions by name, what is in doubt, and how many stay as they are."""
    groups = [
        (
            _.ngettext("➕ <b>{n} session is added</b>", "➕ <b>{n} sessions are added</b>", len(foreseen.added)),
            [_plan(_, each, mission) for each in foreseen.added],
        ),
        (
            _.ngettext("🔀 <b>{n} session changes</b>", "🔀 <b>{n} sessions change</b>", len(foreseen.changed)),
            [_changed(_, row, news, mission) for row, news in foreseen.changed],
        ),
        (
            _.ngettext(
                "✖️ <b>{n} session is cancelled</b>", "✖️ <b>{n} sessions are cancelled</b>", len(foreseen.cancelled)
            ),
            [_row(_, row, mission) for row in foreseen.cancelled],
        ),
        (
            _.ngettext(
                "❔ <b>{n} session may be in the programme already</b>: it would be there twice",
                "❔ <b>{n} sessions may be in the programme already</b>: they would be there twice",
                len(foreseen.twins),
            ),
            [_plan(_, each, mission) for each, _twin in foreseen.twins],
        ),
        (
            _.ngettext(
                "❔ <b>{n} session is no longer in the calendar</b>: it stays as it is",
                "❔ <b>{n} sessions are no longer in the calendar</b>: they stay as they are",
                len(foreseen.doubts),
            ),
            [_row(_, row, mission) for row in foreseen.doubts],
        ),
    ]
    lines: list[Markup] = []
    for heading, sessions in groups:
        if sessions:
            lines += [Markup(), heading, *_some(_, sessions)]
    if foreseen.unchanged:
        lines += [
            Markup(),
            _.ngettext("{n} session stays as it is.", "{n} sessions stay as they are.", foreseen.unchanged),
        ]
    return lines


def _some(_: Texts, sessions: Sequence[Markup]) -> Iterable[Markup]:
    yield from sessions[:NAMED]
    if len(sessions) > NAMED:
        yield _.ngettext("… and {n} more", "… and {n} more", len(sessions) - NAMED)


def _plan(_: Texts, each: SessionPlan, mission: Mission) -> Markup:
    starts_at, ends_at = each.instants(ZoneInfo(mission.time_zone))
    return _("• {when} · {title}", when=when(_, starts_at, ends_at, mission), title=_short(_.choose(each.title)))


def _row(_: Texts, row: ProgrammeSession, mission: Mission) -> Markup:
    return _("• {when} · {title}", when=when(_, row.starts_at, row.ends_at, mission), title=_short(_.choose(row.title)))


def _changed(_: Texts, row: ProgrammeSession, news: Mapping[str, Any], mission: Mission) -> Markup:
    """With the new hours below, where these change."""
    begins, ends = news.get("starts_at", row.starts_at), news.get("ends_at", row.ends_at)
    if (begins, ends) == (row.starts_at, row.ends_at):
        return _row(_, row, mission)
    return _("{session}\n→ <b>{when}</b>", session=_row(_, row, mission), when=when(_, begins, ends, mission))


def _short(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1].rstrip()}…"
