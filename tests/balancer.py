"""A balancer before several receptions: each request goes to the next that takes it."""

from __future__ import annotations

import itertools
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, web


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@asynccontextmanager
async def balancer(ports: Sequence[int]) -> AsyncIterator[str]:
    """Its address. It asks each port in turn; 502 where none of them answers."""
    turns = itertools.cycle(ports)

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        headers = {
            name: value for name, value in request.headers.items() if name.lower().startswith(("x-", "content-t"))
        }
        for _ in ports:
            url = f"http://127.0.0.1:{next(turns)}{request.path_qs}"
            try:
                async with session.request(request.method, url, data=body, headers=headers) as answer:
                    return web.Response(
                        status=answer.status, body=await answer.read(), content_type=answer.content_type
                    )
            except (ClientConnectionError, TimeoutError):
                continue
        return web.Response(status=502)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        async with ClientSession(timeout=ClientTimeout(total=10)) as session:
            yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
