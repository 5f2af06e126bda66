"""Whom outbox rows are about, by reference; what delegates were called before"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: a table made again would lose its AUTOINCREMENT, and the outbox is large.
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("outbox", sa.Column("about", sa.String(), server_default="", nullable=False))
    erased = sa.text("about = ' erased '")
    op.create_index("ix_outbox_erased", "outbox", ["finished_at"], sqlite_where=erased, postgresql_where=erased)
    op.add_column("delegate", sa.Column("former_names", json, server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("delegate", "former_names")
    op.drop_index("ix_outbox_erased", table_name="outbox")
    op.drop_column("outbox", "about")
