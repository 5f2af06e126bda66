"""The roles that a process can have, each started, and stopped without losing anything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

import structlog

from bot import bot_profile, logs, pages, retry, watchdog
from bot.courier.telegram_api import TokenRefused
from bot.exits import CannotRun
from bot.health import answering
from bot.intake import conflicts, failed_updates, takeover
from bot.intake.polling import Poller
from bot.intake.webhook import Webhook, address
from bot.process import Process
from bot.settings import Settings, SettingsInvalid
from bot.shutdown import Stop
from bot.webhook_watch import WebhookWatch
from storage.errors import DatabaseGone

log = structlog.get_logger()

Role = Callable[[Process, Stop], Awaitable[None]]

RECEPTION_SECONDS = 5.0
"""How long a stopping process waits for what it has taken to be committed; what is not, Telegram gives again."""


async def everything(process: Process, stop: Stop) -> None:
    """Reception, courier and clock in one process; courier and clock stand by until they hold their leases."""
    api, sending = process.courier.api, Stop()
    if not process.settings.webhook_url:
        await retry.until_done(stop, "getWebhookInfo", partial(conflicts.no_webhook, api))
    async with asyncio.TaskGroup() as group:
        working = group.create_task(_once_served(process, stop, sending))
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
        await working


async def _once_served(process: Process, stop: Stop, sending: Stop) -> None:
    """Courier and clock send nothing while another installation may be the one that Telegram serves."""
    await stop.first(process.reception.served.wait())
    if not process.reception.served.is_set():
        return
    async with asyncio.TaskGroup() as group:
        group.create_task(process.delivering.run(sending))
        group.create_task(process.ticking.run(stop))
        group.create_task(bot_profile.publish(process.courier.api, stop))


async def serve(process: Process, stop: Stop) -> None:
    """Take what Telegram posts; any number of these stand behind one address."""
    log.info("running", bot=process.bot.id, role="serve")
    await _receive(process, stop)


async def courier(process: Process, stop: Stop) -> None:
    """Send what is in the outbox while holding the lease; stand by otherwise."""
    log.info("running", bot=process.bot.id, role="courier")
    await _until_served(process, stop)
    async with asyncio.TaskGroup() as group:
        group.create_task(process.delivering.run(stop))
        group.create_task(bot_profile.publish(process.courier.api, stop))


async def clock(process: Process, stop: Stop) -> None:
    """Post what is due while holding the lease; stand by otherwise."""
    log.info("running", bot=process.bot.id, role="clock")
    await _until_served(process, stop)
    await process.ticking.run(stop)


async def _until_served(process: Process, stop: Stop) -> None:
    if process.settings.pace == "off":
        return
    wait = partial(takeover.until_served, process.courier.api, process.database, stop)
    await retry.until_done(stop, "getWebhookInfo", wait)


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
                    await _guarded(process, stop, role)
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


async def _guarded(process: Process, stop: Stop, role: Role) -> None:
    """Do a role's work for as long as the database is the one that is there."""
    watching = asyncio.ensure_future(_watch_file(process, stop))
    working = asyncio.ensure_future(role(process, stop))
    try:
        await asyncio.wait({watching, working}, return_when=asyncio.FIRST_COMPLETED)
        if watching.done():
            watching.result()
        await working
    finally:
        for task in (watching, working):
            task.cancel()
        await asyncio.gather(watching, working, return_exceptions=True)


async def _watch_file(process: Process, stop: Stop) -> None:
    while not stop.asked:
        process.database.check_file()
        try:
            await process.database.truncate_log()
        except DatabaseGone:
            raise
        except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
            log.warning("log of the database not emptied yet", **failed_updates.describe(error))
        await stop.sleep(process.settings.tick_seconds)


async def _receive(process: Process, stop: Stop) -> None:
    api, settings = process.courier.api, process.settings
    if not process.reception.served.is_set():
        process.health.awaits("reception", "another process may receive this bot's updates: none is acknowledged yet")
    wanted = address(settings) if settings.webhook_url else ""
    noting = asyncio.create_task(_once_receiving(process, WebhookWatch(api, wanted, process.health), stop))
    try:
        async with pages.answering(settings, process.database):
            await _finish(_receiver(process).run(stop), stop)
    finally:
        noting.cancel()


def _receiver(process: Process) -> Webhook | Poller:
    api, settings = process.courier.api, process.settings
    if not settings.webhook_url:
        return Poller(api, process.intake, process.reception)
    answered = pages.routes(process.database)
    return Webhook(api, process.door(), settings, process.health, process.takeover(), pages=answered)


async def _once_receiving(process: Process, watch: WebhookWatch, stop: Stop) -> None:
    """What follows once this process is served: the others know it, and it is watched."""
    await process.reception.served.wait()
    process.health.up("reception")
    how = address(process.settings) if process.settings.webhook_url else conflicts.POLLING
    try:
        await conflicts.note_served(process.database, how)
    except Exception as error:  # noqa: BLE001 - courier and clock of other processes wait for it, and find it later
        log.warning("not noted that this installation is served", **failed_updates.describe(error))
    await stop.sleep(process.settings.tick_seconds)  # the webhook is registered by then
    await watch.run(stop)


async def _finish(receiving: Coroutine[Any, Any, None], stop: Stop) -> None:
    if not await stop.finish(receiving, RECEPTION_SECONDS):
        log.warning("updates handed back: the database did not take them in time")


def _reason(error: Exception) -> CannotRun:
    """Why the process ends, in one line. Errors of whatever kind may carry what people wrote: none is shown whole."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, CannotRun):
        return error
    if isinstance(error, DatabaseGone):
        return CannotRun(f"{error}: stop everything that uses it, put the right file there, and start again")
    if isinstance(error, TokenRefused):
        return SettingsInvalid("WASL_BOT_TOKEN: Telegram refuses this token; @BotFather shows the present one")
    told = failed_updates.describe(error)
    return CannotRun(f"Wasl cannot go on: {told['error']} at {told['place']} {told.get('said', '')}".rstrip())


def _unexpected(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Log in one line what asyncio would print whole, with what people wrote."""
    error = context.get("exception")
    log.error("unexpected", **failed_updates.describe(error) if isinstance(error, BaseException) else {})
