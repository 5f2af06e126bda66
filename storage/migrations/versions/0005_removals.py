"""What an organiser is called, and links that open no more for those who were put out"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("called", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("invitation_use", schema=None) as batch_op:
        batch_op.add_column(sa.Column("barred_at", sa.DateTime(timezone=True), nullable=True))
