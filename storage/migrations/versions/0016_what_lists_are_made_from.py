"""Marks of what has changed for the lists of whom to meet, and how telling each topic is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "ranking_mark",
        sa.Column("id", big, nullable=False),
        sa.Column("mission_id", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_mark")),
    )
    with op.batch_alter_table("matching_state", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "weights", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default="{}", nullable=False
            )
        )
    # The lists of before do not say how telling each topic is.
    op.execute("INSERT INTO ranking_mark (mission_id) SELECT id FROM mission")


def downgrade() -> None:
    with op.batch_alter_table("matching_state", schema=None) as batch_op:
        batch_op.drop_column("weights")
    op.drop_table("ranking_mark")
