"""How the texts of announcements are formatted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("announcement", sa.Column("marks", json, server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("announcement", "marks")
