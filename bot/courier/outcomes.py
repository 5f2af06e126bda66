"""What Telegram's answer to a call means for the row that the call came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.courier.telegram_api import ApiError
from storage.tables import Lane, OutboxState

_TOO_OLD = "query is too old"
_DONE = ("message is not modified", _TOO_OLD)
_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message to pin not found",
    "message to unpin not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
)
"""Said of messages that the person has deleted: nothing is left to change."""
_UNPARSED = ("tg-time", "parse entities")
_TIME_TAG = re.compile("</?tg-time[^>]*>")
_CHANGING = ("edit", "delete", "pin", "unpin")
_UNREACHABLE = ("chat not found",)
_PRIVATE = re.compile(r'"[^"]*"|(?<!\w)\'[^\']*\'|https?://\S+|@\w+|-?\d{5,}')
"""What Telegram quotes back at us: texts, addresses, names, ids."""
_ERROR_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Ending:
    """How a row ends. unreachable: nothing else can be sent to its chat either."""

    state: OutboxState
    message_id: int | None = None
    error: str = ""
    unreachable: bool = False


EXPIRED = Ending(OutboxState.DROPPED, error="expired")


def delivered(result: object, params: dict[str, Any]) -> Ending:
    """The call was taken; its message is the one it made, or else the one it was about."""
    message = result[0] if isinstance(result, list) and result else result
    number = message.get("message_id") if isinstance(message, dict) else None
    return Ending(OutboxState.SENT, number if isinstance(number, int) else _about(params))


def refused(refusal: ApiError, method: str, params: dict[str, Any]) -> Ending:
    """Telegram refused the call for good."""
    said = refusal.description.lower()
    if refusal.code == 400 and (any(phrase in said for phrase in _DONE) or gone(refusal, method)):
        return Ending(OutboxState.SENT, _about(params))
    if refusal.code == 403 or (refusal.code == 400 and any(phrase in said for phrase in _UNREACHABLE)):
        return Ending(OutboxState.UNDELIVERED, error=shown(refusal), unreachable=True)
    return Ending(OutboxState.DEAD, error=shown(refusal))


def gone(refusal: ApiError, method: str) -> bool:
    """Whether the message that the call was to change is not there any more."""
    said = refusal.description.lower()
    return refusal.code == 400 and method.startswith(_CHANGING) and any(phrase in said for phrase in _GONE)


def in_plain_hours(refusal: ApiError, params: dict[str, Any]) -> dict[str, Any] | None:
    """Parameters without date-time entities, where a server may have refused them: they came with Bot API 9.5."""
    text, said = params.get("text"), refusal.description.lower()
    if refusal.code != 400 or not isinstance(text, str) or not any(each in said for each in _UNPARSED):
        return None
    plain = _TIME_TAG.sub("", text)
    return None if plain == text else {**params, "text": plain}


def as_new_message(
    refusal: ApiError, method: str, params: dict[str, Any], *, lane: int, chat_id: int | None
) -> dict[str, Any] | None:
    """Parameters of a new message that says what the refused call said; nothing where that does not matter.

    An edit whose message was deleted is one; so is a toast whose press is too old to be answered.
    """
    text = params.get("text")
    if refusal.code != 400 or not text:
        return None
    if method == "answerCallbackQuery" and _TOO_OLD in refusal.description.lower() and chat_id is not None:
        return {"chat_id": chat_id, "text": text}
    if method == "editMessageText" and lane in (Lane.REPLY, Lane.CHANGE) and gone(refusal, method):
        return {name: value for name, value in params.items() if name != "message_id"}
    return None


def after(state: OutboxState | None) -> Ending | None:
    """What becomes of a row whose earlier row ended so; None: it may be sent. An empty state: that row is gone."""
    if state is OutboxState.SENT:
        return None
    if state is None:
        return Ending(OutboxState.DROPPED, error="the earlier message is gone")
    return Ending(state, error=f"the earlier message is {state.value}")


def shown(error: ApiError) -> str:
    """An error as it may be kept and logged: without what people wrote or who they are."""
    return _PRIVATE.sub("…", f"{error.code or ''} {error.description}").strip()[:_ERROR_LENGTH]


def _about(params: dict[str, Any]) -> int | None:
    number = params.get("message_id")
    return number if isinstance(number, int) else None
