"""Indexes of what the courier may send now, of what waits for its hour, and of what expires"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_outbox_ready": (["lane", "id"], "state = 'pending' AND not_before IS NULL"),
    "ix_outbox_timed": (["lane", "not_before"], "state = 'pending' AND not_before IS NOT NULL"),
    "ix_outbox_expiring": (["expires_at"], "state = 'pending' AND expires_at IS NOT NULL"),
}


def upgrade() -> None:
    op.drop_index("ix_outbox_pending", table_name="outbox")
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "outbox", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="outbox")
    pending = sa.text("state = 'pending'")
    op.create_index("ix_outbox_pending", "outbox", ["lane", "id"], sqlite_where=pending, postgresql_where=pending)
