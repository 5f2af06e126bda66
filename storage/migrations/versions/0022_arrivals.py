"""What the two of a meeting say on the day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    at = sa.DateTime(timezone=True)
    op.create_table(
        "arrival",
        sa.Column("id", big, nullable=False),
        sa.Column("meeting_id", big, nullable=False),
        sa.Column("delegate_id", big, nullable=False),
        sa.Column("slot_id", big, nullable=False),
        sa.Column("says", sa.String(length=24), nullable=True),
        sa.Column("said_at", at, nullable=True),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("here_at", at, nullable=True),
        sa.Column("gave_at", at, nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("asked_at", at, nullable=True),
        sa.Column("told_at", at, nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_arrival_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.id"], name=op.f("fk_arrival_delegate_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("meeting_id", "delegate_id", name=op.f("uq_arrival_meeting_id_delegate_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_arrival_delegate_id"), "arrival", ["delegate_id"], unique=False)
    waiting = sa.text("here_at IS NOT NULL AND told_at IS NULL")
    op.create_index("ix_arrival_waiting", "arrival", ["here_at"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    op.drop_table("arrival")
