"""Users of Telegram, and their private chats with the bot."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields

from sandbox.params import Json


@dataclass(slots=True)
class Person:
    """`about` and `side` are only for the page; `phone` is what the person shares as contact."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""
    about: str = ""
    side: str = ""

    @classmethod
    def read(cls, row: Json) -> Person:
        """Raises ValueError with what would be right."""
        known = {item.name for item in fields(cls)}
        values = {name: value for name, value in row.items() if name in known and value is not None}
        if not isinstance(values.get("id"), int) or not 0 < values["id"] < 1 << 52:
            raise ValueError("id must be a positive integer below 2^52")
        texts = {name: str(value) for name, value in values.items() if name != "id"}
        if not texts.get("first_name"):
            raise ValueError("first_name must not be empty")
        return cls(id=values["id"], **texts)

    def row(self) -> Json:
        return asdict(self)

    def user(self) -> Json:
        """A Bot API User."""
        return {"id": self.id, "is_bot": False, **self._named(), **self._given("language_code")}

    def chat(self) -> Json:
        """A Bot API Chat."""
        return {"id": self.id, "type": "private", **self._named()}

    def contact(self) -> Json:
        digits = re.sub(r"[^\d+]", "", self.phone)
        last_name = self._given("last_name")
        return {"phone_number": digits, "first_name": self.first_name, **last_name, "user_id": self.id}

    def _named(self) -> Json:
        return {"first_name": self.first_name, **self._given("last_name", "username")}

    def _given(self, *names: str) -> Json:
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(slots=True)
class Kept:
    """A message of a chat. The message itself is replaced, never changed."""

    message: Json
    editable: bool = True


@dataclass(slots=True)
class Chat:
    person: int
    started: bool = False
    blocked: bool = False
    unread: int = 0
    pinned: list[int] = field(default_factory=list)
    reply_keyboard: Json | None = None
    menu_button: Json | None = None
    typing_until: float = 0.0
    messages: dict[int, Kept] = field(default_factory=dict)

    def row(self) -> Json:
        names = ("started", "blocked", "unread", "pinned", "reply_keyboard", "menu_button")
        return {name: getattr(self, name) for name in names}
