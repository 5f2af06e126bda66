"""What people's own programs ask over HTTP, where it is not the webhook's port that answers them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.http_server import listening
from bot.settings import Settings
from storage.database import Database
from web import calendars


def routes(database: Database) -> list[web.RouteDef]:
    """All that they may ask."""
    return calendars.routes(database)


@asynccontextmanager
async def answering(settings: Settings, database: Database) -> AsyncIterator[None]:
    """Answer at WASL_LISTEN for as long as the block runs, if there is a public address and no webhook.

    Raises:
        CannotRun: the address is taken.
    """
    if settings.webhook_url or not settings.public_address:
        yield
        return
    app = web.Application(client_max_size=0)
    app.router.add_routes(routes(database))
    async with listening(app, settings.listen, "WASL_LISTEN", shutdown_seconds=0.5):
        yield
