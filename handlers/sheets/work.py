"""What takes longer than a tap of a spreadsheet: it is opened, understood and written by the clock, step by step."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from handlers.core.desk_job import DeskWork, Means
from handlers.sheets import screens, shown
from handlers.views.message import EnclosedFile, NeutralMessage
from locales import N_, Texts
from missions.errors import Refusal
from missions.loading.plan.errors import FileMessage, MissionFileInvalid
from missions.operations import zone_rules
from missions.people import access
from missions.sheets import answer_sheet, incoming
from missions.sheets.choices import Choices
from missions.sheets.existing import There, there
from missions.sheets.files import FileRefused, open_file
from missions.sheets.plan import NO_SHEET, understand
from missions.sheets.understood import Understood
from missions.sheets.write import write
from storage.database import Database, UnitSession
from storage.tables import DeskJob, Lane, Mission, Person

CONTRADICTS = N_("❌ <b>{name}: nothing was loaded.</b>\nIt contradicts confirmed meetings:\n{what}")
ERRORS = 8


@dataclass(frozen=True, slots=True)
class SheetToRead:
    """A file and the mission that it is for. content: None where it is still at Telegram's."""

    file_id: str
    name: str
    content: bytes | None
    there: There
    choices: Choices
    step: str
    mission_id: int
    say: answer_sheet.Say


@dataclass(frozen=True, slots=True)
class SheetMade:
    """A file as far as it was understood. marked: the same file with what is wrong. refused: why it was not opened, or
    not written."""

    taken: SheetToRead
    content: bytes
    found: Understood | None = None
    marked: tuple[str, bytes] | None = None
    refused: FileMessage | None = None
    contradictions: list[str] = field(default_factory=list)


async def read(session: UnitSession, job: DeskJob, _: Texts) -> SheetToRead:
    """What the file is read with."""
    mission = await session.get_one(Mission, job.mission_id)
    await zone_rules.settle(session, mission)
    detail = job.detail
    known = await there(session, mission)
    return SheetToRead(
        detail["file"],
        detail["name"],
        job.content,
        known,
        Choices.of(detail),
        detail["step"],
        mission.id,
        _.plain_message,
    )


async def make(taken: SheetToRead, means: Means) -> SheetMade:
    """The file, downloaded, opened and understood."""
    content = taken.content if taken.content is not None else await means.fetch(taken.file_id)

    def understood() -> SheetMade:
        try:
            opened = open_file(content, taken.name)
        except FileRefused as refused:
            return SheetMade(taken, content, refused=refused.said)
        found = understand(opened, taken.there, taken.choices)
        if not found.sheets:
            return SheetMade(taken, content, found, refused=FileMessage(NO_SHEET, {}))
        is_wrong = taken.step == incoming.CHECK and not found.questions and found.wrong
        marked = answer_sheet.answer(opened, content, taken.name, found, taken.say) if is_wrong else None
        return SheetMade(taken, content, found, marked)

    return await asyncio.to_thread(understood)


async def finish(database: Database, made: SheetMade) -> SheetMade:
    """Write it, where that is the step, in chunks: a tap waits for none of it longer than for a delegate's own."""
    found, taken = made.found, made.taken
    if made.refused or found is None or taken.step != incoming.WRITE or found.questions or found.wrong:
        return made
    try:
        await write(database, taken.mission_id, found)
    except MissionFileInvalid as invalid:
        return replace(made, contradictions=[error.message for error in invalid.errors])
    return made


async def answer(session: UnitSession, job: DeskJob, _: Texts, made: SheetMade) -> NeutralMessage:
    """The columns, the next question, what it would change, what is wrong, or what was written."""
    person = await session.get_one(Person, job.person_id)
    await access.require_organiser(session, person, job.mission_id)
    if made.refused is not None or made.found is None:
        raise Refusal(made.refused.msgid, **made.refused.values) if made.refused else Refusal(incoming.GONE)
    found = made.found
    if made.contradictions:
        await session.delete(job)
        what = "\n".join(f"• {each}" for each in made.contradictions[:ERRORS])
        return NeutralMessage(text=_(CONTRADICTS, name=job.detail["name"], what=what), lane=Lane.REPLY)
    job.content, job.due_at = made.content, None
    if made.taken.step == incoming.HEADINGS:
        incoming.note(session, job, shown=shown.headings(found.sheets), passed=list(found.passed_over))
        return _screen(screens.headings(_, job))
    if found.questions:
        incoming.note(session, job, questions=shown.questions(found.questions))
        asked = screens.question(_, job)
        if asked is not None:
            return _screen(asked)
    return await _checked(session, job, _, made, found)


async def _checked(session: UnitSession, job: DeskJob, _: Texts, made: SheetMade, found: Understood) -> NeutralMessage:
    if found.wrong:
        await session.delete(job)
        message = _screen(screens.wrong(_, job, found))
        caption = _("📥 Your file, with what is to be corrected in the last column")
        files = [EnclosedFile(*made.marked, caption)] if made.marked else []
        return replace(message, files=files)
    if made.taken.step == incoming.WRITE:
        await session.delete(job)
        text, rows = screens.done(_, job, found)
        return NeutralMessage(text=text, buttons=rows, lane=Lane.REPLY)
    if not found.changes_anything:
        await session.delete(job)
        return NeutralMessage(text=_("📥 {name}: nothing changes.", name=job.detail["name"]), lane=Lane.REPLY)
    return _screen(screens.preview(_, job, found))


def _screen(screen: screens.Shown) -> NeutralMessage:
    text, rows = screen
    return NeutralMessage(text=text, buttons=rows, lane=Lane.REPLY, notice=False)


WORK = DeskWork(read, make, answer, finish)
