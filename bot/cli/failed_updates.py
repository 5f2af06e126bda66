"""wasl failed: the updates that could not be handled."""

from __future__ import annotations

import sys

from bot.courier.telegram_api import ApiError, TokenRefused
from bot.exits import CannotRun
from bot.intake import failed_updates
from bot.intake.replay import Replayer
from bot.process import Process
from bot.settings import Settings
from storage import schema
from storage.database import Database


async def list_failed(settings: Settings) -> int:
    """Print one line each: number, when, which update, the error. Nothing of what was written."""
    database = Database(settings.database)
    try:
        await schema.upgrade(database)
        rows = await failed_updates.failed(database)
    except schema.SchemaTooNew as error:
        raise CannotRun(str(error)) from None
    finally:
        await database.close()
    for row in rows:
        what = "notice" if row.update_id is None else f"update {row.update_id}"
        print(f"{row.id}\t{row.failed_at:%Y-%m-%d %H:%M:%S}Z\t{what}\t{row.error}")
    if not rows:
        print("No update has failed.")
    return 0


async def replay(settings: Settings, number: int | None) -> int:
    """Handle failed updates again, oldest first. The exit code: 0 when all of them went through.

    What they say goes to the outbox, and out with the courier of `wasl run`.

    Raises:
        CannotRun: Telegram, which is asked for the bot's name, is away or refuses the token.
    """
    process = Process.wire(settings)
    try:
        await process.prepare()
        rows = [row for row in await failed_updates.failed(process.database) if number in (None, row.id)]
        if number is not None and not rows:
            print(f"there is no failed update {number}: see wasl failed list", file=sys.stderr)
            return 2
        await _introduce(process)
        replayer = Replayer(process.database, process.intake, process.bot)
        still_failing = 0
        for row in rows:
            error = await replayer.replay(row)
            print(f"{row.id}\t{error or 'done'}")
            still_failing += error is not None
        return 1 if still_failing else 0
    finally:
        await process.close()


async def _introduce(process: Process) -> None:
    try:
        await process.introduce()
    except TokenRefused:
        raise CannotRun("WASL_BOT_TOKEN: Telegram refuses this token") from None
    except ApiError as error:
        raise CannotRun(f"Telegram does not answer: {error.description}") from None
