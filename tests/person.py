"""One person at their phone; see tests/people.py."""

# ruff: noqa: ASYNC109 - how long to wait is the caller's to say

from __future__ import annotations

from collections.abc import Awaitable
from io import BytesIO
from typing import TYPE_CHECKING

from aiohttp import FormData

from tests.screen import Button, Json, Seen, plain

if TYPE_CHECKING:
    from tests.people import Sandbox

TIMEOUT = 60.0
"""Seconds: far more than is needed, and no more is taken, but where a busy machine needs it."""


class Person:
    """One person's phone. `expect` looks at what came since their own last act and was not expected yet."""

    def __init__(self, sandbox: Sandbox, profile: Json) -> None:
        self.sandbox = sandbox
        self.profile = profile
        self.id = int(profile["id"])
        self.events: list[Json] = []
        self.reply_keyboard: Json | None = None
        self._messages: dict[int, Json] = {}
        self._since = 0
        self._pressed: str | None = None
        """The number of one's last act as a callback query, where it was a press."""
        self._commanded = 0
        """The number of one's last act as a message, where it was a command."""
        self._expected: set[int] = set()

    def __repr__(self) -> str:
        return f"{self.profile['first_name']} ({self.id})"

    # --- what they see

    @property
    def screen(self) -> list[Seen]:
        """The messages of the chat as they stand now, oldest first."""
        return [self._seen(message) for _, message in sorted(self._messages.items())]

    @property
    def last(self) -> Seen:
        """The newest message of the bot."""
        return [seen for seen in self.screen if seen.from_bot][-1]

    @property
    def acts(self) -> int:
        """Messages and taps so far."""
        said = [seen for seen in self.screen if not seen.from_bot]
        taps: int = sum(event["type"] == "callback_answer" for event in self.events)
        return len(said) + taps

    @property
    def pinned(self) -> list[int]:
        """Numbers of the messages that are pinned, by the events seen so far."""
        pinned: list[int] = []
        for event in self.events:
            if event["type"] == "pin":
                pinned.append(event["message_id"])
            elif event["type"] in ("unpin", "delete") and event["message_id"] in pinned:
                pinned.remove(event["message_id"])
        return pinned

    def _seen(self, message: Json) -> Seen:
        return Seen(message, message["from"]["is_bot"])

    def show(self, messages: list[Json], reply_keyboard: Json | None) -> None:
        """Takes over a chat as it was before this stream of events."""
        # What was heard meanwhile is newer.
        self._messages = {message["message_id"]: message for message in messages} | self._messages
        self.reply_keyboard = reply_keyboard

    def hear(self, event: Json) -> None:
        self.events.append(event)
        if event["type"] in ("message", "edit"):
            self._messages[event["message"]["message_id"]] = event["message"]
        elif event["type"] == "delete":
            self._messages.pop(event["message_id"], None)
        elif event["type"] == "chat":
            self.reply_keyboard = event["chat"]["reply_keyboard"]

    # --- what they do

    async def _act(self, name: str, answered: bool = False, **body: object) -> Json:
        self._since = len(self.events)
        result: Json = await self.sandbox.post(f"chats/{self.id}/{name}", **body)
        self._pressed = result.get("callback_query_id")
        self._commanded = result["message_id"] if str(body.get("text", "")).startswith("/") else 0
        if answered:
            await self._answer()
        return result

    async def _answer(self) -> None:
        def come() -> bool:
            if self._pressed is None:
                return bool(self._news(self._since, expected=True))
            return self._toast() is not None

        await self.sandbox.until(come, lambda: f"the bot did not react to {self}")

    async def start(self, payload: str | None = None, *, answered: bool = False) -> Json:
        """Presses START, or opens a deep link."""
        return await self._act("start", answered, payload=payload or "")

    async def say(
        self, text: str, *, answered: bool = False, reply_to: int | None = None, entities: list[Json] | None = None
    ) -> Json:
        """entities: how it is formatted."""
        return await self._act("send", answered, text=text, reply_to_message_id=reply_to, entities=entities)

    async def press(self, label: str, *, answered: bool = False, timeout: float = TIMEOUT) -> Json:
        """Presses the button whose text contains `label`: in the newest message that has one, else below.

        Waits for it if it is not there yet, and after a command for what the bot says to it: an older message may have
        a button of the same name.
        """
        label = plain(label)

        def find() -> tuple[int, Json] | None:
            if self._commanded and not (self.screen[-1].from_bot and self.screen[-1].id > self._commanded):
                return None
            for seen in reversed(self.screen):
                if button := seen.button(label):
                    return seen.id, {"row": button.row, "col": button.col}
            below = self._reply_button(label)
            return None if below is None else (0, below)

        message_id, button = await self.sandbox.until(
            find, lambda: f"{self} sees no button {label!r}:\n{self.told()}", timeout
        )
        if message_id:
            return await self._act("press", answered, message_id=message_id, **button)
        if button.get("request_contact"):
            return await self.share_contact(answered=answered)
        return await self.say(button["text"], answered=answered)

    def _reply_button(self, label: str) -> Json | None:
        rows: list[list[Json]] = (self.reply_keyboard or {}).get("keyboard", [])
        return next((button for row in rows for button in row if label in plain(button["text"])), None)

    async def press_in(self, message_id: int, which: str | Button, *, answered: bool = False) -> Json:
        """Presses this button of the message, or the one whose text contains `which`."""
        seen = next(seen for seen in self.screen if seen.id == message_id)
        button = which if isinstance(which, Button) else seen.button(plain(which))
        assert button is not None, f"no button {which!r} in {seen}"
        return await self._act("press", answered, message_id=message_id, row=button.row, col=button.col)

    async def press_data(self, data: str, *, answered: bool = False, timeout: float = TIMEOUT) -> Json:
        """Presses the button with this callback data, in the newest message that has it; waits for it as `press`.

        That it is under a notice, its mission and the way back need not be said.
        """

        def find() -> tuple[int, str] | None:
            each = ((seen.id, button) for seen in reversed(self.screen) for button in seen.buttons)
            return next(((number, found.data) for number, found in each if data in {found.data, found.own_data}), None)

        number, said = await self.sandbox.until(find, lambda: f"{self} sees no button with data {data!r}", timeout)
        return await self._act("press", answered, message_id=number, data=said)

    async def stale_press(self, message_id: int, data: str, *, answered: bool = False) -> Json:
        """Presses what this message once had, or never had: an app that is behind, or a hostile one."""
        return await self._act("press", answered, message_id=message_id, data=data, stale=True)

    async def share_contact(self, *, answered: bool = False, of: int | None = None) -> Json:
        """Shares one's own contact, or (`of`) somebody else's as if it were."""
        return await self._act("contact", answered, user_id=of)

    async def share_location(self, latitude: float, longitude: float, *, answered: bool = False) -> Json:
        return await self._act("location", answered, latitude=latitude, longitude=longitude)

    async def send_file(self, name: str, data: bytes, content_type: str = "application/octet-stream") -> Json:
        """A document, or a photo where the type is that of a picture."""
        form = FormData()
        form.add_field("file", BytesIO(data), filename=name, content_type=content_type)
        self._since = len(self.events)
        sent: Json = await self.sandbox.request("POST", f"chats/{self.id}/upload", data=form)
        return sent

    async def ask_inline(self, query: str, timeout: float = TIMEOUT) -> list[Json]:
        """The results of an inline query."""
        asked = await self._act("inline", query=query)

        def answer() -> Json | None:
            return next((e for e in self.events if e.get("inline_query_id") == asked["inline_query_id"]), None)

        event = await self.sandbox.until(answer, lambda: f"no inline answer to {query!r}", timeout)
        results: list[Json] = event["results"]
        return results

    async def block(self) -> None:
        await self._act("block")

    async def unblock(self) -> None:
        await self._act("unblock")

    # --- what they wait for

    def _news(self, since: int, *, expected: bool = False) -> list[Json]:
        return [
            event
            for event in self.events[since:]
            if event["type"] in ("message", "edit")
            and event["message"]["from"]["is_bot"]
            and (expected or event["seq"] not in self._expected)
        ]

    async def expect(self, *parts: str, timeout: float = TIMEOUT) -> Seen:
        """The first message, new or edited, since one's last act with all `parts` in it; each counts once."""
        wanted = [plain(part) for part in parts]

        def find() -> Json | None:
            for event in self._news(self._since):
                text = self._seen(event["message"]).text
                if all(part in text for part in wanted):
                    return event
            return None

        event = await self.sandbox.until(find, lambda: f"{self} waited for {wanted} and sees:\n{self.told()}", timeout)
        self._expected.add(event["seq"])
        return self._seen(event["message"])

    async def sees(self, *parts: str, timeout: float = TIMEOUT) -> Seen:
        """The newest message of the bot with all `parts` in it, whenever it came; waits for one."""
        wanted = [plain(part) for part in parts]

        def find() -> Seen | None:
            shown = [seen for seen in reversed(self.screen) if seen.from_bot]
            return next((seen for seen in shown if all(part in seen.text for part in wanted)), None)

        return await self.sandbox.until(find, lambda: f"{self} waited for {wanted} and sees:\n{self.told()}", timeout)

    async def reads(self, message_id: int, *parts: str, timeout: float = TIMEOUT) -> Seen:
        """This message, once all `parts` are in it."""
        wanted = [plain(part) for part in parts]

        def find() -> Seen | None:
            shown = (seen for seen in self.screen if seen.id == message_id)
            return next((seen for seen in shown if all(part in seen.text for part in wanted)), None)

        return await self.sandbox.until(
            find, lambda: f"{self} waited for {wanted} in #{message_id} and sees:\n{self.told()}", timeout
        )

    async def expect_toast(self, text: str = "", timeout: float = TIMEOUT) -> Json:
        """The answer to one's last act, a press: {text, show_alert, url, …}.

        That of an earlier press may come after it: the courier promises no order between answers and messages.
        """
        assert self._pressed is not None, f"{self} has pressed nothing"
        event = await self.sandbox.until(
            self._toast, lambda: f"{self} waited for the toast {text!r}:\n{self.told()}", timeout
        )
        assert plain(text) in plain(event["text"]), f"{self} waited for the toast {text!r}:\n{self.told()}"
        return event

    def _toast(self) -> Json | None:
        answers = (event for event in self.events[self._since :] if event["type"] == "callback_answer")
        return next((event for event in answers if event["callback_query_id"] == self._pressed), None)

    async def expect_event(self, kind: str, timeout: float = TIMEOUT, **fields: object) -> Json:
        """An event since one's last act, such as delete, pin, unpin or chat_action, with these fields."""

        def find() -> Json | None:
            return next(
                (e for e in self.events[self._since :] if e["type"] == kind and fields.items() <= e.items()), None
            )

        return await self.sandbox.until(find, lambda: f"{self} waited for {kind} {fields}:\n{self.told()}", timeout)

    async def quiet(self, until: Awaitable[object] | None = None) -> None:
        """Nothing came since one's last act but what was expected, by the time that `until` is done.

        Without `until`: by the time the bot has acknowledged every update. That tells nothing of what it
        queued to send later; where it matters, wait for what must come after it (another one's `expect`).
        """
        await (self.sandbox.acknowledged() if until is None else until)
        news = [str(self._seen(event["message"])) for event in self._news(self._since)]
        assert not news, f"{self} should have been left alone, but got:\n" + "\n".join(news)

    def told(self, count: int = 8) -> str:
        """The end of the screen and the last toasts, and what the bot was refused, for messages of failed tests."""
        toasts = [f"toast: {e['text']}" for e in self.events[-count:] if e["type"] == "callback_answer"]
        refused = [f"refused: {c['method']}: {c['description']}" for c in self.sandbox.refusals[-3:]]
        return "\n".join([*map(str, self.screen[-count:]), *toasts, *refused])

    async def file_bytes(self, seen: Seen) -> bytes:
        """The document or picture of a message."""
        raw = seen.raw
        file_id = raw["document"]["file_id"] if "document" in raw else raw["photo"][-1]["file_id"]
        return await self.sandbox.download(file_id)
