"""Writes a spreadsheet beside the event loop: with a connection and a loop of its own, so that no tap waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from handlers.core.desk_job import DeskWork, Means
from handlers.exports.data import ExportForm
from handlers.views.message import EnclosedFile, NeutralMessage
from locales import Language, Texts, catalogues
from missions.exports import files, template
from missions.exports.gathering import gather
from missions.people import access
from storage.database import Database, UnitSession
from storage.tables import DeskJob, Lane, Mission, Person


@dataclass(frozen=True, slots=True)
class AskedExport:
    """Which spreadsheet, of which mission. content: once it is made."""

    mission_id: int
    key: str
    form: ExportForm
    language: Language
    content: bytes = b""

    @property
    def name(self) -> str:
        """Of the file."""
        if self.form is ExportForm.TEMPLATE:
            return f"{self.key}-template-{self.language.code}.xlsx"
        return f"{self.key}.{'xlsx' if self.form is ExportForm.WORKBOOK else 'zip'}"


async def read(session: UnitSession, job: DeskJob, _: Texts) -> AskedExport:
    """What was asked for."""
    mission = await session.get_one(Mission, job.mission_id)
    language = catalogues().texts(job.detail["language"]).language
    return AskedExport(mission.id, mission.key, ExportForm(job.detail["form"]), language)


async def make(asked: AskedExport, _means: Means) -> AskedExport:
    """A template, which needs no tables."""
    if asked.form is not ExportForm.TEMPLATE:
        return asked
    return replace(asked, content=await asyncio.to_thread(files.xlsx, template.sheets(asked.language), asked.language))


async def finish(database: Database, asked: AskedExport) -> AskedExport:
    """The mission as it is."""
    if asked.form is ExportForm.TEMPLATE:
        return asked
    return replace(asked, content=await asyncio.to_thread(_exported, database.url, asked))


def _exported(url: str, asked: AskedExport) -> bytes:
    return asyncio.run(exported(url, asked.mission_id, asked.language, as_text=asked.form is ExportForm.TEXT))


async def exported(url: str, mission_id: int, language: Language, *, as_text: bool) -> bytes:
    """The file, from a connection of its own. It blocks its event loop."""
    database = Database(url)
    try:
        async with database.reading() as session:
            gathered = await gather(session, await session.get_one(Mission, mission_id))
    finally:
        await database.close()
    sheets = gathered.sheets(language)
    return files.zipped(sheets) if as_text else files.xlsx(sheets, language)


async def answer(session: UnitSession, job: DeskJob, _: Texts, made: AskedExport) -> NeutralMessage:
    """The file."""
    await access.require_organiser(session, await session.get_one(Person, job.person_id), job.mission_id)
    await session.delete(job)
    caption = (
        _("📄 Fill in the sheets that you need, and send the file back here.")
        if made.form is ExportForm.TEMPLATE
        else _("📤 The mission as it is now. It holds personal data: keep it safe.")
    )
    return NeutralMessage(files=[EnclosedFile(made.name, made.content, caption)], lane=Lane.REPLY)


WORK = DeskWork(read, make, answer, finish)
