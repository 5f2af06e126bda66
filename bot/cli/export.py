"""wasl export: a mission, or a template, as a spreadsheet."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlmodel import select

from handlers.exports.work import exported
from locales import catalogues
from missions.audit import record
from missions.exports import files, template
from storage import schema
from storage.database import Database
from storage.tables import Mission


def write_template(code: str, to: Path | None) -> int:
    """Write the template of a language; the exit code, 2 where there is no such language."""
    if code not in catalogues().codes:
        print(f'"{code}" is not a language of Wasl: {", ".join(catalogues().codes)}', file=sys.stderr)
        return 2
    language = catalogues().texts(code).language
    path = to or Path(f"template-{code}.xlsx")
    path.write_bytes(files.xlsx(template.sheets(language), language))
    print(path)
    return 0


async def write(mission_key: str, to: Path | None, code: str, url: str) -> int:
    """Write a mission as .xlsx, or as .zip with a .csv for each sheet; the exit code, 2 where there is no such one."""
    database = Database(url)
    try:
        await schema.upgrade(database)
        async with database.unit() as session:
            mission = (await session.exec(select(Mission).where(Mission.key == mission_key))).first()
            if mission is not None:
                record(session, None, mission.id, "mission.export", f"mission:{mission.id}")
    finally:
        await database.close()
    if mission is None:
        print(f'there is no mission "{mission_key}": wasl mission list', file=sys.stderr)
        return 2
    spoken = code if code in catalogues().codes else mission.default_language
    language = catalogues().texts(catalogues().pick(spoken, "en")).language
    path = to or Path(f"{mission_key}.xlsx")
    as_text = path.suffix.lower() in {".zip", ".csv"}
    path.write_bytes(await exported(url, mission.id, language, as_text=as_text))
    print(path)
    return 0
