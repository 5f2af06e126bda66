"""Shifts of the clock, and calls to those who have not seen a change"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    at = sa.DateTime(timezone=True)
    op.add_column("mission", sa.Column("unseen_minutes", sa.Integer(), server_default="15", nullable=False))
    op.add_column("slot", sa.Column("shifts", sa.Integer(), server_default="0", nullable=False))
    op.add_column("slot", sa.Column("shifted_at", at, nullable=True))
    op.add_column("change_receipt", sa.Column("by_phone", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("change_receipt", sa.Column("step", sa.Integer(), server_default="0", nullable=False))
    # Of what was said before, nothing is said again: it stays empty.
    op.add_column("change_receipt", sa.Column("next_at", at, nullable=True))
    op.add_column("change_receipt", sa.Column("needed_at", at, nullable=True))
    for name, column, where in (
        ("ix_change_receipt_next_at", "next_at", sa.text("next_at IS NOT NULL")),
        ("ix_change_receipt_on_sheet", "delegate_id", sa.text("step = 4 AND seen_at IS NULL")),
    ):
        op.create_index(name, "change_receipt", [column], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "phone_call",
        sa.Column("id", big, nullable=False),
        sa.Column("mission_id", big, nullable=False),
        sa.Column("delegate_id", big, nullable=False),
        sa.Column("claimed_by", big, nullable=True),
        sa.Column("claimed_until", at, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("again_at", at, nullable=True),
        sa.Column("wrong_phone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["mission.id"], name=op.f("fk_phone_call_mission_id_mission"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.id"], name=op.f("fk_phone_call_delegate_id_delegate"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["person.id"], name=op.f("fk_phone_call_claimed_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
        sa.UniqueConstraint("delegate_id", name=op.f("uq_phone_call_delegate_id")),
        sqlite_autoincrement=True,
    )
    for column in ("mission_id", "claimed_by"):
        op.create_index(op.f(f"ix_phone_call_{column}"), "phone_call", [column], unique=False)
    _name_slots(op.get_bind())


def _name_slots(connection: sa.Connection) -> None:
    """Let each slot's entry of the mission file name its row: from now on, a slot may begin at another hour."""
    entry = sa.table("file_entry", *map(sa.column, ("id", "mission_id", "kind", "key", "row_id")))
    slot = sa.table("slot", *map(sa.column, ("id", "mission_id")), sa.column("starts_at", sa.DateTime(timezone=True)))
    rows = {
        (mission, _utc(starts_at)): row
        for row, mission, starts_at in connection.execute(sa.select(slot.c.id, slot.c.mission_id, slot.c.starts_at))
    }
    slots = sa.select(entry.c.id, entry.c.mission_id, entry.c.key).where(entry.c.kind == "slot")
    for entry_id, mission, key in connection.execute(slots).all():
        if row := rows.get((mission, datetime.fromisoformat(key))):
            connection.execute(sa.update(entry).where(entry.c.id == entry_id).values(row_id=row))


def _utc(moment: datetime) -> datetime:
    """SQLite keeps no offset."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def downgrade() -> None:
    op.drop_table("phone_call")
    for name in ("ix_change_receipt_on_sheet", "ix_change_receipt_next_at"):
        op.drop_index(name, "change_receipt")
    for column in ("needed_at", "next_at", "step", "by_phone"):
        op.drop_column("change_receipt", column)
    op.drop_column("slot", "shifted_at")
    op.drop_column("slot", "shifts")
    op.drop_column("mission", "unseen_minutes")
