"""By which rules of its time zone a mission's instants were made"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("mission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone_rules", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("zone_offsets", json, server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("zone_told", sa.Boolean(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("mission", schema=None) as batch_op:
        batch_op.drop_column("zone_told")
        batch_op.drop_column("zone_offsets")
        batch_op.drop_column("zone_rules")
