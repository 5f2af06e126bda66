"""The application: Bot API, control API, events and the page, on one port."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.botapi import BotApi
from sandbox.control import WORLD, Control
from sandbox.params import Json
from sandbox.sender import WebhookSender
from sandbox.stream import stream
from sandbox.world import World
from timekeeping import clock

HERE = Path(__file__).parent
PAGE = HERE / "page"
PEOPLE = HERE / "people.json"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MAX_REQUEST = 60 * 1024 * 1024

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handle) -> web.StreamResponse:
    """No page of another site may drive the sandbox, not even under a name that leads to loopback."""
    if not request.path.startswith("/bot"):
        host = urlsplit(f"//{request.host}").hostname
        origin = request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.host
        if host not in LOOPBACK or (foreign and request.method != "GET"):
            return web.json_response({"error": "the sandbox answers its own page only"}, status=403)
    response = await handler(request)
    if not response.prepared:
        # The page's modules change together: an old one kept by the browser beside a new one would break it.
        response.headers.setdefault("Cache-Control", "no-cache")
        if clock.is_set():  # else aiohttp writes the same
            response.headers["Date"] = format_datetime(clock.now(), usegmt=True)
    return response


async def index(request: web.Request) -> web.StreamResponse:  # noqa: ARG001 - aiohttp's form
    page = PAGE / "index.html"
    if not page.is_file():
        return web.Response(text="The page is not built.", status=404)
    return web.FileResponse(page)


def load_people(path: Path | None = None) -> list[Json]:
    rows: list[Json] = json.loads((path or PEOPLE).read_text("utf-8"))
    return rows


def build(world: World, seed: list[Json]) -> web.Application:
    world.seed(seed)
    api, control = BotApi(world), Control(world, seed)
    app = web.Application(middlewares=[guard], client_max_size=MAX_REQUEST)
    app[WORLD] = world

    async def deliveries(_: web.Application) -> AsyncIterator[None]:
        sender = WebhookSender(world, api.execute)
        sender.restart()
        yield
        await sender.close()
        world.store.close()

    async def events(request: web.Request) -> web.StreamResponse:
        return await stream(world, request)

    async def hang_up(_: web.Application) -> None:
        # Whoever listens or polls would hold up the end.
        world.events.close()
        api.poller.close()

    app.cleanup_ctx.append(deliveries)
    app.on_shutdown.append(hang_up)
    app.add_routes([*api.routes(), *control.routes(), web.get("/sandbox/events", events), web.get("/", index)])
    if PAGE.is_dir():
        app.router.add_static("/", PAGE)
    return app
