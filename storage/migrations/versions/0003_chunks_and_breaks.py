"""Publishing in chunks; how much an interpreter takes on; a halt that outlives its courier; what is forgotten hourly"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("timetable", schema=None) as batch_op:
        batch_op.add_column(sa.Column("publishing", json, server_default="{}", nullable=False))
    with op.batch_alter_table("interpreter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_a_row", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("per_day", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("halted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("halted_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_finished_at"))
        batch_op.create_index(
            "ix_outbox_worded",
            ["finished_at"],
            unique=False,
            sqlite_where=sa.text("blanked = 0 AND finished_at IS NOT NULL"),
            postgresql_where=sa.text("NOT blanked AND finished_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_blanked",
            ["finished_at"],
            unique=False,
            sqlite_where=sa.text("blanked = 1"),
            postgresql_where=sa.text("blanked"),
        )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            "ix_person_unreachable",
            ["unreachable_since"],
            unique=False,
            sqlite_where=sa.text("unreachable_since IS NOT NULL"),
            postgresql_where=sa.text("unreachable_since IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_unreachable")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_blanked")
        batch_op.drop_index("ix_outbox_worded")
        batch_op.create_index(batch_op.f("ix_outbox_finished_at"), ["finished_at"], unique=False)
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.drop_column("halted_until")
        batch_op.drop_column("halted_at")
    with op.batch_alter_table("interpreter", schema=None) as batch_op:
        batch_op.drop_column("per_day")
        batch_op.drop_column("in_a_row")
    with op.batch_alter_table("timetable", schema=None) as batch_op:
        batch_op.drop_column("publishing")
