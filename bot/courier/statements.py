"""The statements with which the courier reads the outbox, through the indexes made for them."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache, lru_cache
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    SmallInteger,
    String,
    and_,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from storage.leases import Fence
from storage.tables import Lane, OutboxRow, OutboxState

# Written out, so that the engines see that the partial indexes serve.
_PENDING = col(OutboxRow.state) == literal_column("'pending'")
_Earlier = aliased(OutboxRow)
_COLUMNS = (
    col(OutboxRow.id),
    col(OutboxRow.lane),
    col(OutboxRow.chat_id),
    col(OutboxRow.method),
    col(OutboxRow.params),
    col(OutboxRow.after_id),
    col(OutboxRow.expires_at),
    col(OutboxRow.quiet_from),
    col(OutboxRow.attempts),
    col(OutboxRow.trace),
    col(_Earlier.state),
    col(_Earlier.message_id),
)

# Lists of numbers go as one value each, so that each statement has one text: databases remember by the text how a
# statement is done. All are built once.

ONE = (
    select(*_COLUMNS)
    .outerjoin(_Earlier, col(_Earlier.id) == col(OutboxRow.after_id))
    .where(col(OutboxRow.id) == bindparam("row"))
)
_Other = aliased(OutboxRow)
SAID_OTHERWISE = (
    select(col(_Other.id))
    .join(OutboxRow, and_(col(_Other.chat_id) == col(OutboxRow.chat_id), col(_Other.trace) == col(OutboxRow.trace)))
    .where(col(OutboxRow.id) == bindparam("row"), col(_Other.method) != "answerCallbackQuery")
    .limit(1)
)
LATELY_SENT = (
    select(col(OutboxRow.chat_id), col(OutboxRow.finished_at))
    # Said as the index of what is not yet blanked says it.
    .where(
        not_(col(OutboxRow.blanked)),
        col(OutboxRow.finished_at).between(bindparam("since"), bindparam("now")),
        col(OutboxRow.state) == OutboxState.SENT,
        col(OutboxRow.method) != "answerCallbackQuery",
    )
    .order_by(col(OutboxRow.finished_at))
    .limit(500)
)
FIRST_IN_LINE = (
    select(col(OutboxRow.chat_id))
    .where(
        _PENDING,
        col(OutboxRow.lane) == bindparam("of_lane", type_=SmallInteger),
        col(OutboxRow.not_before).is_(None),
        col(OutboxRow.method) != "answerCallbackQuery",
    )
    .order_by(col(OutboxRow.id))
    .limit(bindparam("most"))
)
_NO_LANE = (col(OutboxRow.lane) < min(Lane), col(OutboxRow.lane) > max(Lane))
_NEVER: ColumnElement[Any] = literal_column("'9999-12-31'")
"""SQLite keeps any text as an hour, and compares it as such."""
STRAYS = union_all(
    *(
        select(col(OutboxRow.id)).where(_PENDING, when, lane)
        for when in (col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before).is_not(None))
        for lane in _NO_LANE
    ),
    *(
        select(col(OutboxRow.id)).where(
            _PENDING, col(OutboxRow.lane) == literal_column(str(lane.value)), col(OutboxRow.not_before) > _NEVER
        )
        for lane in Lane
    ),
).limit(100)
# By lane, as the indexes are.
ANYTHING = select(
    or_(
        *(
            exists().where(_PENDING, col(OutboxRow.lane) == literal_column(str(lane.value)), when)
            for lane in Lane
            for when in (col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= bindparam("hour"))
        )
    )
)


@cache
def expired(dialect: str) -> Select[Any]:
    late = col(OutboxRow.expires_at) <= bindparam("hour")
    return (
        select(col(OutboxRow.id))
        .where(_PENDING, late, not_(_among(dialect, col(OutboxRow.id), "in_hand")))
        .limit(bindparam("most"))
    )


@cache
def still_pending(dialect: str) -> Select[Any]:
    return select(col(OutboxRow.id)).where(_PENDING, _among(dialect, col(OutboxRow.id), "in_hand"))


@lru_cache(maxsize=16)
def claim(dialect: str, which: Literal["ready", "timed"], fence: Fence, _number: int | None) -> Select[Any]:
    lane: BindParameter[int] = bindparam("of_lane", type_=SmallInteger)
    # A row after one that still waits in the tables of another lane is not read: many of them would fill the window.
    near = or_(col(_Earlier.lane) == lane, _among(dialect, col(_Earlier.id), "in_hand"))
    follows = or_(
        col(OutboxRow.after_id).is_(None),
        col(_Earlier.state).is_(None),
        col(_Earlier.state).not_in((OutboxState.PENDING, OutboxState.HELD)),
        and_(col(_Earlier.state) == OutboxState.PENDING, near),
    )
    query = (
        select(*_COLUMNS)
        .outerjoin(_Earlier, col(_Earlier.id) == col(OutboxRow.after_id))
        .where(
            _PENDING,
            col(OutboxRow.lane) == lane,
            follows,
            not_(_among(dialect, col(OutboxRow.id), "in_hand")),
            or_(
                col(OutboxRow.chat_id).is_(None),
                col(OutboxRow.method) == literal_column("'answerCallbackQuery'"),
                not_(_among(dialect, col(OutboxRow.chat_id), "crowded")),
            ),
        )
        .limit(bindparam("most"))
    )
    if (held := fence.condition()) is not None:
        query = query.where(held)
    if which == "ready":
        # What comes into a quiet time has to wait for its end: the clock gives it that hour.
        rings = or_(col(OutboxRow.quiet_from).is_(None), col(OutboxRow.quiet_from) > bindparam("hour"))
        return query.where(col(OutboxRow.not_before).is_(None), rings).order_by(col(OutboxRow.id))
    due = col(OutboxRow.not_before) <= bindparam("hour")
    return query.where(due).order_by(col(OutboxRow.not_before), col(OutboxRow.id))


def _among(dialect: str, column: Mapped[Any], name: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        return column.in_(select(func.json_each(bindparam(name, type_=String)).table_valued("value").c.value))
    return column == any_(bindparam(name, type_=ARRAY(BigInteger)))


def listed(dialect: str, numbers: Collection[int]) -> str | list[int]:
    return json.dumps(list(numbers)) if dialect == "sqlite" else list(numbers)
