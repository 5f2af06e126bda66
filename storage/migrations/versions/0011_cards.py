"""Cards: messages about a thing, which follow it, and the rows that have changed"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "card",
        sa.Column("id", big, nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("chat_id", big, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("thing_id", big, nullable=False),
        sa.Column("side_id", big, nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("sent_row", big, nullable=True),
        sa.Column("message_id", big, nullable=True),
        sa.Column("drawn_by", big, nullable=False),
        sa.Column("truth", sa.String(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index("ix_card_thing", ["kind", "thing_id"], unique=False)
        batch_op.create_index("ix_card_chat", ["chat_id", "kind", "thing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_side_id"), ["side_id"], unique=False)
        batch_op.create_index(
            "ix_card_stale",
            ["id"],
            unique=False,
            sqlite_where=sa.text("stale = 1"),
            postgresql_where=sa.text("stale"),
        )
    op.create_table(
        "touched",
        sa.Column("id", big, nullable=False),
        sa.Column("of_table", sa.String(), nullable=False),
        sa.Column("thing_id", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touched")),
    )
    _keep_what_stands()


_KINDS = {"meet": "meeting", "decide": "registration", "ttb": "draft", "role": "role"}
"""By the prefix of a button's data; the thing's id is the second part of it, of a role the first."""
_OUTBOX = sa.table(
    "outbox", *(sa.column(name) for name in ("id", "chat_id", "method", "state", "message_id", "blanked", "created_at"))
)
_PARAMS = sa.column("params", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"))


def _keep_what_stands() -> None:
    """Cards that were sent before there were any: from what the outbox still has."""
    connection = op.get_bind()
    sent = (
        sa.select(_OUTBOX.c.id, _OUTBOX.c.chat_id, _OUTBOX.c.message_id, _OUTBOX.c.created_at, _PARAMS)
        .where(
            _OUTBOX.c.method.in_(("sendMessage", "editMessageText")),
            _OUTBOX.c.state == "sent",
            _OUTBOX.c.message_id.is_not(None),
            sa.not_(_OUTBOX.c.blanked),
        )
        .order_by(_OUTBOX.c.id)
    )
    standing = {(chat, message): (row, at, params) for row, chat, message, at, params in connection.execute(sent)}
    cards = [
        {
            "channel": "telegram",
            "chat_id": chat,
            "kind": kind,
            "thing_id": thing,
            "day": 0,
            "truth": "",
            "message_id": message,
            "drawn_by": row,
            "stale": False,
            "created_at": at,
        }
        for (chat, message), (row, at, params) in standing.items()
        for kind, thing in _about(params)
    ]
    if cards:
        op.bulk_insert(sa.table("card", *(sa.column(name) for name in cards[0])), cards)


def _about(params: dict[str, Any]) -> list[tuple[str, int]]:
    """What its first button of a known kind is about."""
    for row in (params.get("reply_markup") or {}).get("inline_keyboard", []):
        for button in row:
            prefix, *parts = str(button.get("callback_data", "")).split(":")
            number = (parts[:1] if prefix == "role" else parts[1:2]) if prefix in _KINDS else []
            if number and number[0].isdigit():
                return [(_KINDS[prefix], int(number[0]))]
    return []


def downgrade() -> None:
    op.drop_table("touched")
    op.drop_table("card")
