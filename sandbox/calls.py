"""What the bot called, for tests to look at."""

from __future__ import annotations

from collections import deque

from sandbox.events import Events
from sandbox.params import Json
from timekeeping import clock

REMEMBERED = 50_000


class Calls:
    def __init__(self, events: Events) -> None:
        self._events = events
        self._kept: deque[Json] = deque(maxlen=REMEMBERED)
        self._number = 0

    def add(self, method: str, params: Json, answer: Json, fault: str | None) -> None:
        """`fault` names the ordered trouble the call met: such a refusal is not the bot's."""
        self._number += 1
        call = {
            "n": self._number,
            "method": method,
            "params": params,
            "ok": answer.get("ok", False),
            "error_code": answer.get("error_code"),
            "description": answer.get("description"),
            "fault": fault,
            "at": clock.machine_seconds(),
        }
        self._kept.append(call)
        self._events.publish("call", call=call)

    def after(self, number: int) -> list[Json]:
        return [call for call in self._kept if call["n"] > number]

    def clear(self) -> None:
        self._kept.clear()
