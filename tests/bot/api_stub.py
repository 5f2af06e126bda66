"""A Bot API server of a few lines, for what the sandbox cannot be asked for: it answers as told, and counts."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "123456:stub-token"


@dataclass
class Call:
    """One call that reached the server. at is monotonic."""

    method: str
    params: dict[str, Any]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)


Answer = Callable[[Call], Awaitable[web.StreamResponse | None]]


def refusal(code: int, description: str, **parameters: int) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code)


class ApiStub:
    """calls: all that came, in order. answer: set by a test; None from it means the usual answer."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answer: Answer | None = None
        self.in_flight = 0
        self.most_in_flight = 0
        self.url = ""
        self._arrived = asyncio.Condition()

    def sent(self, chat: int | None = None) -> list[str]:
        """The texts that were sent, to one chat or to all."""
        return [c.params["text"] for c in self.calls if "text" in c.params and chat in {None, c.params.get("chat_id")}]

    async def until(self, count: int, seconds: float = 90.0) -> None:
        """Wait until so many calls have come."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: len(self.calls) >= count)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        call = await _read(request)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            async with self._arrived:
                self.calls.append(call)
                number = len(self.calls)
                self._arrived.notify_all()
            if request.match_info["token"] != TOKEN:
                return refusal(401, "Unauthorized")
            said = await self.answer(call) if self.answer is not None else None
            return said if said is not None else web.json_response({"ok": True, "result": {"message_id": number}})
        finally:
            self.in_flight -= 1


async def _read(request: web.Request) -> Call:
    method = request.match_info["method"]
    if request.content_type != "multipart/form-data":
        return Call(method, await request.json() if request.can_read_body else {})
    call = Call(method, {})
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            call.files[name] = (value.filename, value.file.read())
        else:
            call.params[name] = json.loads(str(value)) if str(value)[:1] in "[{-0123456789" else str(value)
    return call


@asynccontextmanager
async def api_stub() -> AsyncIterator[ApiStub]:
    stub = ApiStub()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", stub.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    stub.url = f"http://{host}:{port}"
    yield stub
    await runner.cleanup()
