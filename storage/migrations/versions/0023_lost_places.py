"""Places that organisers took away, and cards that follow an invitation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_up", sa.Column("loss", sa.String(length=24), nullable=True))
    op.add_column("sign_up", sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True))
    lost = sa.text("lost_at IS NOT NULL")
    op.create_index("ix_sign_up_lost_at", "sign_up", ["lost_at"], sqlite_where=lost, postgresql_where=lost)
    # Made again with the columns that cards follow now (storage.triggers).
    name = "touched_programme_session"
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON programme_session"
    op.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def downgrade() -> None:
    op.drop_index("ix_sign_up_lost_at", "sign_up")
    op.drop_column("sign_up", "lost_at")
    op.drop_column("sign_up", "loss")
