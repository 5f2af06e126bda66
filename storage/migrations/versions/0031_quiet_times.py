"""Quiet times, and notices that wait"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _columns()
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "held_notice",
        sa.Column("id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("mission_id", big, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("said", json, nullable=False),
        sa.Column("once", sa.String(), server_default="", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_digest", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_held_notice_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["mission.id"], name=op.f("fk_held_notice_mission_id_mission"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_notice")),
    )
    op.create_index("ix_held_notice_person_id", "held_notice", ["person_id"])
    op.create_index("ix_held_notice_mission_id", "held_notice", ["mission_id"])
    waits, told = sa.text("told_at IS NULL"), sa.text("told_at IS NOT NULL")
    op.create_index("ix_held_notice_due", "held_notice", ["due_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_index("ix_held_notice_told", "held_notice", ["told_at"], sqlite_where=told, postgresql_where=told)


def _columns() -> None:
    for table in ("mission", "person"):
        op.add_column(table, sa.Column("quiet_from", sa.Time(), nullable=True))
        op.add_column(table, sa.Column("quiet_until", sa.Time(), nullable=True))
    op.add_column("mission", sa.Column("pushes_a_day", sa.Integer(), server_default="0", nullable=False))
    op.add_column("mission", sa.Column("prayer_times", sa.String(), server_default="", nullable=False))
    op.add_column("mission", sa.Column("ramadan_on", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("asks", sa.String(length=24), server_default="everything", nullable=False))
    op.add_column("announcement", sa.Column("urgent", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("announcement_delivery", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_table("held_notice")
    op.drop_column("announcement_delivery", "held_at")
    op.drop_column("announcement", "urgent")
    for column in ("asks", "quiet_until", "quiet_from"):
        op.drop_column("person", column)
    for column in ("ramadan_on", "prayer_times", "pushes_a_day", "quiet_until", "quiet_from"):
        op.drop_column("mission", column)
