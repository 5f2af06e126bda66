"""The roles that a process can have, each started, and stopped without losing anything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot import bot_profile, logs, retry, watchdog
from bot.courier.telegram_api import TokenRefused
from bot.exits import CannotRun
from bot.health import answering
from bot.intake import conflicts, failed_updates
from bot.intake.polling import Poller
from bot.intake.webhook import Webhook
from bot.process import Process
from bot.settings import Settings, SettingsInvalid
from bot.shutdown import Stop

log = structlog.get_logger()

Role = Callable[[Process, Stop], Awaitable[None]]

RECEPTION_SECONDS = 5.0
"""How long a stopping process waits for what it has taken to be committed; what is not, Telegram gives again."""


async def everything(process: Process, stop: Stop) -> None:
    """Reception, courier and clock in one process; beside others, courier and clock are those whose turn it is."""
    api, sending = process.courier.api, Stop()
    if not process.settings.webhook_url:
        await retry.until_done(stop, "getWebhookInfo", partial(conflicts.no_webhook, api))
    async with asyncio.TaskGroup() as group:
        group.create_task(process.delivering.run(sending))
        group.create_task(process.ticking.run(stop))
        publishing = group.create_task(bot_profile.publish(api, stop))
        log.info("running", bot=process.bot.id)
        try:
            await _receive(process, stop)
        except Exception:
            stop.ask()
            sending.ask(0.0)
            raise
        log.info("stopping")
        await process.last_replies(stop)
        sending.ask(stop.seconds_left)
        await publishing


async def serve(process: Process, stop: Stop) -> None:
    """Take what Telegram posts; any number of these stand behind one address."""
    log.info("running", bot=process.bot.id, role="serve")
    await _receive(process, stop)


async def courier(process: Process, stop: Stop) -> None:
    """Send what is in the outbox, or stand by for whoever does."""
    async with asyncio.TaskGroup() as group:
        group.create_task(process.delivering.run(stop))
        group.create_task(bot_profile.publish(process.courier.api, stop))
        log.info("running", bot=process.bot.id, role="courier")


async def clock(process: Process, stop: Stop) -> None:
    """Post what is due, or stand by for whoever does."""
    log.info("running", bot=process.bot.id, role="clock")
    await process.ticking.run(stop)


async def run(settings: Settings, role: Role = everything) -> None:
    """Be of a role until SIGTERM or SIGINT; then finish what was taken.

    Raises:
        CannotRun: Telegram refuses the token, or anything else that time does not mend.
    """
    logs.configure(settings.log_level)
    stop = Stop()
    stop.on_signals()
    asyncio.get_running_loop().set_exception_handler(_unexpected)
    _check(settings, role)
    process = Process.wire(settings, stop)
    health = process.health
    health.awaits("telegram", "has not answered yet")
    try:
        async with watchdog.answered(), answering(health, process.database, settings.metrics_listen):
            await retry.until_done(stop, "database", process.prepare)
            await retry.until_done(stop, "getMe", process.introduce)
            health.up("telegram")
            if not stop.asked:
                async with process.connected():
                    await role(process, stop)
    except Exception as error:  # noqa: BLE001 - said in one line
        raise _reason(error) from None
    finally:
        await process.close()
    log.info("stopped")


def _check(settings: Settings, role: Role) -> None:
    if settings.for_real and settings.clock is not None:
        raise SettingsInvalid(
            "WASL_CLOCK sets another time than the real one, for a demo or a rehearsal, and WASL_API_URL is Telegram's "
            "own: leave one of them out"
        )
    if settings.for_real and settings.pace == "off":
        raise SettingsInvalid("WASL_PACE: off is for a sandbox, and WASL_API_URL is Telegram's own: set it to telegram")
    if role is everything:
        return
    if settings.database.startswith("sqlite"):
        raise SettingsInvalid(
            f"WASL_DATABASE_URL: wasl {role.__name__} shares a PostgreSQL database with the other processes, "
            "as postgresql://user:password@host/name; on SQLite, wasl run is all of them in one"
        )
    if role is serve and not settings.webhook_url:
        raise SettingsInvalid(
            "WASL_WEBHOOK_URL is missing: the public https:// address where Telegram posts to wasl serve; "
            "without one, wasl run polls"
        )


async def _receive(process: Process, stop: Stop) -> None:
    api, settings = process.courier.api, process.settings
    if settings.webhook_url:
        receiving = Webhook(api, process.door(), settings, process.health).run(stop)
    else:
        receiving = Poller(api, process.intake).run(stop)
    if not await stop.finish(receiving, RECEPTION_SECONDS):
        log.warning("updates handed back: the database did not take them in time")


def _reason(error: Exception) -> CannotRun:
    """Why the process ends, in one line. Errors of whatever kind may carry what people wrote: none is shown whole."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, CannotRun):
        return error
    if isinstance(error, TokenRefused):
        return SettingsInvalid("WASL_BOT_TOKEN: Telegram refuses this token; @BotFather shows the present one")
    told = failed_updates.describe(error)
    return CannotRun(f"Wasl cannot go on: {told['error']} at {told['place']} {told.get('said', '')}".rstrip())


def _unexpected(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """What asyncio would otherwise print whole, with whatever stands in the error."""
    error = context.get("exception")
    log.error("unexpected", **failed_updates.describe(error) if isinstance(error, BaseException) else {})
