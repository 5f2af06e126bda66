"""The stream of events: replayed from any number that is remembered, begun anew otherwise."""

from __future__ import annotations

import json
from pathlib import Path

from aiohttp import ClientSession

from sandbox.events import REMEMBERED, Events
from sandbox.store import Store
from tests.people import Sandbox
from tests.screen import Json


def numbers(events: list[Json] | None) -> list[int]:
    return [] if events is None else [event["seq"] for event in events]


def test_what_is_remembered_is_replayed() -> None:
    events = Events(Store())
    assert events.after(0) == []
    for _ in range(3):
        events.publish("message")
    assert numbers(events.after(1)) == [2, 3]
    assert events.after(3) == []
    assert events.after(7) is None


def test_what_is_forgotten_is_said() -> None:
    events = Events(Store())
    for _ in range(REMEMBERED + 1):
        events.publish("message")
    assert events.after(0) is None
    assert len(events.after(1) or []) == REMEMBERED


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.db")
    Events(store).publish("message")
    store.commit()
    again = Events(store)
    assert again.after(1) is None
    again.publish("message")
    assert again.seq > 1


async def first_event(sandbox: Sandbox, since: int) -> Json:
    async with ClientSession(sandbox.api_url) as session, session.get(f"/sandbox/events?since={since}") as response:
        async for line in response.content:
            if line.startswith(b"data: "):
                event: Json = json.loads(line[6:])
                return event
    raise AssertionError("the stream ended")


async def test_a_listener_that_was_away(sandbox: Sandbox) -> None:
    seq = (await sandbox.get("state"))["seq"]
    await sandbox.person("Rachid").start()
    event = await first_event(sandbox, seq)
    assert (event["type"], event["person"], event["message"]["text"]) == ("message", 2001, "/start")
    assert (await first_event(sandbox, seq + 10**6))["type"] == "reset"
