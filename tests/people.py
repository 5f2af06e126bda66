"""People who talk to the bot, for tests: `await rachid.press("Confirmer")`, then look at the screen.

    async with Sandbox() as sandbox:
        rachid = sandbox.person("Rachid")
        await rachid.start("payload")
        await rachid.expect("Bienvenue")

All that happens comes over one stream of events, in order; nothing here sleeps or polls.
"""

# ruff: noqa: ASYNC109 - how long to wait is the caller's to say

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import ClientSession, ClientTimeout

from tests.forked import Forked, fork_sandbox
from tests.person import TIMEOUT, Person
from tests.right_to_left import broken_by_marks, turned_lines
from tests.screen import Json, Seen

__all__ = ["Person", "Sandbox", "Seen", "serve"]

ROOT = Path(__file__).parent.parent
TOKEN = "123456:ABC"
Found = TypeVar("Found")


@contextmanager
def serve(*options: str) -> Iterator[str]:
    """A sandbox for many tests: its address, for `Sandbox(at=…)`."""
    command = [sys.executable, "-m", "sandbox", "--port=0", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    try:
        assert process.stdout is not None
        yield _address(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def _address(line: str) -> str:
    """The address that it says it answers at."""
    assert line.startswith("Sandbox: "), "the sandbox did not start"
    return line.rsplit(maxsplit=1)[-1]


class Sandbox:
    """`python -m sandbox` as a process of its own on a free port, and the people in it.

    Where the bot's words are today's Wasl's (our_words), none of its Arabic lines may begin on the left.
    `at` is the address of one that runs already (see `serve`): it is reset unless `fresh` is False, used, and left
    running.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "wasl_demo_bot",
        state: Path | None = None,
        people: Path | None = None,
        clock: Path | None = None,
        at: str = "",
        fresh: bool = True,
        our_words: bool = True,
    ) -> None:
        self.token = token
        self.username = username
        self.api_url = at
        self._fresh = fresh
        self._our_words = our_words
        self.people: dict[int, Person] = {}
        self.heard: list[Json] = []
        """Events of nobody in particular, such as calls."""
        self._options = [f"--token={token}", f"--username={username}"]
        self._options += [f"--state={state}"] if state else []
        self._options += [f"--people={people}"] if people else []
        self._options += [f"--clock={clock}"] if clock else []
        self._process: Forked | None = None
        self._changed = asyncio.Event()
        self._failure = ""

    async def __aenter__(self) -> Self:
        attached = bool(self.api_url)
        if not attached:
            self._process = await fork_sandbox("--port=0", *self._options)
            self.api_url = _address((await self._process.stdout.readline()).decode())
        self._session = ClientSession(self.api_url, timeout=ClientTimeout(total=TIMEOUT))
        if attached and self._fresh:
            await self.post("reset")
        state = await self.get("state")
        self._reader = asyncio.create_task(self._listen(state["seq"]))
        for profile in state["people"]:
            person = self._meet(profile)
            if not (attached and self._fresh):
                chat = await self.get(f"chats/{person.id}")
                person.show(chat["messages"], chat["reply_keyboard"])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self.stop(signal.SIGTERM)
        if error is None and self._our_words:
            heard = [event for person in self.people.values() for event in person.events]
            turned, broken = turned_lines(heard), broken_by_marks(heard)
            assert not turned, "Arabic lines that begin on the left in Telegram Desktop:\n" + "\n".join(turned)
            assert not broken, f"marks of direction in what is tapped or copied: {broken}"

    async def stop(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Ends the process, by default as abruptly as can be."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._session.close()
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(number)
            await process.wait()

    # --- people

    def _meet(self, profile: Json) -> Person:
        return self.people.setdefault(profile["id"], Person(self, profile))

    def person(self, who: int | str) -> Person:
        """By id, or by a part of the name."""
        if isinstance(who, int):
            return self.people[who]
        for person in self.people.values():
            if who in f"{person.profile['first_name']} {person.profile['last_name']}":
                return person
        raise LookupError(who)

    async def add_person(self, first_name: str, **profile: object) -> Person:
        """`language_code`, `last_name`, `username`, `phone`, `id`."""
        return self._meet(await self.post("people", first_name=first_name, **profile))

    # --- what happens

    async def _listen(self, since: int) -> None:
        timeout = ClientTimeout(total=None, sock_read=None)
        try:
            async with self._session.get(f"/sandbox/events?since={since}", timeout=timeout) as response:
                async for line in response.content:
                    if line.startswith(b"data: "):
                        self._hear(json.loads(line[6:]))
        finally:
            self._failure = "the stream of events has ended"
            self._changed.set()

    def _hear(self, event: Json) -> None:
        person = self.people.get(event.get("person", 0))
        if event["type"] == "person":
            self._meet(event["profile"])
        elif person is not None:
            person.hear(event)
        else:
            self.heard.append(event)
        self._changed.set()

    async def until(
        self, find: Callable[[], Found | None], otherwise: Callable[[], str], timeout: float = TIMEOUT
    ) -> Found:
        """What `find` finds, now or once some event has come; fails with the words of `otherwise`."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    if found := find():
                        return found
                    assert not self._failure, f"{self._failure}; {otherwise()}"
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(otherwise()) from None

    async def acknowledged(self, timeout: float = TIMEOUT) -> None:
        """Waits until the bot has acknowledged every update there is now."""
        since = len(self.heard)
        if (await self.get("state"))["bot"]["pending_update_count"] == 0:
            return

        def done() -> bool:
            return any(e["type"] == "acknowledged" and e["pending"] == 0 for e in self.heard[since:])

        await self.until(done, lambda: "the bot left updates unacknowledged", timeout)

    async def called(self, method: str, timeout: float = TIMEOUT, **params: object) -> Json:
        """Waits for a call of the bot, now or earlier, whose parameters include these (compared as text)."""

        def find() -> Json | None:
            for event in self.heard:
                call: Json = event.get("call", {})
                if call.get("method") == method and _includes(call["params"], params):
                    return call
            return None

        return await self.until(find, lambda: f"the bot did not call {method} {params}", timeout)

    @property
    def refusals(self) -> list[Json]:
        """Refused calls heard of so far; `refused` asks for all."""
        calls = [event["call"] for event in self.heard if event["type"] == "call"]
        return [call for call in calls if not call["ok"]]

    async def calls(self, method: str | None = None) -> list[Json]:
        """What the bot called so far (getUpdates only where refused)."""
        calls: list[Json] = await self.get("calls")
        return [call for call in calls if method in (None, call["method"])]

    async def refused(self, *, faults: bool = False) -> list[Json]:
        """Calls that Telegram would have refused; with `faults` also those refused by order."""
        return [call for call in await self.calls() if not call["ok"] and (faults or not call["fault"])]

    async def fault(self, method: str, kind: str, **options: object) -> None:
        """`kind`: slow, 429, 500, 502, 403, cut_before, cut_after, hang, garbage; options: see Fault."""
        await self.post("faults", method=method, kind=kind, **options)

    async def clear_faults(self) -> None:
        await self.request("DELETE", "faults")

    async def settings(self, **values: object) -> Json:
        return await self.post("settings", **values)

    async def move_clock(self, **how: object) -> Json:
        """`at` (ISO 8601), `forward` (seconds), `speed`; the real time again without any."""
        return await self.post("clock", **how)

    async def inject(self, update: Json) -> Json:
        """Any raw update, however odd."""
        return await self.post("updates", update=update)

    # --- the line

    async def request(self, verb: str, path: str, **options: Any) -> Any:  # noqa: ANN401 - JSON
        async with self._session.request(verb, f"/sandbox/{path}", **options) as response:
            answer = await response.json()
            assert response.status == 200, f"{path}: {answer}"
            return answer

    async def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        return await self.request("GET", path)

    async def post(self, path: str, **body: object) -> Json:
        answer: Json = await self.request("POST", path, json={k: v for k, v in body.items() if v is not None})
        return answer

    async def download(self, file_id: str) -> bytes:
        async with self._session.get(f"/sandbox/files/{file_id}") as response:
            assert response.status == 200
            return await response.read()


def _includes(params: Json, wanted: Json) -> bool:
    return all(str(params.get(name)) == str(value) for name, value in wanted.items())
