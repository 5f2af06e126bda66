"""The programme: sessions, who signed up for them, and their places"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    at = sa.DateTime(timezone=True)
    op.create_table(
        "programme_session",
        sa.Column("id", big, nullable=False),
        sa.Column("mission_id", big, nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", json, nullable=False),
        sa.Column("description", json, nullable=False),
        sa.Column("starts_at", at, nullable=False),
        sa.Column("ends_at", at, nullable=False),
        sa.Column("venue_id", big, nullable=True),
        sa.Column("speakers", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("languages", json, nullable=False),
        sa.Column("interpretation", json, nullable=False),
        sa.Column("invited", json, nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", at, nullable=True),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["mission.id"], name=op.f("fk_programme_session_mission_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_programme_session_venue_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_session")),
        sa.UniqueConstraint("mission_id", "key", name=op.f("uq_programme_session_mission_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_session_starts_at"), "programme_session", ["starts_at"], unique=False)
    op.create_index(op.f("ix_programme_session_venue_id"), "programme_session", ["venue_id"], unique=False)
    op.create_table(
        "sign_up",
        sa.Column("id", big, nullable=False),
        sa.Column("session_id", big, nullable=False),
        sa.Column("delegate_id", big, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_at", at, nullable=False),
        sa.Column("offered_until", at, nullable=True),
        sa.Column("present_at", at, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["programme_session.id"], name=op.f("fk_sign_up_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.id"], name=op.f("fk_sign_up_delegate_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        sa.UniqueConstraint("session_id", "delegate_id", name=op.f("uq_sign_up_session_id_delegate_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sign_up_delegate_id"), "sign_up", ["delegate_id"], unique=False)
    op.create_index(op.f("ix_sign_up_offered_until"), "sign_up", ["offered_until"], unique=False)
    op.create_table(
        "session_place",
        sa.Column("id", big, nullable=False),
        sa.Column("session_id", big, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", big, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["programme_session.id"], name=op.f("fk_session_place_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name=op.f("fk_session_place_sign_up_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_place")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_session_place_session_id_number")),
        sa.UniqueConstraint("sign_up_id", name=op.f("uq_session_place_sign_up_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("session_place")
    op.drop_table("sign_up")
    op.drop_table("programme_session")
