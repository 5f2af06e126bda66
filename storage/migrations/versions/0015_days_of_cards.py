"""The end of the day for which a card says "today" or "tomorrow" of its meeting"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.add_column(sa.Column("true_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_card_true_until",
            ["true_until"],
            unique=False,
            sqlite_where=sa.text("true_until IS NOT NULL"),
            postgresql_where=sa.text("true_until IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index("ix_card_true_until")
        batch_op.drop_column("true_until")
