"""Publishing in chunks; how much an interpreter takes on"""

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


def downgrade() -> None:
    with op.batch_alter_table("interpreter", schema=None) as batch_op:
        batch_op.drop_column("per_day")
        batch_op.drop_column("in_a_row")
    with op.batch_alter_table("timetable", schema=None) as batch_op:
        batch_op.drop_column("publishing")
