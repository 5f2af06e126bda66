"""wasl import: the people and the frame of a mission from a spreadsheet, with what would change shown first."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from locales import Texts, catalogues
from missions.loading.plan.errors import FileMessage, MissionFileInvalid
from missions.sheets import answer_sheet
from missions.sheets.choices import Choices, Option, SheetQuestion
from missions.sheets.existing import There, there
from missions.sheets.files import FileRefused, OpenedFile, open_file
from missions.sheets.headings import Headed
from missions.sheets.plan import NO_SHEET, understand
from missions.sheets.rows import CellFinding
from missions.sheets.understood import KindTally, Understood
from missions.sheets.write import write
from storage import schema
from storage.database import Database
from storage.tables import Mission

SHOWN = 40
"""Errors and names on the terminal; all errors are in the file that is written."""


def load(path: Path, mission_key: str, delegation: str, url: str, *, yes: bool) -> int:
    """Show what a file would change, ask what is in doubt, and write it. The exit code: 0, or 2 where it is refused."""
    _ = catalogues().texts("en")
    try:
        content = path.read_bytes()
        sheet = _Sheet(path, content, open_file(content, path.name), delegation, yes)
        return asyncio.run(_load(_, sheet, mission_key, url))
    except OSError as error:
        return _refused(f"{path}: cannot be read: {error.strerror}")
    except FileRefused as refused:
        return _refused(f"{path}: {_.plain_message(refused.said)}")
    except MissionFileInvalid as invalid:
        return _refused("\n".join(f"{path}: {error}" for error in invalid.errors))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The file, and what was said of it on the command line."""

    path: Path
    content: bytes
    opened: OpenedFile
    delegation: str
    yes: bool


async def _load(_: Texts, sheet: _Sheet, mission_key: str, url: str) -> int:
    database = Database(url)
    try:
        await schema.upgrade(database)
        async with database.reading() as session:
            missions = (await session.exec(select(Mission).order_by(col(Mission.id)))).all()
            chosen = [each for each in missions if not mission_key or each.key == mission_key]
            if len(chosen) != 1:
                return _refused(f"say for which mission, with --mission: {', '.join(each.key for each in missions)}")
            known, mission_id = await there(session, chosen[0]), chosen[0].id
        found = _understood(_, sheet, known)
        if found is None or found.wrong:
            return 2 if found is None else _wrong(_, sheet, found)
        if found.changes_anything and (sheet.yes or _agreed()):
            await write(database, mission_id, found)
            print("written")
        else:
            print("nothing was written; --yes writes it" if found.changes_anything else "nothing changes")
    finally:
        await database.close()
    return 0


def _refused(line: str) -> int:
    print(line, file=sys.stderr)
    return 2


def _understood(_: Texts, sheet: _Sheet, known: There) -> Understood | None:
    """The file once all questions are answered; None where nobody is there to answer, or no heading is known."""
    answers: dict[str, str] = {}
    found = understand(sheet.opened, known, Choices(answers=answers))
    if not found.sheets:
        print(_.plain_message(FileMessage(NO_SHEET, {})), file=sys.stderr)
        return None
    print("\n".join(_headings(found.sheets, found.passed_over)))
    while found.questions:
        for question in found.questions:
            answer = _answer(_, question, sheet.delegation)
            if answer is None:
                return None
            answers[question.id] = answer
        found = understand(sheet.opened, known, Choices(answers=answers))
    print("\n".join(_preview(_, found)))
    return found


def _headings(sheets: Sequence[Headed], passed_over: Sequence[str]) -> Iterator[str]:
    for sheet in sheets:
        yield f"{sheet.grid.name}: {sheet.layout.key}"
        for each in sheet.headings:
            what = f"{each.key}{f' ({each.language})' if each.language else ''}" if each.key else "left out"
            yield f"  {each.text or f'column {each.at + 1}'} -> {what}{'' if each.sure else ' ?'}"
    yield from (f"{name}: no known heading; left out" for name in passed_over)


def _answer(_: Texts, question: SheetQuestion, delegation: str) -> str | None:
    """The value of an option; None where it cannot be asked."""
    if question.id.startswith("side:") and delegation in {option.value for option in question.options}:
        return delegation
    print(_.plain_message(question.said))
    for lines in question.about:
        print(f"  {' · '.join(lines)}")
    for number, option in enumerate(question.options, start=1):
        print(f"  {number} {_label(_, option)}")
    if not sys.stdin.isatty():
        print("answer it on a terminal; --delegation says whose people these are", file=sys.stderr)
        return None
    while True:
        typed = input("> ").strip()
        if typed.isdigit() and 1 <= int(typed) <= len(question.options):
            return question.options[int(typed) - 1].value


def _label(_: Texts, option: Option) -> str:
    if isinstance(option.said, FileMessage):
        return _.plain_message(option.said)
    return option.said if isinstance(option.said, str) else _.choose(option.said)


def _preview(_: Texts, found: Understood) -> Iterator[str]:
    for kind, tally in found.tallies.items():
        yield from _counts(kind, tally)
    for kind, count in Counter(found.kinds_by_name.values()).most_common():
        yield f"taken for {kind}, by their names: {count} organisation"
    yield from _findings(_, [each for each in found.findings if not each.grave])


def _counts(kind: str, tally: KindTally) -> Iterator[str]:
    for what, names in (("added", tally.added), ("changed", tally.changed)):
        if names:
            yield f"{what}: {len(names)} {kind}"
            yield from (f"  {name}" for name in names[:SHOWN])
    if tally.left:
        yield f"left as they are: {tally.left} {kind}"


def _findings(_: Texts, findings: Sequence[CellFinding]) -> Iterator[str]:
    for each in findings[:SHOWN]:
        heading = f", {each.heading}" if each.heading else ""
        yield f"row {each.row + 1}{heading}: {_.plain_message(each.said)}"
    if len(findings) > SHOWN:
        yield f"… and {len(findings) - SHOWN} more"


def _wrong(_: Texts, sheet: _Sheet, found: Understood) -> int:
    """Say what is wrong, and write the file with it beside the first."""
    print("\n".join(_findings(_, found.wrong)), file=sys.stderr)
    marked = answer_sheet.answer(sheet.opened, sheet.content, sheet.path.name, found, _.plain_message)
    if marked:
        name, written = marked
        beside = sheet.path.with_name(f"{Path(name).stem}-to-correct{Path(name).suffix}")
        beside.write_bytes(written)
        print(f"nothing was written; the errors are in the last column of {beside}", file=sys.stderr)
    return 2


def _agreed() -> bool:
    return sys.stdin.isatty() and input("Write it? [y/N] ").strip().lower() in ("y", "yes")
