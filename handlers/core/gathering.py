"""Notices of one kind to an organiser that come in a burst are gathered: the message about the first grows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from handlers.core.card_message import CardMessage, message_of
from handlers.core.message_text import MESSAGE_LIMIT, length
from handlers.core.notices import Reader
from handlers.views import mission_stamp
from handlers.views.keyboards import NOTICE, Screen, inline, live, unchanged
from handlers.views.message import About, Button, NeutralMessage, Rows
from storage.tables import CardKind, Lane, LiveCard, OutboxRow

GATHERED_FOR = timedelta(minutes=5)
"""An edit does not ring: after that, the next notice makes a new message, below."""
LOOKED_AT_FOR = timedelta(minutes=1)
"""The same after the reader's own press drew the card: they are looking at it."""
MOST_ROWS = 45
"""Rows of buttons of one message: at two in a row, Telegram takes 50."""


@dataclass(frozen=True, slots=True)
class _Packed:
    """What a button that was sent carries."""

    data: str

    def pack(self) -> str:
        return self.data


async def lately(reader: Reader, *conditions: ColumnElement[bool]) -> tuple[LiveCard, CardMessage] | None:
    """The reader's newest card of these, where it came lately and its message shows it still."""
    session = reader.session
    newest = (
        select(LiveCard, OutboxRow.lane)
        .outerjoin(OutboxRow, col(OutboxRow.id) == col(LiveCard.drawn_by))
        .where(
            LiveCard.chat_id == reader.person.telegram_id,
            col(LiveCard.created_at) > session.now - GATHERED_FOR,
            *conditions,
        )
        .order_by(col(LiveCard.id).desc())
        .limit(1)
    )
    for card, lane in await session.exec(newest):
        lasts = LOOKED_AT_FOR if lane == Lane.REPLY else GATHERED_FOR
        message = await message_of(session, card)
        if message is not None and card.created_at > session.now - lasts:
            return card, message
    return None


async def gather(reader: Reader, kind: CardKind, said: NeutralMessage) -> NeutralMessage:
    """What is said as a message of its own, or as one more paragraph of the newest one of its kind."""
    found = await lately(reader, col(LiveCard.kind) == kind)
    if found is not None:
        card, message = found
        drawn = await reader.session.get(OutboxRow, card.drawn_by)
        if drawn is not None and (joined := _joined(reader, drawn, said)) is not None:
            return replace(
                joined,
                in_place_of=message.row,
                in_place_of_message=message.message_id,
                key=message.key,
                when_posted=partial(setattr, card, "drawn_by"),
            )
    # No two messages are about the same: an older one is not put aside by a newer.
    moment = int(reader.session.now.timestamp() * 1_000_000)
    return replace(said, about=About(kind, moment))


def _joined(reader: Reader, drawn: OutboxRow, said: NeutralMessage) -> NeutralMessage | None:
    """None where it does not fit, or the earlier words are gone."""
    if not (text := drawn.params.get("text")):
        return None
    longer = Markup("\n\n").join([Markup(text), said.text])  # noqa: S704 - as it was sent
    rows = _rows(reader, drawn.params)
    there = {_data(row) for row in rows}
    rows += [row for row in said.buttons if _data(row) not in there]
    if length(longer) > MESSAGE_LIMIT or len(rows) > MOST_ROWS:
        return None
    return replace(said, text=longer, buttons=rows, naming={*said.naming, *drawn.about.split()})


def _data(row: list[Button]) -> tuple[str, ...]:
    """What the buttons carry, whatever mission they name."""
    return tuple(mission_stamp.read(each.does.pack()).data for each in row if each.does)


async def without(reader: Reader, card: LiveCard, used: Callable[[str], Awaitable[bool]]) -> Screen:
    """A gathered message as it was sent, less the rows of buttons that have done what they were for.

    used: whether that is so of what a button carries.
    """
    drawn = await reader.session.get(OutboxRow, card.drawn_by)
    if drawn is None or not drawn.params.get("text"):
        return unchanged(card.truth)
    rows = _rows(reader, drawn.params)
    left = [row for row in rows if not any([await used(data) for data in _data(row)])]
    if left == rows:
        return unchanged(card.truth)
    text = Markup(drawn.params["text"])  # noqa: S704 - as it was sent
    names = frozenset(int(each.partition(":")[2]) for each in drawn.about.split() if each.startswith("delegate:"))
    return live((text, inline(reader._, left)), About(card.kind, card.thing_id, names=names))


def _rows(reader: Reader, params: dict[str, Any]) -> Rows:
    """The buttons that were sent, in reading direction again."""
    step = -1 if reader._.language.rtl else 1
    keyboard = (params.get("reply_markup") or {}).get("inline_keyboard", [])
    return [
        [Button(each["text"], _Packed(each["callback_data"].removeprefix(NOTICE))) for each in row][::step]
        for row in keyboard
    ]
