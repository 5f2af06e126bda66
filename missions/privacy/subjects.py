"""Whom a message is about, by reference: an erasure finds it, whatever the person was called when it was written.

A subject is written as in the audit log: "delegate:12", "person:5".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from sqlmodel.ext.asyncio.session import AsyncSession

from missions.meetings.companions import everyone
from missions.notices import Notice
from storage.tables import Delegate, Interpreter, Meeting, Person

FIELDS = {
    "delegate_id": "delegate",
    "side_id": "delegate",
    "other_id": "delegate",
    "colleague_id": "delegate",
    "counterpart_id": "delegate",
    "meeting_id": "meeting",
    "person_id": "person",
    "interpreter_id": "interpreter",
}
"""Fields of notices that refer to people, or to a meeting of two."""
NOBODYS = {
    *("mission_id", "slot_id", "before_slot_id", "timetable_id", "announcement_id", "role_id", "receipt_id"),
    *("request_id", "search_id", "card_id", "sign_up_id", "session_id", "change_id", "offer_id"),
    "interpreter_receipt_id",
}
"""Fields that refer to no one; who asked an organisation is named beside the request. Receipts, searches and sign-ups
are the reader's own, in a chat that is erased whole."""


def subject(row: Delegate | Interpreter | Person) -> str:
    """How outbox rows refer to a delegate, an interpreter or a person."""
    return f"{type(row).__name__.lower()}:{row.id}"


async def subjects(session: AsyncSession, notice: Notice) -> set[str]:
    """Whom a notice is about: all who sit in its meeting, and all whom its fields refer to."""
    return await subjects_of(session, {field.name: getattr(notice, field.name) for field in fields(notice)})


async def subjects_of(session: AsyncSession, values: Mapping[str, object]) -> set[str]:
    """The same, of a notice's values by field."""
    found = {
        f"{FIELDS[name]}:{value}" for name, value in values.items() if name in FIELDS and value and name != "meeting_id"
    }
    meeting = await session.get(Meeting, values["meeting_id"]) if values.get("meeting_id") else None
    return found | ({f"delegate:{each}" for each in await everyone(session, meeting)} if meeting else set())
