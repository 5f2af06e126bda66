"""Several processes: from a tap to its answer over reception and courier, a reception's updates a second, hand-over."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from statistics import median

from aiohttp import ClientSession

from benchmarks import databases, taps
from benchmarks.pairs import percentile
from bot.intake.webhook import PATH, SECRET_HEADER
from tests.balancer import balancer, free_port
from tests.people import Person, Sandbox
from tests.wasl import Wasl

SECRET = "0123456789abcdef-0123456789abcdef"  # noqa: S105 - of a bot that exists only in the sandbox
SHORT, LONG = 60, 600
POSTS = 40
"""Posts at once, as many as Telegram makes by default."""


async def run(*, full: bool) -> None:
    count = LONG if full else SHORT
    print(f"Several processes on PostgreSQL: two receptions behind a balancer, two couriers; {count} taps")
    ports = [free_port(), free_port()]
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(databases.address("postgresql"))
        sandbox = await stack.enter_async_context(Sandbox())
        address = await stack.enter_async_context(balancer(ports))

        async def start(role: str, port: int = 0) -> Wasl:
            settings = {"webhook_url": address, "webhook_secret": SECRET, "listen": f"127.0.0.1:{port}"}
            return await stack.enter_async_context(Wasl(sandbox, url, role=role, **settings))  # type: ignore[arg-type]

        for port in ports:
            await start("serve", port)
        couriers = [await start("courier"), await start("courier")]
        nadia = await sandbox.add_person("Nadia", language_code="fr")
        await nadia.start(answered=True)
        await _latency(nadia, count)
        await _hand_over(nadia, couriers)
        await _throughput(ports, 20 * count)


async def _latency(person: Person, count: int) -> None:
    shown = person.last.id
    waited = []
    for number in range(count + 5):
        began = time.monotonic()
        await person.stale_press(shown, ("lang:fr", "lang:en")[number % 2], answered=True)
        waited.append(1000 * (time.monotonic() - began))
    waited = waited[5:]
    print(f"  tap to answer                    p50 {median(waited):6.1f} ms   p99 {percentile(waited, 0.99):6.1f} ms")


async def _hand_over(person: Person, couriers: list[Wasl]) -> None:
    """How long someone waits for an answer when the courier on duty ends just before."""

    async def kill(wasl: Wasl) -> None:
        await wasl.kill()

    async def stop(wasl: Wasl) -> None:
        await wasl.stop()

    async def pause(wasl: Wasl) -> None:
        wasl.send(signal.SIGSTOP)

    ways: tuple[tuple[str, Callable[[Wasl], Awaitable[None]]], ...] = (
        ("stopped", stop), ("killed", kill), ("paused", pause)
    )  # fmt: skip
    active, standby = couriers
    for name, end in ways:
        began = time.monotonic()
        await end(active)
        ended = time.monotonic()
        await person.say("/help")
        await person.expect()
        now = time.monotonic()
        print(f"  courier {name:<8} answer after      {now - began:6.2f} s (it took {ended - began:.2f} s to end)")
        if name == "paused":
            active.send(signal.SIGCONT)
        else:
            await active.start()
        active, standby = standby, active


async def _throughput(ports: list[int], count: int) -> None:
    """Updates a second that receptions take, until each is handled and answered with 200."""
    updates = [update for batch in taps.batches(count, said="/nonsense") for update in batch]
    for used in (ports[:1], ports):
        share, updates = updates[: count // 2], updates[count // 2 :]
        async with AsyncExitStack() as stack:
            doors = [await stack.enter_async_context(ClientSession(f"http://127.0.0.1:{port}")) for port in used]
            places = asyncio.Semaphore(POSTS)

            async def post(at: int, update: taps.Raw, doors: list[ClientSession], places: asyncio.Semaphore) -> None:
                async with places:
                    door = doors[at % len(doors)]
                    async with door.post(PATH, json=update, headers={SECRET_HEADER: SECRET}) as answer:
                        assert answer.status == 200  # noqa: S101 - a figure of refusals would be none

            began = time.monotonic()
            await asyncio.gather(*(post(at, update, doors, places) for at, update in enumerate(share)))
            seconds = time.monotonic() - began
        print(f"  {len(used)} reception(s)                   {len(share) / seconds:6.0f} updates/s")
