"""What organisers asked for that takes longer than a tap"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    at = sa.DateTime(timezone=True)
    op.create_table(
        "desk_job",
        sa.Column("id", big, nullable=False),
        sa.Column("mission_id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("detail", json, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", at, nullable=False),
        sa.Column("due_at", at, nullable=True),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["mission.id"], name=op.f("fk_desk_job_mission_id_mission"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_desk_job_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_job")),
    )
    op.create_index(op.f("ix_desk_job_mission_id"), "desk_job", ["mission_id"], unique=False)
    op.create_index(op.f("ix_desk_job_person_id"), "desk_job", ["person_id"], unique=False)
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_desk_job_due_at", "desk_job", ["due_at"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    op.drop_table("desk_job")
