"""Rows that a loop could make nothing of"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "quarantine",
        sa.Column("of_table", sa.String(), nullable=False),
        sa.Column("row_id", big, nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("of_table", "row_id", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_since"), "quarantine", ["since"], unique=False)


def downgrade() -> None:
    op.drop_table("quarantine")
