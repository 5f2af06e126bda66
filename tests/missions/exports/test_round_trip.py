"""What is exported goes in again without a change, in each language, as a workbook and as texts."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from locales import catalogues
from missions.exports import files, template
from missions.exports.gathering import gather
from missions.loading import apply, load_file, shift
from missions.sheets.choices import Choices
from missions.sheets.existing import There, there
from missions.sheets.files import open_file
from missions.sheets.plan import understand
from storage import schema
from storage.database import Database
from storage.tables import Mission
from tests.engines import new_database

EXAMPLES = Path(__file__).parents[3] / "examples"


async def _loaded(url: str, name: str) -> Database:
    database = Database(url)
    await schema.upgrade(database)
    async with database.unit() as session:
        await apply(session, shift(load_file(EXAMPLES / f"{name}.toml"), date(2027, 6, 14)))
    return database


async def _export(database: Database, code: str) -> tuple[bytes, bytes, There]:
    language = catalogues().texts(code).language
    async with database.reading() as session:
        mission = (await session.exec(select(Mission))).one()
        gathered = await gather(session, mission)
        known = await there(session, mission)
    return files.xlsx(gathered.sheets(language), language), files.zipped(gathered.sheets(language)), known


@pytest.mark.parametrize("name", ["malaga", "abidjan"])
@pytest.mark.parametrize("code", ["fr", "ar", "en"])
async def test_an_export_changes_nothing_where_it_goes_in_again(name: str, code: str, tmp_path: Path) -> None:
    async with new_database("sqlite", tmp_path) as url:
        database = await _loaded(url, name)
        workbook, texts, known = await _export(database, code)
        await database.close()
    found = understand(open_file(workbook, "export.xlsx"), known, Choices())
    assert not found.questions, found.questions
    assert not [each for each in found.findings if each.grave], found.findings
    assert not found.changes_anything, found.tallies
    with zipfile.ZipFile(io.BytesIO(texts)) as archive:
        for each in archive.namelist():
            read = understand(open_file(archive.read(each), each), known, Choices())
            assert not read.changes_anything, (each, read.tallies)
            assert not [one for one in read.findings if one.grave], (each, read.findings)


@pytest.mark.parametrize("code", ["fr", "ar", "en"])
def test_an_empty_template_says_nothing(code: str) -> None:
    language = catalogues().texts(code).language
    opened = open_file(files.xlsx(template.sheets(language), language), "template.xlsx")
    assert len(opened.grids) == 8
