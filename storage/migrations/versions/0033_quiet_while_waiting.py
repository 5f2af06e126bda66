"""Messages that wait in the outbox when a quiet time begins"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("quiet_from", "quiet_until"):
        op.add_column("outbox", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    waits = sa.text("state = 'pending' AND quiet_from IS NOT NULL")
    op.create_index("ix_outbox_quieted", "outbox", ["quiet_from"], sqlite_where=waits, postgresql_where=waits)


def downgrade() -> None:
    op.drop_index("ix_outbox_quieted", "outbox")
    for column in ("quiet_until", "quiet_from"):
        op.drop_column("outbox", column)
