"""Days of delegates that were drawn for them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "day_sheet",
        sa.Column("id", big, nullable=False),
        sa.Column("delegate_id", big, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.id"], name=op.f("fk_day_sheet_delegate_id_delegate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_sheet")),
        sa.UniqueConstraint("delegate_id", "day", "kind", name=op.f("uq_day_sheet_delegate_id_day_kind")),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_day_sheet_due_at", "day_sheet", ["due_at"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    op.drop_table("day_sheet")
