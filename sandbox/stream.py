"""GET /sandbox/events: what happens, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable

from aiohttp import web

from sandbox.params import Json
from sandbox.world import World

HEARTBEAT_SECONDS = 15


def _written(events: Iterable[Json]) -> bytes:
    lines = (
        f"id: {event['seq']}\ndata: {json.dumps(event, ensure_ascii=False, separators=(',', ':'))}\n\n"
        for event in events
    )
    return "".join(lines).encode("utf-8", "replace")


async def stream(world: World, request: web.Request) -> web.StreamResponse:
    """Replays what came after `since` as far as it is remembered, else `reset`; then goes on for ever."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    asked = request.headers.get("Last-Event-ID") or request.query.get("since") or str(world.events.seq)
    async with world.events.listen() as queue:
        missed = world.events.after(int(asked) if asked.isdecimal() else 0)
        reset: Json = {"seq": world.events.seq, "type": "reset"}
        await response.write(b": open\n\n" + _written([reset] if missed is None else missed))
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    events = [await queue.get()]
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            while not queue.empty():
                events.append(queue.get_nowait())
            await response.write(_written(event for event in events if event is not None))
            if None in events:
                return response
