"""The time zone that a person's phone shows"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("phone_zone", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("person", "phone_zone")
