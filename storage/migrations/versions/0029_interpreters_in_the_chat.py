"""Interpreters in the chat"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels = None
depends_on = None

_OWN = {"calendar_feed": ["interpreter_id"], "day_sheet": ["interpreter_id", "day", "kind"]}
"""Tables whose rows are a delegate's or an interpreter's, and what is unique in them."""
_KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    _chats(big, json)
    _receipts(big, json)
    _outages(big, json)
    for table, unique in _OWN.items():
        with op.batch_alter_table(table, schema=None, table_kwargs=_KEPT) as batch_op:
            batch_op.add_column(sa.Column("interpreter_id", big, nullable=True))
            batch_op.alter_column("delegate_id", existing_type=big, nullable=True)
            batch_op.create_unique_constraint(batch_op.f(f"uq_{table}_{'_'.join(unique)}"), unique)
            name = batch_op.f(f"fk_{table}_interpreter_id_interpreter")
            batch_op.create_foreign_key(name, "interpreter", ["interpreter_id"], ["id"], ondelete="CASCADE")
    with op.batch_alter_table("invitation", schema=None, table_kwargs=_KEPT) as batch_op:
        batch_op.add_column(sa.Column("interpreter_id", big, nullable=True))
        batch_op.create_index(batch_op.f("ix_invitation_interpreter_id"), ["interpreter_id"], unique=False)
        name = batch_op.f("fk_invitation_interpreter_id_interpreter")
        batch_op.create_foreign_key(name, "interpreter", ["interpreter_id"], ["id"], ondelete="CASCADE")


def _chats(big: sa.types.TypeEngine[int], json: sa.types.TypeEngine[Any]) -> None:
    op.create_table(
        "interpreter_chat",
        sa.Column("id", big, nullable=False),
        sa.Column("mission_id", big, nullable=False),
        sa.Column("interpreter_id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("known", json, nullable=False),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{other}_id"],
                [f"{other}.id"],
                name=op.f(f"fk_interpreter_chat_{other}_id_{other}"),
                ondelete="CASCADE",
            )
            for other in ("mission", "interpreter", "person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_chat")),
        sa.UniqueConstraint("interpreter_id", name=op.f("uq_interpreter_chat_interpreter_id")),
        sa.UniqueConstraint("mission_id", "person_id", name=op.f("uq_interpreter_chat_mission_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_interpreter_chat_person_id"), "interpreter_chat", ["person_id"], unique=False)
    doubted = sa.text("doubted_at IS NOT NULL")
    name = "ix_interpreter_chat_doubted_at"
    op.create_index(name, "interpreter_chat", ["doubted_at"], sqlite_where=doubted, postgresql_where=doubted)


def _receipts(big: sa.types.TypeEngine[int], json: sa.types.TypeEngine[Any]) -> None:
    op.create_table(
        "interpreter_receipt",
        sa.Column("id", big, nullable=False),
        sa.Column("interpreter_id", big, nullable=False),
        sa.Column("moves", json, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        _of_interpreter("interpreter_receipt"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_receipt")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_interpreter_receipt_interpreter_id"), "interpreter_receipt", ["interpreter_id"])


def _outages(big: sa.types.TypeEngine[int], json: sa.types.TypeEngine[Any]) -> None:
    op.create_table(
        "interpreter_outage",
        sa.Column("id", big, nullable=False),
        sa.Column("interpreter_id", big, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", json, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _of_interpreter("interpreter_outage"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_outage")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_interpreter_outage_interpreter_id"), "interpreter_outage", ["interpreter_id"])
    stands = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_interpreter_outage_stands",
        "interpreter_outage",
        ["interpreter_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def _of_interpreter(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_interpreter_id_interpreter")
    return sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    with op.batch_alter_table("invitation", schema=None, table_kwargs=_KEPT) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invitation_interpreter_id_interpreter"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_invitation_interpreter_id"))
        batch_op.drop_column("interpreter_id")
    for table, unique in _OWN.items():
        op.execute(sa.text(f"DELETE FROM {table} WHERE delegate_id IS NULL"))  # noqa: S608 - our own names
        with op.batch_alter_table(table, schema=None, table_kwargs=_KEPT) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_interpreter_id_interpreter"), type_="foreignkey")
            batch_op.drop_constraint(batch_op.f(f"uq_{table}_{'_'.join(unique)}"), type_="unique")
            batch_op.alter_column("delegate_id", existing_type=sa.BigInteger(), nullable=False)
            batch_op.drop_column("interpreter_id")
    for table in ("interpreter_outage", "interpreter_receipt", "interpreter_chat"):
        op.drop_table(table)
