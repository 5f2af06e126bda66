"""Reply markup: read and checked as Telegram does."""

from __future__ import annotations

import json
import re
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
        return Markup(reply={"force_reply": True, **_options(value, "input_field_placeholder", "selective")})
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


def _options(value: Json, *names: str) -> Json:
    return {name: value[name] for name in names if value.get(name) not in (None, False, "")}


def _check_size(rows: list[list[Json]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS or len(json.dumps(rows, ensure_ascii=False).encode()) > MAX_MARKUP_BYTES:
        raise bad("reply markup is too long")
    if any(len(row) > MAX_PER_ROW for row in rows):
        raise bad("REPLY_MARKUP_INVALID")


def _reply_keyboard(value: Json, rows: list[list[object]]) -> Json:
    keyboard = [[_reply_button(button) for button in row] for row in rows]
    _check_size(keyboard)
    placeholder = string_field(value, "input_field_placeholder")
    if len(placeholder) > 64:
        raise bad("input field placeholder is too long")
    flags = [name for name in ("is_persistent", "resize_keyboard", "one_time_keyboard") if boolean_field(value, name)]
    options = _options(value, "input_field_placeholder", "selective")
    return {"keyboard": keyboard, **dict.fromkeys(flags, True), **options}


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad("Can't parse keyboard button: KeyboardButton must be a String or an Object")
    try:
        text = string_field(button, "text", required=True)
        flags = {name: True for name in ("request_contact", "request_location") if boolean_field(button, name)}
    except Refused as refused:
        raise _within("Can't parse keyboard button", refused) from None
    if not text.strip():
        raise bad("keyboard button text must be non-empty")
    return {
        "text": text,
        **flags,
        **_options(button, "request_users", "request_chat", "request_poll", "web_app"),
    }


def _inline_keyboard(rows: list[list[object]]) -> Json:
    try:
        keyboard = [[_inline_button(button) for button in row] for row in rows]
    except _UnparsedError as error:
        raise _within("Can't parse inline keyboard button", error.refused) from None
    _check_size(keyboard)
    for row in keyboard:
        for button in row:
            _check_inline(button)
    return {"inline_keyboard": keyboard}


class _UnparsedError(Exception):
    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def _within(prefix: str, refused: Refused) -> Refused:
    reason = refused.description.removeprefix("Bad Request: ")
    return bad(f"{prefix}: {reason[:1].upper()}{reason[1:]}")


def _inline_button(button: object) -> Json:
    try:
        if not isinstance(button, dict):
            raise bad("InlineKeyboardButton must be an Object")
        text = string_field(button, "text", required=True)
        style = string_field(button, "style").lower()
        if style not in STYLES:
            raise bad("Invalid button style specified")
        action = _action(button)
    except Refused as refused:
        raise _UnparsedError(refused) from None
    styled = {} if style in ("", "default") else {"style": style}
    return {"text": text, **action, **styled, **_options(button, "icon_custom_emoji_id")}


def _action(button: Json) -> Json:
    """The first of the actions a button may have, in Telegram's order."""
    for name in ("url", "callback_data"):
        if text := string_field(button, name):
            return {name: text}
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if button.get(name) is not None:
            return {name: string_field(button, name, required=True)}
    for name in ("switch_inline_query_chosen_chat", "login_url", "web_app", "copy_text"):
        fields = button.get(name)
        if fields is None:
            continue
        if not isinstance(fields, dict):
            raise bad(f'Field "{name}" must be of type Object')
        return {name: fields}
    raise bad("Text buttons are unallowed in the inline keyboard")


def _check_inline(button: Json) -> None:
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    if len(button.get("callback_data", "").encode()) > MAX_DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    for url in (button.get("url"), button.get("login_url", {}).get("url")):
        if url is not None and not URL.fullmatch(url):
            raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if "web_app" in button and not str(button["web_app"].get("url", "")).startswith("https://"):
        raise bad(
            f"inline keyboard button Web App URL '{button['web_app'].get('url', '')}' is invalid: "
            "Only HTTPS links are allowed"
        )
    copied = button.get("copy_text", {}).get("text")
    if copied is not None and not 1 <= len(copied) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
