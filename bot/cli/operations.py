"""The part of the command line that keeps an installation in health. Heavy things are imported by what needs them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

Numbers = Annotated[list[int] | None, typer.Argument(help="Which ones, as listed; all of them when left out.")]


def add_to(app: typer.Typer, db: typer.Typer) -> None:
    """Add the commands."""
    app.command("doctor")(_doctor)
    db.command("backup")(_backup)
    db.command("restore")(_restore)
    app.add_typer(_held(), name="held")
    app.add_typer(_dead(), name="dead")
    app.add_typer(_halt(), name="halt")
    app.add_typer(_organisers(), name="organiser")


def _doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Examine token, webhook, database, clock and the rest, and say what to do: exit code 1 where something fails."""
    from bot.cli import doctor as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.run(as_json=as_json)))


def _backup(
    place: Annotated[
        Path, typer.Argument(help="A new file (.wasl.gz is a good ending), or a folder, where its name is the time.")
    ],
    keep: Annotated[
        int | None, typer.Option(min=1, help="Delete all but the newest backups of the folder, so many; all are kept.")
    ] = None,
) -> None:
    """Write everything into one file, consistent, while Wasl runs."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import backup as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.back_up(place, keep, settings.load().database)))


def _restore(file: Annotated[Path, typer.Argument(help="What wasl db backup has written.")]) -> None:
    """Put a backup into an empty database, of either engine; messages that waited are held for review."""
    from bot import settings  # noqa: PLC0415
    from bot.cli import backup as command  # noqa: PLC0415

    sys.exit(asyncio.run(command.restore(file, settings.load().database)))


def _held() -> typer.Typer:
    held = typer.Typer(
        help="Messages held back after a restore: most of them may have arrived already.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )

    @held.command("list")
    def _list() -> None:
        """List them, without their words."""
        _aside("held", "listed")

    @held.command("release")
    def _release(numbers: Numbers = None) -> None:
        """Send them after all, once each; what has expired is not sent."""
        _aside("held", "send_again", numbers)

    @held.command("drop")
    def _drop(numbers: Numbers = None) -> None:
        """Never send them."""
        _aside("held", "give_up", numbers)

    return held


def _dead() -> typer.Typer:
    dead = typer.Typer(
        help="Dead letters: messages that Telegram refused for good.", no_args_is_help=True, rich_markup_mode=None
    )

    @dead.command("list")
    def _list() -> None:
        """List them with Telegram's reason, without their words."""
        _aside("dead", "listed")

    @dead.command("replay")
    def _replay(numbers: Numbers = None) -> None:
        """Send them again, after what made Telegram refuse them is mended."""
        _aside("dead", "send_again", numbers)

    @dead.command("drop")
    def _drop(numbers: Numbers = None) -> None:
        """Give them up."""
        _aside("dead", "give_up", numbers)

    return dead


def _halt() -> typer.Typer:
    halt = typer.Typer(
        help="The halt of all messages that Telegram asked for with a 429.", no_args_is_help=True, rich_markup_mode=None
    )

    @halt.command("show")
    def _show() -> None:
        """Tell until when it holds."""
        _halted("show")

    @halt.command("lift")
    def _lift() -> None:
        """End it, and those of single chats, at once. Telegram may answer with a longer one."""
        _halted("lift")

    return halt


def _halted(act: str) -> None:
    from bot import settings  # noqa: PLC0415
    from bot.cli import halt as command  # noqa: PLC0415

    sys.exit(asyncio.run(getattr(command, act)(settings.load().database)))


def _aside(state: str, act: str, *numbers: list[int] | None) -> None:
    from bot import settings  # noqa: PLC0415
    from bot.cli import dead_letters as command  # noqa: PLC0415
    from storage.tables import OutboxState  # noqa: PLC0415

    which = [set(some) if some else None for some in numbers]
    sys.exit(asyncio.run(getattr(command, act)(OutboxState(state), *which, settings.load().database)))


def _organisers() -> typer.Typer:
    organisers = typer.Typer(
        help="Organisers of the missions, but for the owners in WASL_OWNER_IDS.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )

    @organisers.command("list")
    def list_them() -> None:
        """List confirmed organisers: number, mission, Telegram id, and what Telegram called them."""
        from bot import settings  # noqa: PLC0415
        from bot.cli import organisers as command  # noqa: PLC0415

        sys.exit(asyncio.run(command.list_them(settings.load().database)))

    @organisers.command("remove")
    def remove(number: Annotated[int, typer.Argument(help="As listed.")]) -> None:
        """End an organiser's part in a mission; their link opens no more."""
        from bot import settings  # noqa: PLC0415
        from bot.cli import organisers as command  # noqa: PLC0415

        sys.exit(asyncio.run(command.remove(number, settings.load().database)))

    return organisers
