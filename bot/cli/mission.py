"""wasl mission: load one from its file, list them."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select

from missions.loading import LoadReport, MissionFileInvalid, MissionPlan, apply_in_parts, load_file, shift
from missions.loading.apply.calendar import load_calendar
from missions.loading.ics.events import LARGEST
from missions.loading.plan.errors import FileError
from storage import schema
from storage.database import Database
from storage.tables import Delegate, Mission

Work = Callable[[Database], Awaitable[LoadReport]]

_KINDS = {
    "mission": ("mission", "missions"),
    "delegation": ("delegation", "delegations"),
    "venue": ("venue", "venues"),
    "travel": ("way between venues", "ways between venues"),
    "table": ("table", "tables"),
    "slot": ("slot", "slots"),
    "session": ("session", "sessions"),
    "interpreter": ("interpreter", "interpreters"),
    "organisation": ("organisation", "organisations"),
    "delegate": ("delegate", "delegates"),
    "pair": ("pair made by hand", "pairs made by hand"),
}


async def load(path: Path, starting: date | None, url: str) -> int:
    """Load a mission file and print what changed, or a line for each error. The exit code: 0, or 2 for a wrong file."""

    def read() -> Work:
        plan = load_file(path)
        if starting is not None:
            plan = shift(plan, starting)

        async def work(database: Database) -> LoadReport:
            with _told_if_cut_short(plan) as reached:
                return await apply_in_parts(database, plan, reached)

        return work

    return await _load(path, url, read)


async def load_programme(mission_key: str, path: Path, url: str) -> int:
    """Load sessions from an iCalendar file, likewise."""

    def read() -> Work:
        content = _content(path)

        async def work(database: Database) -> LoadReport:
            async with database.unit() as session:
                return await load_calendar(session, mission_key, content)

        return work

    return await _load(path, url, read)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than is taken, to know that there are more.
            return file.read(LARGEST + 1)
    except OSError as error:
        raise MissionFileInvalid([FileError(None, "", f"cannot be read: {error.strerror}")]) from error


async def _load(path: Path, url: str, read: Callable[[], Work]) -> int:
    """read: reads the file, before the database is opened."""
    try:
        work = read()
        database = Database(url)
        try:
            await schema.upgrade(database)
            report = await work(database)
        finally:
            await database.close()
    except MissionFileInvalid as invalid:
        for error in invalid.errors:
            print(f"{path}:{'' if error.line else ' '}{error}", file=sys.stderr)
        return 2
    except schema.SchemaTooNew as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(_lines(report)))
    return 0


@contextmanager
def _told_if_cut_short(plan: MissionPlan) -> Iterator[Callable[[int], None]]:
    """What is called with how far a large mission has come; where it is cut short, it says so, and how to go on."""
    done: int | None = None

    def reached(now: int) -> None:
        nonlocal done
        done = now

    try:
        yield reached
    except BaseException:
        if done is not None:
            of = f"{done} of {_counted('delegate', len(plan.delegates))}"
            print(f"{plan.key}: cut short after {of}; load the file again to go on", file=sys.stderr)
        raise


def _lines(report: LoadReport) -> list[str]:
    """What the load did, a line for each sort of thing it did."""
    lines = [
        f"{report.mission}: {what} {', '.join(_counted(kind, counts[kind]) for kind in _KINDS if counts[kind])}"
        for what, counts in (("created", report.created), ("changed", report.changed), ("removed", report.removed))
        if counts
    ]
    if not lines:
        lines.append(f"{report.mission}: nothing has changed")
    if report.kept:
        kept = ", ".join(_counted(kind, report.kept[kind]) for kind in _KINDS if report.kept[kind])
        lines.append(f"{report.mission}: left as changed in the chat {kept}")
    lines += [
        f"{report.mission}: kept {name} = {_written(now)}, as set at the desk; the file says {_written(said)}"
        for name, (now, said) in report.settings_kept.items()
    ]
    lines += [
        f"{report.mission}: set {name} = {_written(said)}, as the file says now; the desk had set {_written(now)}"
        for name, (now, said) in report.overruled.items()
    ]
    if report.delegates_not_in_file:
        gone = _counted("delegate", report.delegates_not_in_file)
        lines.append(f"{report.mission}: left alone {gone} who are not in the file any more")
    if report.delegates_erased:
        lines.append(
            f"{report.mission}: not brought back {_counted('delegate', report.delegates_erased)}, erased since"
        )
    if report.meetings_changed:
        what = "meeting is" if report.meetings_changed == 1 else "meetings are"
        lines.append(
            f"{report.mission}: {report.meetings_changed} confirmed {what} elsewhere now: participants and organisers"
            " are notified in the chat"
        )
    if report.meetings_forgotten:
        lines.append(f"{report.mission}: {report.meetings_forgotten} closed meeting requests went with their slots")
    return lines


def _written(value: object) -> str:
    """A setting as the mission file would have it."""
    return '""' if value in ("", None) else f"{value}"


def _counted(kind: str, count: int) -> str:
    one, many = _KINDS[kind]
    return f"{count} {one if count == 1 else many}"


async def list_missions(url: str) -> int:
    """Print one line each: key, first and last day, time zone, how many delegates, title."""
    database = Database(url)
    try:
        await schema.upgrade(database)
        async with database.reading() as session:
            delegates = func.count(col(Delegate.id))
            statement = select(Mission, delegates).outerjoin(Delegate).group_by(col(Mission.id))
            rows = (await session.exec(statement.order_by(col(Mission.starts_on), col(Mission.key)))).all()
    finally:
        await database.close()
    for mission, count in rows:
        title = mission.title.get(mission.default_language, "")
        days = f"{mission.starts_on} to {mission.ends_on}"
        print(f"{mission.key}\t{days}\t{mission.time_zone}\t{_counted('delegate', count)}\t{title}")
    if not rows:
        print("There is no mission yet: begin one in the chat (/menu), or wasl mission load FILE")
    return 0
