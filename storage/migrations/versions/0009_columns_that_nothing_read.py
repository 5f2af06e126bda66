"""Drop columns that were never written, or written and never read"""

from __future__ import annotations

from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite drops a plain column in place, and a table made again would lose its AUTOINCREMENT.
    op.drop_column("mission", "closed_at")
    op.drop_column("timetable", "causes")
    op.drop_column("matching_state", "fingerprint")
    op.drop_column("announcement", "started_at")
