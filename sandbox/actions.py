"""What a person can do in their chat with the bot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sandbox.entities import finished, read_entities
from sandbox.markup import utf16_length
from sandbox.params import Json, Upload
from sandbox.people import Chat, Person
from sandbox.sending import MAX_TEXT
from sandbox.world import World
from timekeeping import clock


class Impossible(Exception):
    """Telegram's own apps would not let a person do this. `status`: 400 wrong, 404 unknown, 409 not now."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Actions:
    def __init__(self, world: World) -> None:
        self._world = world

    def who(self, number: int) -> tuple[Person, Chat]:
        person = self._world.people.get(number)
        if person is None:
            raise Impossible(404, f"there is no person {number}")
        return person, self._world.chat(number)

    def start(self, number: int, payload: str = "") -> Json:
        """Opens the chat by its START button or a deep link; unblocks."""
        if payload and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
            raise Impossible(400, "a payload has 1 to 64 of A-Z a-z 0-9 _ -")
        chat = self.who(number)[1]
        if chat.blocked:
            self.block(number, blocked=False)
        return self.send(number, f"/start {payload}".strip())

    def send(self, number: int, text: str, reply_to: int | None = None, formatting: object = None) -> Json:
        """`formatting`: the entities that the app would send."""
        cleaned, entities = finished(text, read_entities(formatting, utf16_length(text)))
        if not 1 <= utf16_length(cleaned) <= MAX_TEXT:
            raise Impossible(400, f"a text has 1 to {MAX_TEXT} characters")
        formatted = {"entities": entities} if entities else {}
        return self._say(number, {"text": cleaned, **formatted}, reply_to)

    def contact(self, number: int, other: int | None = None) -> Json:
        """One's own contact by the contact button, or that of `other`."""
        person = self.who(other or number)[0]
        if not person.phone:
            raise Impossible(409, f"{person.first_name} has no phone")
        return self._say(number, {"contact": person.contact()})

    def location(self, number: int, latitude: float, longitude: float) -> Json:
        return self._say(number, {"location": {"latitude": latitude, "longitude": longitude}})

    def upload(self, number: int, upload: Upload, *, as_photo: bool) -> Json:
        self.who(number)
        file = self._world.files.add("photo" if as_photo else "document", upload)
        return self._say(number, {"photo": file.photo()} if as_photo else {"document": file.document()})

    def _say(self, number: int, content: Json, reply_to: int | None = None) -> Json:
        person, chat = self.who(number)
        if chat.blocked:
            raise Impossible(409, "the bot is blocked: unblock it first")
        if reply_to is not None:
            answered = chat.messages.get(reply_to)
            if answered is None:
                raise Impossible(404, f"there is no message {reply_to} here")
            inner = {k: v for k, v in answered.message.items() if k != "reply_to_message"}
            content = {"reply_to_message": inner, **content}
        message = self._world.new_message(chat, person.user(), content)
        self._world.keep_message(chat, message, editable=False)
        keyboard = chat.reply_keyboard or {}
        changed = not chat.started or bool(keyboard.get("one_time_keyboard") or keyboard.get("force_reply"))
        if changed:
            # Apps hide a one-time keyboard, and the box of a forced reply, once something was said.
            chat.started = True
            hidden = keyboard.get("one_time_keyboard") or keyboard.get("force_reply")
            chat.reply_keyboard = None if hidden else chat.reply_keyboard
            self._world.keep_chat(chat)
        self._world.updates.add("message", message, number)
        return message

    def press(self, number: int, wanted: Json) -> Json:
        """A press of an inline button found by data, text or place; `stale` presses what is no more there."""
        person, chat = self.who(number)
        if chat.blocked:
            raise Impossible(409, "the bot is blocked: unblock it first")
        message_id = wanted.get("message_id")
        kept = chat.messages.get(message_id) if isinstance(message_id, int) else None
        if wanted.get("stale"):
            gone = {"chat": person.chat(), "message_id": message_id, "date": 0}
            return self._query(person, kept.message if kept else gone, str(wanted.get("data", "")))
        if kept is None:
            raise Impossible(409, f"there is no message {message_id} here")
        button = _find_button(kept.message, wanted)
        if button is None:
            raise Impossible(409, "this button is not on the message now")
        if "callback_data" not in button:
            return {name: button[name] for name in button if name != "text"}
        return self._query(person, kept.message, button["callback_data"])

    def _query(self, person: Person, message: Json, data: str) -> Json:
        query = self._world.queries.ask(person.id, "callback")
        update = {
            "id": query,
            "from": person.user(),
            "message": message,
            "chat_instance": str(person.id * 7919),
            "data": data,
        }
        self._world.updates.add("callback_query", update, person.id)
        return {"callback_query_id": query}

    def inline(self, number: int, text: str) -> Json:
        person = self.who(number)[0]
        query = self._world.queries.ask(number, "inline")
        update = {"id": query, "from": person.user(), "query": text, "offset": "", "chat_type": "sender"}
        self._world.updates.add("inline_query", update, number)
        return {"inline_query_id": query}

    def block(self, number: int, *, blocked: bool) -> Json:
        person, chat = self.who(number)
        if chat.blocked != blocked:
            chat.blocked = blocked
            self._world.keep_chat(chat)
            old, new = (
                _member(self._world.profile.user(), not blocked),
                _member(self._world.profile.user(), blocked),
            )
            change = {"old_chat_member": old, "new_chat_member": new}
            update = {"chat": person.chat(), "from": person.user(), "date": clock.seconds(), **change}
            self._world.updates.add("my_chat_member", update, number)
        return {"blocked": blocked}

    def read(self, number: int) -> Json:
        chat = self.who(number)[1]
        if chat.unread:
            chat.unread = 0
            self._world.keep_chat(chat)
        return {"unread": 0}


def _member(bot: Json, blocked: bool) -> Json:
    return {"user": bot, "status": "kicked", "until_date": 0} if blocked else {"user": bot, "status": "member"}


def _find_button(message: Json, wanted: Json) -> Json | None:
    for row, col, button in _buttons(message):
        if "row" in wanted and (row, col) == (wanted["row"], wanted.get("col", 0)):
            return button
        if "data" in wanted and button.get("callback_data") == wanted["data"]:
            return button
        if "text" in wanted and button["text"] == wanted["text"]:
            return button
    return None


def _buttons(message: Json) -> Iterator[tuple[int, int, Json]]:
    for row, buttons in enumerate(message.get("reply_markup", {}).get("inline_keyboard", [])):
        for col, button in enumerate(buttons):
            yield row, col, button
