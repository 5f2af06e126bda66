"""What happens to the message whose button was pressed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aiogram.methods import EditMessageReplyMarkup, EditMessageText, SendMessage
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from markupsafe import Markup
from sqlalchemy import bindparam
from sqlmodel import col, select

from handlers.core.message_text import as_read
from handlers.core.outbox import Outbox
from locales.bidi import left_to_right_html, right_to_left_html
from storage.database import UnitSession
from storage.tables import OutboxRow, OutboxState

# Asked for each press: built once.
_EDITS = (
    select(OutboxRow.state, OutboxRow.params)
    .where(
        OutboxRow.chat_id == bindparam("chat"),
        OutboxRow.key == bindparam("key"),
        (col(OutboxRow.state) == OutboxState.PENDING)
        | ((col(OutboxRow.state) == OutboxState.SENT) & (col(OutboxRow.finished_at) >= bindparam("since"))),
    )
    .order_by(col(OutboxRow.id).desc())
    .limit(1)
)


async def show(
    query: CallbackQuery, outbox: Outbox, text: Markup, keyboard: InlineKeyboardMarkup | None = None
) -> bool:
    """Let the pressed message read so from now on; where it can no longer be edited, say it in a new one.

    Nothing is sent when it reads so already: Telegram refuses an edit that changes nothing. The button may have been
    pressed before an earlier edit reached the screen, so that one counts too. Of several edits that wait, the last
    one goes out. Tells whether there was anything new.
    """
    chat_id = query.from_user.id
    message = query.message
    keyboard = outbox.addressed(keyboard) if keyboard is not None else None
    if not isinstance(message, Message) or message.text is None:
        await outbox.post(SendMessage(chat_id=chat_id, text=text, reply_markup=keyboard))
        return True
    key = f"edit:{chat_id}:{message.message_id}"
    state, edit = await _later_edit(outbox, chat_id, key, message)
    sent = right_to_left_html(text) if outbox.right_to_left else left_to_right_html(text)
    if _will_read(edit, sent, keyboard) if edit else _reads(message, sent, keyboard):
        return False
    call = EditMessageText(chat_id=chat_id, message_id=message.message_id, text=text, reply_markup=keyboard)
    await outbox.post(call, key=key, first=state is not OutboxState.PENDING)
    return True


def _reads(message: Message, text: str, keyboard: InlineKeyboardMarkup | None) -> bool:
    return message.text == as_read(text) and _buttons(message.reply_markup) == _buttons(keyboard)


def _buttons(keyboard: InlineKeyboardMarkup | None) -> list[list[dict[str, Any]]]:
    # As values: aiogram's objects differ when one of them came over the wire.
    rows = keyboard.inline_keyboard if keyboard else []
    return [[button.model_dump(exclude_none=True) for button in row] for row in rows]


def _will_read(edit: dict[str, Any], text: str, keyboard: InlineKeyboardMarkup | None) -> bool:
    rows = edit.get("reply_markup", {}).get("inline_keyboard", [])
    return bool(edit.get("text") == text and rows == _buttons(keyboard))


async def _later_edit(
    outbox: Outbox, chat_id: int, key: str, shown: Message
) -> tuple[OutboxState | None, dict[str, Any]]:
    """The newest edit that the pressed message, as it came with the press, may not show yet: state and parameters."""
    since = datetime.fromtimestamp(shown.edit_date or shown.date.timestamp(), UTC)
    found = await outbox.session.exec(_EDITS, params={"chat": chat_id, "key": key, "since": since})
    edit = found.first()
    return (OutboxState(edit[0]), dict(edit[1])) if edit else (None, {})


async def is_above(session: UnitSession, chat_id: int, message_id: int) -> bool:
    """Whether the bot has said anything below this message."""
    below = select(OutboxRow.id).where(
        OutboxRow.chat_id == chat_id,
        col(OutboxRow.method).startswith("send"),
        col(OutboxRow.message_id) > message_id,
    )
    return (await session.exec(below.limit(1))).first() is not None


async def edited_since(session: UnitSession, row_id: int) -> bool:
    """Whether a press has changed what the message of this outbox row shows: a late edit would overwrite it."""
    row = await session.get(OutboxRow, row_id)
    if row is None or row.message_id is None:
        return False
    key = f"edit:{row.chat_id}:{row.message_id}"
    later = select(OutboxRow.id).where(
        OutboxRow.chat_id == row.chat_id, OutboxRow.key == key, col(OutboxRow.id) > row_id
    )
    return (await session.exec(later.limit(1))).first() is not None


async def disarm(outbox: Outbox, chat_id: int, message_id: int | None) -> None:
    """Take the buttons off an earlier message whose question has been answered otherwise."""
    if message_id is not None:
        await outbox.post(EditMessageReplyMarkup(chat_id=chat_id, message_id=message_id))
