"""Doubt about the time; who serves the bot; whether the database takes what is written"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clock_off_seconds", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("served_as", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("written_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.drop_column("written_at")
        batch_op.drop_column("served_as")
        batch_op.drop_column("clock_off_seconds")
