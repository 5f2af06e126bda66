"""The command line. Everything heavy is imported by the command that needs it: --help answers at once."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from collections.abc import Coroutine
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import operations
from bot.exits import CannotRun
from timekeeping import zones

app = typer.Typer(
    help="Wasl, the chat companion of a trade mission.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # they show local variables, and a token may be among them
)
mission = typer.Typer(help="Missions: load one from its file, list them.", no_args_is_help=True, rich_markup_mode=None)
db = typer.Typer(help="The database: bring it up to date, check it.", no_args_is_help=True, rich_markup_mode=None)
failed = typer.Typer(help="Updates whose handling failed.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(mission, name="mission")
app.add_typer(db, name="db")
webhook = typer.Typer(help="Where Telegram posts updates.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(failed, name="failed")
app.add_typer(webhook, name="webhook")
operations.add_to(app, db)


class Direction(StrEnum):
    """By what `wasl match` ranks."""

    NEEDS = "needs"
    MUTUAL = "mutual"
    FAIR = "fair"


GRACE_SECONDS = 5.0
"""How long the tasks of a process that cannot go on may take to end."""


def main() -> None:
    """Run the command line. Why it cannot run is one line; the exit code is 2 where a setting is wrong, else 1."""
    zones.pin()
    os.umask(0o077)  # all files hold personal data: for Wasl's user alone
    try:
        app()
    except CannotRun as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001 - a traceback tells an operator nothing, and may tell what people wrote
        from bot.cli import trouble  # noqa: PLC0415

        print(trouble.told(error), file=sys.stderr)
        sys.exit(1)


@app.command()
def run() -> None:
    """Run everything in one process: intake, by webhook where WASL_WEBHOOK_URL is set, courier and clock."""
    _be("everything")


@app.command()
def serve() -> None:
    """Receive the webhook, on PostgreSQL: as many of these as you like, behind one address."""
    _be("serve")


@app.command()
def courier() -> None:
    """Send what is to be said, on PostgreSQL: one does, others stand by."""
    _be("courier")


@app.command()
def clock() -> None:
    """Post what is due, on PostgreSQL: one does, others stand by."""
    _be("clock")


def _be(role: str) -> None:
    # Importing makes 400,000 objects that stay: to sweep among them costs a second now, and pauses ever after.
    gc.disable()
    from bot import roles, settings  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    asyncio.run(_until_it_cannot(roles.run(settings.load(), getattr(roles, role))))


async def _until_it_cannot(work: Coroutine[Any, Any, None]) -> None:
    """Run a role. Where it cannot go on, the process ends, even if a task hangs on what is gone and ignores its end."""
    try:
        await work
    except CannotRun as error:
        last_resort = threading.Timer(GRACE_SECONDS, _end_at_once, [error])
        last_resort.daemon = True
        last_resort.start()
        raise


def _end_at_once(error: CannotRun) -> None:
    print(error, file=sys.stderr, flush=True)
    os._exit(error.exit_code)


@app.command()
def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Forget everything and begin again.")] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the page opens on this machine; 0 takes a free port.")
    ] = 8765,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path(".demo"),
) -> None:
    """Try Wasl on this machine, in the browser: no account, no server, no network."""
    from bot.cli import demo as command  # noqa: PLC0415

    try:
        asyncio.run(command.run(folder, port=port, reset=reset))
    except KeyboardInterrupt:
        pass  # before everything stood: there is nothing to finish
    except command.DemoFailed as error:
        print(error, file=sys.stderr)
        sys.exit(1)


@app.command()
def timetable(  # noqa: PLR0917 - each is an option of the command
    mission_key: Annotated[
        str | None, typer.Argument(metavar="[MISSION]", help="Make a draft for this mission: its key or number.")
    ] = None,
    problem: Annotated[Path | None, typer.Option(metavar="FILE", help="A mission's problem as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    seconds: Annotated[float | None, typer.Option(min=0, help="End with the best plan found by then.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processors to use.")] = 2,
    draft: Annotated[int | None, typer.Option(hidden=True, help="Work on this draft: what the clock starts.")] = None,
) -> None:
    """Make a timetable: a draft for a mission, or a plan from a file without a database.

    The exit code: 0 with a plan, 3 without one, 2 for wrong input.
    """
    if problem is not None:
        from bot.cli import timetable as command  # noqa: PLC0415

        sys.exit(command.solve(problem, as_json=as_json, seconds=seconds, workers=workers))
    if draft is None and mission_key is None:
        raise typer.BadParameter("say for which mission, or give a problem with --problem FILE")
    from bot import settings  # noqa: PLC0415
    from bot.cli import timetable_worker as drafting  # noqa: PLC0415

    url = settings.load().database
    if draft is not None:
        sys.exit(asyncio.run(drafting.work(draft, url)))
    sys.exit(asyncio.run(drafting.make(str(mission_key), url, int(seconds or 0))))


@app.command()
def match(
    profiles: Annotated[Path, typer.Option(help="A list of profiles in JSON: see docs/operate.md.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: {id: [[other id, score], …], …}.")] = False,
    top: Annotated[int | None, typer.Option(min=1, help="At most so many for each; everyone when left out.")] = None,
    direction: Annotated[
        Direction,
        typer.Option(
            help="needs: whose offers fit one's needs; mutual: both ways; fair: over all lists, as people see them: "
            "3 of an organisation and 4 of a sector at most. The others are plain rankings, without caps."
        ),
    ] = Direction.MUTUAL,
) -> None:
    """Rank profiles of a file for one another, without any database."""
    from bot.cli import match as command  # noqa: PLC0415

    sys.exit(command.run(profiles, as_json=as_json, top=top, direction=direction.value))


@app.command()
def export(
    mission_key: Annotated[str | None, typer.Argument(metavar="[MISSION]", help="The key of the mission.")] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to; .zip has a .csv for each sheet. KEY.xlsx if left out."),
    ] = None,
    language: Annotated[str, typer.Option(help="Of the labels; the mission's own if left out.")] = "",
    template: Annotated[
        str | None, typer.Option(metavar="LANGUAGE", help="Write the spreadsheet to fill in, in this language.")
    ] = None,
) -> None:
    """Write a mission as a spreadsheet: delegates, venues, programme, meetings, attendance, announcements, audit."""
    from bot.cli import export as command  # noqa: PLC0415

    if template is not None:
        sys.exit(command.write_template(template, to))
    if mission_key is None:
        raise typer.BadParameter("say which mission, or --template LANGUAGE")
    from bot import settings  # noqa: PLC0415

    sys.exit(asyncio.run(command.write(mission_key, to, language, settings.load().database)))


@mission.command("load")
def mission_load(
    file: Annotated[Path, typer.Argument(help="The mission file, as examples/malaga.toml.")],
    starting: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Move every date so that the mission starts that day.")
    ] = None,
) -> None:
    """Create a mission from its file, or change what changed in it, while Wasl runs.

    A file that is wrong changes nothing. What is right is written at once, or, where it has more than 1,000 entries, in
    parts: load it again to complete what was cut short.
    """
    from bot import settings  # noqa: PLC0415
    from bot.cli import mission as command  # noqa: PLC0415

    day = starting.date() if starting else None
    sys.exit(asyncio.run(command.load(file, day, settings.load().database)))


@mission.command("programme")
def mission_programme(
    key: Annotated[str, typer.Argument(help="The key of the mission.")],
    file: Annotated[Path, typer.Argument(help="An iCalendar file (.ics): each event becomes a session.")],
) -> None:
    """Add the sessions of a calendar to a mission's programme, or change what changed in it."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import mission as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.load_programme(key, file, settings.load().database)))


@mission.command("list")
def mission_list() -> None:
    """List the missions."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import mission as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.list_missions(settings.load().database)))


@app.command("import")
def import_sheet(
    file: Annotated[Path, typer.Argument(help="A spreadsheet: .xlsx, .xls, .ods or .csv.")],
    mission_key: Annotated[
        str, typer.Option("--mission", help="The key of the mission; needed where there are several.")
    ] = "",
    delegation: Annotated[str, typer.Option(help="Whose people these are, where a sheet does not say it: a key.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write it without asking, where nothing is in doubt.")] = False,
) -> None:
    """Load people, venues, slots or sessions from a spreadsheet. What would change is shown first.

    A file with errors changes nothing: it is written again beside the first, with the errors in a last column.
    """
    from bot import settings  # noqa: PLC0415
    from bot.cli import sheets as command  # noqa: PLC0415

    sys.exit(command.load(file, mission_key, delegation, settings.load().database, yes=yes))


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest schema (`wasl run` does so too)."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import database as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.upgrade(settings.load().database)))


@db.command("check")
def db_check() -> None:
    """Tell whether the database has the schema that this version wants."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import database as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.check(settings.load().database)))


@failed.command("list")
def failed_list() -> None:
    """List the updates whose handling failed, with the error."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import failed_updates as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.list_failed(settings.load())))


@failed.command("replay")
def failed_replay(
    number: Annotated[int | None, typer.Argument(help="Which one, as listed; all of them when left out.")] = None,
) -> None:
    """Handle failed updates again, after what made them fail is mended."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import failed_updates as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.replay(settings.load(), number)))


@webhook.command("remove")
def webhook_remove() -> None:
    """Have Telegram post updates nowhere, so that `wasl run` may poll; what waits is kept."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import webhook as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.remove(settings.load())))
