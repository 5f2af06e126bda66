"""Slots that stand apart: of a venue whose hours alone were shifted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels = None
depends_on = None

_NAME = "uq_slot_mission_id_starts_at"
_KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("slot", schema=None, table_kwargs=_KEPT) as batch_op:
        batch_op.drop_constraint(_NAME, type_="unique")
        batch_op.add_column(sa.Column("apart_from", big, nullable=True))
    together = sa.text("apart_from IS NULL")
    columns = ["mission_id", "starts_at"]
    op.create_index(_NAME, "slot", columns, unique=True, sqlite_where=together, postgresql_where=together)


def downgrade() -> None:
    """Fails where a slot that stands apart begins with another: older versions have one slot an hour."""
    op.drop_index(_NAME, "slot")
    with op.batch_alter_table("slot", schema=None, table_kwargs=_KEPT) as batch_op:
        batch_op.drop_column("apart_from")
        batch_op.create_unique_constraint(_NAME, ["mission_id", "starts_at"])
