"""Places that meetings left, and to whom they were offered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    at = sa.DateTime(timezone=True)
    op.create_table(
        "freed_place",
        sa.Column("id", big, nullable=False),
        sa.Column("slot_id", big, nullable=False),
        sa.Column("table_id", big, nullable=False),
        sa.Column("state", sa.String(length=24), server_default=sa.text("'open'"), nullable=False),
        sa.Column("next_at", at, nullable=True),
        sa.Column("meeting_id", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freed_place")),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_freed_place_open",
        "freed_place",
        ["slot_id", "table_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "refill_offer",
        sa.Column("id", big, nullable=False),
        sa.Column("place_id", big, nullable=False),
        sa.Column("slot_id", big, nullable=False),
        sa.Column("table_id", big, nullable=False),
        sa.Column("delegate_id", big, nullable=False),
        sa.Column("other_id", big, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_at", at, nullable=False),
        sa.Column("expires_at", at, nullable=False),
        sa.Column("answered_at", at, nullable=True),
        _cascade("place_id", "freed_place"),
        _cascade("delegate_id", "delegate"),
        _cascade("other_id", "delegate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refill_offer")),
        sa.UniqueConstraint(
            "slot_id", "delegate_id", "other_id", name=op.f("uq_refill_offer_slot_id_delegate_id_other_id")
        ),
        sqlite_autoincrement=True,
    )
    for column in ("place_id", "delegate_id", "other_id"):
        op.create_index(op.f(f"ix_refill_offer_{column}"), "refill_offer", [column], unique=False)
    asked = sa.text("state IN ('open', 'accepted')")
    op.create_index(
        "uq_refill_offer_asked",
        "refill_offer",
        ["slot_id", "delegate_id"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )
    op.create_index(
        "ix_refill_offer_expires_at", "refill_offer", ["expires_at"], sqlite_where=asked, postgresql_where=asked
    )


def _cascade(column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_refill_offer_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("refill_offer")
    op.drop_table("freed_place")
