"""Reply markup: read and checked as Telegram does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.errors import Refused, bad
from sandbox.params import Json, Params, boolean_field, string_field

MAX_BUTTONS = 100
MAX_PER_ROW = 8
MAX_DATA_BYTES = 64
MAX_MARKUP_BYTES = 10_240
STYLES = ("", "default", "primary", "danger", "success")
#: a host without a dot, such as localhost, is no link for Telegram
URL = re.compile(r"(?:(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?|(?:tg|ton)://\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Markup:
    """`inline` stays with its message, `reply` is the keyboard under the input, `remove` takes that away."""

    inline: Json | None = None
    reply: Json | None = None
    remove: bool = False

    @property
    def editable(self) -> bool:
        """Telegram lets a bot edit messages without markup or with an inline keyboard only."""
        return self.reply is None and not self.remove


NONE = Markup()


def read_markup(params: Params) -> Markup:
    value = params.decoded("reply_markup", "Can't parse reply keyboard markup JSON object")
    return NONE if value is None else parse_markup(value)


def parse_markup(value: object) -> Markup:
    if not isinstance(value, dict):
        raise bad("Object expected as reply markup")
    rows = _rows(value, "keyboard", 'Field "keyboard" must be an Array of Arrays')
    inline = _rows(
        value,
        "inline_keyboard",
        'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    )
    if rows:
        return Markup(reply=_reply_keyboard(value, rows))
    if inline:
        return Markup(inline=_inline_keyboard(inline))
    if boolean_field(value, "remove_keyboard"):
        return Markup(remove=True)
    if boolean_field(value, "force_reply"):
        return Markup(reply={"force_reply": True, **_placeholder(value)})
    return NONE


def _rows(value: Json, name: str, refusal: str) -> list[list[object]]:
    rows = value.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad(f'Field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad(refusal)
    return [row for row in rows if row]


def _placeholder(value: Json) -> Json:
    text = string_field(value, "input_field_placeholder")
    if len(text) > 64:
        raise bad("input field placeholder is too long")
    shown: Json = {"input_field_placeholder": text} if text else {}
    return {**shown, "selective": True} if boolean_field(value, "selective") else shown


def _check_size(rows: list[list[Json]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS or len(json.dumps(rows, ensure_ascii=False).encode()) > MAX_MARKUP_BYTES:
        raise bad("reply markup is too long")
    if any(len(row) > MAX_PER_ROW for row in rows):
        raise bad("REPLY_MARKUP_INVALID")


def _reply_keyboard(value: Json, rows: list[list[object]]) -> Json:
    keyboard = [[_parsed("keyboard button", _reply_button, button) for button in row] for row in rows]
    _check_size(keyboard)
    flags = [name for name in ("is_persistent", "resize_keyboard", "one_time_keyboard") if boolean_field(value, name)]
    return {"keyboard": keyboard, **dict.fromkeys(flags, True), **_placeholder(value)}


def _inline_keyboard(rows: list[list[object]]) -> Json:
    keyboard = [[_parsed("inline keyboard button", _inline_button, button) for button in row] for row in rows]
    _check_size(keyboard)
    for row in keyboard:
        for button in row:
            _check_inline(button)
    return {"inline_keyboard": keyboard}


def _parsed(what: str, read: Callable[[object], Json], button: object) -> Json:
    try:
        return read(button)
    except Refused as refused:
        reason = refused.description.removeprefix("Bad Request: ")
        raise bad(f"can't parse {what}: {reason[:1].upper()}{reason[1:]}") from None


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad("KeyboardButton must be a String or an Object")
    text = string_field(button, "text", required=True)
    if not text.strip():
        raise bad("Keyboard button text must be non-empty")
    read: Json = {"text": text}
    for name in ("request_contact", "request_location"):
        if boolean_field(button, name):
            read[name] = True
    for name in ("request_users", "request_chat", "request_poll", "web_app"):
        if button.get(name) is not None:
            read[name] = _object(button, name)
    return read


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad("InlineKeyboardButton must be an Object")
    text = string_field(button, "text", required=True)
    style = string_field(button, "style").lower()
    if style not in STYLES:
        raise bad("Invalid button style specified")
    icon = string_field(button, "icon_custom_emoji_id")
    styled = {} if style in ("", "default") else {"style": style}
    return {"text": text, **_action(button), **styled, **({"icon_custom_emoji_id": icon} if icon else {})}


def _action(button: Json) -> Json:
    """The first of the actions a button may have, in Telegram's order."""
    for name in ("url", "callback_data"):
        if text := string_field(button, name):
            return {name: text}
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if button.get(name) is not None:
            return {name: string_field(button, name, required=True)}
    if button.get("switch_inline_query_chosen_chat") is not None:
        return {"switch_inline_query_chosen_chat": _object(button, "switch_inline_query_chosen_chat")}
    for name, held in (("login_url", "url"), ("web_app", "url"), ("copy_text", "text")):
        if button.get(name) is not None:
            return {name: {held: string_field(_object(button, name), held, required=True)}}
    raise bad("Text buttons are unallowed in the inline keyboard")


def _object(button: Json, name: str) -> Json:
    fields = button[name]
    if not isinstance(fields, dict):
        raise bad(f'Field "{name}" must be of type Object')
    return fields


def _check_inline(button: Json) -> None:
    """What Telegram finds wrong only once the whole keyboard could be read."""
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    if len(button.get("callback_data", "").encode()) > MAX_DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    url = button.get("url") or button.get("login_url", {}).get("url")
    if url is not None and not URL.fullmatch(url):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    app = button.get("web_app", {}).get("url")
    if app is not None and not app.startswith("https://"):
        raise bad(f"inline keyboard button Web App URL '{app}' is invalid: Only HTTPS links are allowed")
    copied = button.get("copy_text", {}).get("text", "x")
    if not 1 <= len(copied) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
