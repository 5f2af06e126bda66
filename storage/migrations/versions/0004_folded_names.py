"""Folded names and words of delegates; keys of organisations and interpreters folded again"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.folding import fold

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_key", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("words_key", sa.String(), server_default="", nullable=False))
        batch_op.drop_index("ix_delegate_directory")
        batch_op.create_index("ix_delegate_directory", ["mission_id", "status", "name_key"], unique=False)
    delegate = sa.table(
        "delegate", *map(sa.column, ("id", "name", "position", "offer", "need", "name_key", "words_key"))
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(delegate)).mappings().all():
        keys = {
            "name_key": fold(row["name"]),
            "words_key": fold(f"{row['name']} {row['position']} {row['offer']} {row['need']}"),
        }
        connection.execute(sa.update(delegate).where(delegate.c.id == row["id"]).values(keys))
    for name in ("organisation", "interpreter"):
        _fold_again(sa.table(name, *map(sa.column, ("id", "mission_id", "name", "name_key"))))


def _fold_again(table: sa.TableClause) -> None:
    """Two rows whose new keys would be one stay two: the second keeps its key of before."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(table).order_by(table.c.id)).mappings().all()
    taken = {(row["mission_id"], row["name_key"]) for row in rows}
    for row in rows:
        key = (row["mission_id"], fold(row["name"]))
        if key not in taken:
            taken.add(key)
            connection.execute(sa.update(table).where(table.c.id == row["id"]).values(name_key=key[1]))
