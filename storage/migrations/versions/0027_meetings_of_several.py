"""Meetings of several, requests to organisations, limits of a delegate's own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    at = sa.DateTime(timezone=True)
    op.create_table(
        "companion",
        sa.Column("id", big, nullable=False),
        sa.Column("meeting_id", big, nullable=False),
        sa.Column("delegate_id", big, nullable=False),
        sa.Column("of_requester", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("asked_at", at, nullable=False),
        sa.Column("joined_at", at, nullable=True),
        _cascade("companion", "meeting_id", "meeting"),
        _cascade("companion", "delegate_id", "delegate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companion")),
        sa.UniqueConstraint("meeting_id", "delegate_id", name=op.f("uq_companion_meeting_id_delegate_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_companion_delegate_id"), "companion", ["delegate_id"], unique=False)
    op.create_table(
        "organisation_request",
        sa.Column("id", big, nullable=False),
        sa.Column("mission_id", big, nullable=False),
        sa.Column("requester_id", big, nullable=False),
        sa.Column("organisation_id", big, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("meeting_id", big, nullable=True),
        sa.Column("requested_at", at, nullable=False),
        sa.Column("expires_at", at, nullable=False),
        _cascade("organisation_request", "mission_id", "mission"),
        _cascade("organisation_request", "requester_id", "delegate"),
        _cascade("organisation_request", "organisation_id", "organisation"),
        _cascade("organisation_request", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_request")),
        sqlite_autoincrement=True,
    )
    for column in ("mission_id", "requester_id", "organisation_id", "meeting_id", "expires_at"):
        op.create_index(op.f(f"ix_organisation_request_{column}"), "organisation_request", [column], unique=False)
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_organisation_request_open",
        "organisation_request",
        ["requester_id", "organisation_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.add_column("meeting", sa.Column("shared", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("delegate", sa.Column("open_requests", sa.Integer(), server_default="0", nullable=False))
    op.add_column("delegate", sa.Column("auto_accept", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("delegate", sa.Column("not_before", sa.Time(), nullable=True))


def _cascade(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    op.drop_column("delegate", "not_before")
    op.drop_column("delegate", "auto_accept")
    op.drop_column("delegate", "open_requests")
    op.drop_column("meeting", "shared")
    op.drop_table("organisation_request")
    op.drop_table("companion")
