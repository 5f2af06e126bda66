"""Which mission a notice is about: its buttons name it, and what they open is that mission's."""

from __future__ import annotations

from sqlmodel import SQLModel

from missions.notices import Notice
from storage.database import UnitSession
from storage.tables import (
    Announcement,
    CardKind,
    Change,
    ChangeReceipt,
    Delegate,
    Interpreter,
    LiveCard,
    Meeting,
    Mission,
    OrganisationRequest,
    ProgrammeSession,
    Role,
    Search,
    Timetable,
)

FIELDS: dict[str, type[SQLModel]] = {
    "delegate_id": Delegate,
    "side_id": Delegate,
    "meeting_id": Meeting,
    "role_id": Role,
    "timetable_id": Timetable,
    "announcement_id": Announcement,
    "search_id": Search,
    "change_id": Change,
    "request_id": OrganisationRequest,
    "interpreter_id": Interpreter,
}
"""Fields of notices that refer to a row of one mission; the first that a notice has decides."""
_CARDS: dict[CardKind, type[SQLModel]] = {
    CardKind.DRAFT: Timetable,
    CardKind.ANNOUNCEMENT: Announcement,
    CardKind.ROLE: Role,
    CardKind.REGISTRATION: Delegate,
    CardKind.ASKED: Delegate,
    CardKind.SESSION_DESK: ProgrammeSession,
    CardKind.ORGANISATION: OrganisationRequest,
    CardKind.SESSION_PIN: ProgrammeSession,
    CardKind.INTERPRETER_OUT: Interpreter,
}


async def mission_of(session: UnitSession, notice: Notice) -> int | None:
    """The mission's id; nothing where the notice is about the installation, or its row is gone."""
    if isinstance(mission := getattr(notice, "mission", None), Mission):
        return mission.id
    if (given := getattr(notice, "mission_id", None)) is not None:
        return int(given)
    for field, table in FIELDS.items():
        if (row_id := getattr(notice, field, None)) is not None:
            return await _of(session, table, row_id)
    if (receipt_id := getattr(notice, "receipt_id", None)) is not None:
        return await _of_receipt(session, receipt_id)
    card_id = getattr(notice, "card_id", None)
    card = await session.get(LiveCard, card_id) if card_id is not None else None
    return await _of_card(session, card) if card is not None else None


async def _of_card(session: UnitSession, card: LiveCard) -> int | None:
    if card.side_id is not None:
        return await _of(session, Delegate if card.side_id > 0 else Interpreter, abs(card.side_id))
    if card.kind is CardKind.CALL_SHEET:
        return card.thing_id
    if card.kind is CardKind.REQUESTS:
        return -card.thing_id if card.thing_id < 0 else None
    return await _of(session, _CARDS[card.kind], card.thing_id) if card.kind in _CARDS else None


async def _of_receipt(session: UnitSession, receipt_id: int) -> int | None:
    receipt = await session.get(ChangeReceipt, receipt_id)
    return await _of(session, Change, receipt.change_id) if receipt is not None else None


async def _of(session: UnitSession, table: type[SQLModel], row_id: int) -> int | None:
    row = await session.get(table, row_id)
    found: int | None = getattr(row, "mission_id", None)
    return found
