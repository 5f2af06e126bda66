"""Which cards of call sheets and calls changed rows make untrue."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from storage.database import UnitSession
from storage.tables import ON_SHEET, CardKind, ChangeReceipt, Delegate, LiveCard, PhoneCall


async def of_calls(
    session: UnitSession, rows: Mapping[str, set[int]], sides: Collection[int]
) -> list[ColumnElement[bool]]:
    """Of those who are called, by their receipts, by what organisers noted, and by what has changed of their day."""
    called: set[int] = set()
    if rows["change_receipt"]:
        receipts = select(ChangeReceipt.delegate_id).where(col(ChangeReceipt.id).in_(rows["change_receipt"]))
        called |= set((await session.exec(receipts)).all())
    if rows["phone_call"]:
        noted = select(PhoneCall.delegate_id).where(col(PhoneCall.id).in_(rows["phone_call"]))
        called |= set((await session.exec(noted)).all())
    if sides:
        on_sheet = select(ChangeReceipt.delegate_id).where(
            col(ChangeReceipt.delegate_id).in_(sides),
            col(ChangeReceipt.step) == ON_SHEET,
            col(ChangeReceipt.seen_at).is_(None),
        )
        called |= set((await session.exec(on_sheet)).all())
    if not called:
        return []
    missions = select(Delegate.mission_id).where(col(Delegate.id).in_(called))
    return [
        (col(LiveCard.kind) == CardKind.CALL) & col(LiveCard.thing_id).in_(called),
        (col(LiveCard.kind) == CardKind.CALL_SHEET) & col(LiveCard.thing_id).in_(missions),
    ]
