"""What a person sees: messages as they stand now, with their buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

#: direction marks vanish and the kinds of no-break space become plain, so that tests are written as one types
PLAIN = dict.fromkeys((0x200E, 0x200F, 0x2066, 0x2067, 0x2068, 0x2069)) | {0xA0: " ", 0x202F: " "}


def plain(text: str) -> str:
    return text.translate(PLAIN)


def words(message: Json) -> str:
    """All there is to read in a message, plainly: its text, caption, place, contact or file name."""
    venue, contact = message.get("venue", {}), message.get("contact", {})
    names = ("phone_number", "first_name", "last_name", "vcard")
    parts = [
        message.get("text"),
        message.get("caption"),
        venue.get("title"),
        venue.get("address"),
        *(contact.get(name) for name in names),
        message.get("document", {}).get("file_name"),
    ]
    return plain("\n".join(part for part in parts if part))


@dataclass(frozen=True)
class Button:
    row: int
    col: int
    text: str
    raw: Json

    @property
    def data(self) -> str:
        return str(self.raw.get("callback_data", ""))

    @property
    def own_data(self) -> str:
        """Without the way back and the mission that stand behind it."""
        return self.data.removeprefix("^").partition("|")[0].partition("~")[0]


@dataclass(frozen=True)
class Seen:
    """A message on the screen; `raw` is the Bot API Message."""

    raw: Json
    from_bot: bool

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        return words(self.raw)

    @property
    def buttons(self) -> list[Button]:
        return list(self._buttons())

    @property
    def labels(self) -> list[list[str]]:
        """The texts of the inline buttons, row by row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [[plain(button["text"]) for button in row] for row in rows]

    @property
    def pinned(self) -> Json | None:
        """The message that this notice says was pinned."""
        return self.raw.get("pinned_message")

    def button(self, label: str) -> Button | None:
        """The first button whose text contains `label`."""
        return next((button for button in self._buttons() if label in button.text), None)

    def _buttons(self) -> Iterator[Button]:
        for row, buttons in enumerate(self.raw.get("reply_markup", {}).get("inline_keyboard", [])):
            for col, raw in enumerate(buttons):
                yield Button(row, col, plain(raw["text"]), raw)

    def __str__(self) -> str:
        who = "bot" if self.from_bot else "me"
        shown = " ".join(f"[{label}]" for row in self.labels for label in row)
        return f"#{self.id} {who}: {self.text} {shown}".rstrip()
