"""The audit log: which act, on which row, by whom."""

from __future__ import annotations

from storage.database import UnitSession
from storage.tables import Audit, Person


def record(
    session: UnitSession, actor: Person | None, mission_id: int | None, act: str, subject: str, **detail: object
) -> None:
    """Write one act into the audit log: act as "meeting.move", subject as "meeting:12", ids in detail, no names."""
    session.add(
        Audit(
            at=session.now,
            actor_id=actor.id if actor else None,
            mission_id=mission_id,
            act=act,
            subject=subject,
            detail=detail,
        )
    )
