"""When everybody whom a change touches has been told of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.types

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change", sa.Column("told_at", storage.types.UtcDateTime(timezone=True), nullable=True))
    op.create_index("ix_change_told_at", "change", ["told_at"])
    # What was changed before this version was told in the same transaction.
    op.execute("UPDATE change SET told_at = made_at")


def downgrade() -> None:
    op.drop_index("ix_change_told_at", table_name="change")
    op.drop_column("change", "told_at")
