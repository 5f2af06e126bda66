"""`python -m sandbox`: Telegram on one machine."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from aiohttp import web

from sandbox.server import build, load_people
from sandbox.world import World
from timekeeping import clock


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--port-file", type=Path, help="the port is written here once the sandbox answers")
    parser.add_argument("--token", default="123456:ABC", help="the bot's token")
    parser.add_argument("--username", default="wasl_demo_bot", help="the bot's name in links")
    parser.add_argument("--state", type=Path, help="file that keeps chats and updates over a restart")
    parser.add_argument("--people", type=Path, help="JSON list of the people there are; default: the demo's")
    parser.add_argument("--time-zone", help="zone in which the page shows times; default: the reader's own")
    parser.add_argument("--clock", type=Path, help="file that sets the time, for the sandbox and for the bot")
    parser.add_argument("--until-closed", action="store_true", help="end when standard input does")
    return parser.parse_args()


async def serve(chosen: argparse.Namespace) -> None:
    clock.follow(chosen.clock)
    world = World(chosen.token, chosen.username, chosen.state, chosen.time_zone)
    app = build(world, load_people(chosen.people))
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, chosen.host, chosen.port).start()
    port = runner.addresses[0][1]
    sys.stdout.write(f"Sandbox: http://{chosen.host}:{port}\n")
    sys.stdout.flush()
    if chosen.port_file:
        # Renamed into place, so that whoever waits for it never reads half a number.
        half = chosen.port_file.with_suffix(".part")
        half.write_text(f"{port}\n")
        half.replace(chosen.port_file)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if chosen.until_closed:
        # Nothing is ever read: the input ends with whoever started the sandbox, however abruptly.
        asyncio.get_running_loop().add_reader(sys.stdin, stop.set)
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(options()))
