"""A delegate's name in the other script; words of names by their consonants"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.name_keys import name_keys

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels = None
depends_on = None

AT_ONCE = 1000
"""Rows that one statement writes."""


def upgrade() -> None:
    for table in ("delegate", "organisation"):
        op.add_column(table, sa.Column("name_keys", sa.String(), nullable=False, server_default=""))
    op.add_column("delegate", sa.Column("other_name", sa.String(), nullable=False, server_default=""))
    for table in ("delegate", "organisation"):
        _fill(sa.table(table, *map(sa.column, ("id", "name", "name_keys"))))


def downgrade() -> None:
    op.drop_column("delegate", "other_name")
    for table in ("organisation", "delegate"):
        op.drop_column(table, "name_keys")


def _fill(table: sa.TableClause) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, table.c.name)).all()
    keyed = sa.update(table).where(table.c.id == sa.bindparam("row")).values(name_keys=sa.bindparam("keys"))
    for place in range(0, len(rows), AT_ONCE):
        some = rows[place : place + AT_ONCE]
        connection.execute(keyed, [{"row": row.id, "keys": name_keys(row.name)} for row in some])
