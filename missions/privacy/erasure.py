"""Erases a person from every table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from markupsafe import escape
from sqlalchemy import ColumnElement, Text, cast
from sqlmodel import col, delete, or_, select, update

from missions.audit import record
from missions.interpreters.leaving import entries_of, left_without
from missions.loading.apply.delegates import forget
from missions.loading.apply.interpreters import forget as forget_interpreter
from missions.notices import Notice
from missions.privacy import export
from missions.privacy.subjects import subject, subjects_of
from missions.proposals import topics
from missions.registration.participation import ENDED, withdraw
from missions.sessions import invitation
from storage import quarantine
from storage.database import UnitSession
from storage.outbox import ERASED
from storage.tables import (
    Attachment,
    ChatHalt,
    Conversation,
    Delegate,
    FailedUpdate,
    HeldNotice,
    Interpreter,
    InterpreterChat,
    Lane,
    LiveCard,
    Organisation,
    OutboxRow,
    OutboxState,
    Person,
    Role,
)

AT_ONCE = 20
"""Profiles that one tick erases at most: each takes several statements."""
_ROWS_AT_ONCE = 500
"""Outbox rows of one statement: far below SQLite's limit of 32,766 parameters."""


async def prepare(session: UnitSession, person: Person) -> list[Notice]:
    """First: forget what was said about the person, and cancel their meetings.

    The notices have to be told before `erase`: what they speak of is gone afterwards.
    """
    delegates, interpreters = await _delegates(session, person), await entries_of(session, person)
    await _forget_messages_about(session, delegates, person, interpreters)
    notices = [
        notice for delegate in delegates if delegate.status not in ENDED for notice in await withdraw(session, delegate)
    ]
    for each in interpreters:
        notices += await left_without(session, each)
    return notices


async def erase(session: UnitSession, person: Person) -> None:
    """Then: everything of the person's own goes, the person too. The audit log keeps the acts, without the actor."""
    delegates = await _delegates(session, person)
    subjects = _subjects(delegates, await entries_of(session, person), person)
    # What `prepare` gave to be told: its words go once the courier has sent it.
    told = update(OutboxRow).where(
        _about(subjects),
        col(OutboxRow.state) == OutboxState.PENDING,
    )
    await session.exec(told.values(about=ERASED))
    for held in await _held_about(session, subjects):
        held.erased = True
    await _erase_profiles(session, delegates)
    for each in await entries_of(session, person):
        record(session, None, each.mission_id, "person.erase", subject(each))
        await forget_interpreter(session, each)
        await session.delete(each)
    await session.flush()
    if person.telegram_id is not None:
        await session.exec(delete(OutboxRow).where(col(OutboxRow.chat_id) == person.telegram_id))
        await session.exec(delete(LiveCard).where(col(LiveCard.chat_id) == person.telegram_id))
        await session.exec(delete(ChatHalt).where(col(ChatHalt.chat_id) == person.telegram_id))
        await session.exec(delete(Conversation).where(export.conversation_of(person)))
    failed = [row.id for row in await export.failed_updates_of(session, person)]
    await session.exec(delete(FailedUpdate).where(col(FailedUpdate.id).in_(failed)))
    await session.delete(person)
    await session.flush()
    session.mark_erased()


async def expire(session: UnitSession, missions: Sequence[int]) -> int:
    """Erase profiles of these missions, AT_ONCE at most, and say how many it were."""
    over = select(Delegate).where(col(Delegate.mission_id).in_(missions)).limit(AT_ONCE)
    found = await quarantine.rows(session, Delegate, over)
    for delegate in found:
        with quarantine.blaming(Delegate, delegate.id):
            await _expire(session, delegate)
    return len(found)


async def _expire(session: UnitSession, delegate: Delegate) -> None:
    person = None if delegate.person_id is None else await session.get(Person, delegate.person_id)
    alone = person is not None and not await _still_here(session, person, delegate)
    await _forget_messages_about(session, [delegate], person if alone else None)
    if person is not None and alone:
        await erase(session, person)
    else:
        await _erase_profiles(session, [delegate])


async def _still_here(session: UnitSession, person: Person, but: Delegate) -> bool:
    """Whether anything else holds the person: another profile, or a part in organising."""
    others = select(Delegate.id).where(Delegate.person_id == person.id, col(Delegate.id) != but.id)
    roles = select(Role.id).where(Role.person_id == person.id)
    entries = select(InterpreterChat.id).where(InterpreterChat.person_id == person.id)
    return person.owner or any([(await session.exec(query)).first() for query in (others, roles, entries)])


async def _erase_profiles(session: UnitSession, delegates: Sequence[Delegate]) -> None:
    for delegate in delegates:
        record(session, None, delegate.mission_id, "person.erase", f"delegate:{delegate.id}")
        await forget(session, delegate)
        await invitation.forget_guest(session, delegate)
        await topics.forget(session, delegate.offer, delegate.need)
        await session.delete(delegate)
    await session.flush()
    session.mark_erased()
    await _drop_empty_organisations(session, {delegate.organisation_id for delegate in delegates})


async def _delegates(session: UnitSession, person: Person) -> Sequence[Delegate]:
    return (await session.exec(select(Delegate).where(Delegate.person_id == person.id))).all()


async def _forget_messages_about(
    session: UnitSession,
    delegates: Iterable[Delegate],
    person: Person | None,
    interpreters: Sequence[Interpreter] = (),
) -> None:
    """Empty what was or is to be sent to others about the person: cards, contacts, requests, and failed notices."""
    subjects = _subjects(delegates, interpreters, person)
    about = (await session.exec(select(OutboxRow.id).where(_about(subjects)))).all()
    names = await _names(session, delegates, person, interpreters)
    rows = sorted({*about, *await _rows_naming(session, names)})
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[start : start + _ROWS_AT_ONCE]
        await session.exec(delete(Attachment).where(col(Attachment.outbox_id).in_(some)))
        await session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.id).in_(some), col(OutboxRow.state).in_([OutboxState.PENDING, OutboxState.HELD]))
            .values(state=OutboxState.DROPPED, finished_at=session.now, error="erased")
        )
        emptied = update(OutboxRow).where(col(OutboxRow.id).in_(some))
        await session.exec(emptied.values(params={}, about="", blanked=True))
    for held in await _held_about(session, subjects):
        await session.delete(held)
    for failed in await quarantine.rows(session, FailedUpdate, select(FailedUpdate)):
        with quarantine.blaming(FailedUpdate, failed.id):
            values = (failed.payload.get("notice") or {}).get("values", {})
            if subjects & await subjects_of(session, values):
                await session.delete(failed)


def _subjects(delegates: Iterable[Delegate], interpreters: Iterable[Interpreter], person: Person | None) -> set[str]:
    """How outbox rows refer to them."""
    named = {subject(each) for each in delegates} | {subject(each) for each in interpreters}
    return named | ({subject(person)} if person else set())


async def _held_about(session: UnitSession, subjects: AbstractSet[str]) -> list[HeldNotice]:
    """Notices about them that wait; of those of a digest, also what it said."""
    held = await quarantine.rows(session, HeldNotice, select(HeldNotice))
    return [row for row in held if subjects & await subjects_of(session, row.said)]


def _about(subjects: Iterable[str]) -> ColumnElement[bool]:
    """Which outbox rows refer to one of the subjects."""
    return or_(*(col(OutboxRow.about).contains(f" {each} ") for each in subjects))


async def _names(
    session: UnitSession, delegates: Iterable[Delegate], person: Person | None, interpreters: Iterable[Interpreter]
) -> set[str]:
    """What the person is or was called: for messages that refer to no one, as replies, and those of before."""
    written = (((each.name, each.other_name, each.phone, each.email), each.former_names) for each in delegates)
    said = {text for now, before in written for text in (*now, *before)}
    said |= {text for each in interpreters for text in (each.name, each.phone)}
    who = person.id if person else None
    roles = select(Role.called).where(Role.person_id == who)
    chats = select(InterpreterChat.called).where(InterpreterChat.person_id == who)
    called = [*(await session.exec(roles)).all(), *(await session.exec(chats)).all()]
    return {text.lstrip("+") for text in (*said, *called) if text}


async def _rows_naming(session: UnitSession, names: set[str]) -> list[int]:
    if not names:
        return []
    names |= {str(escape(text)) for text in names}
    # SQLite keeps JSON with \u escapes, PostgreSQL without.
    kept = names | {json.dumps(text)[1:-1] for text in names}
    params = cast(col(OutboxRow.params), Text)
    # An announcement that still waits is the organisers' own text, to many.
    others = or_(col(OutboxRow.lane) != Lane.BULK, col(OutboxRow.state) != OutboxState.PENDING)
    named = or_(*(params.contains(text, autoescape=True) for text in kept))
    found = await session.exec(select(OutboxRow.id, params).where(named, others))
    # "Ali" is not named by a message to Malika.
    whole = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    return [row for row, said in found if whole.search(_readable(said))]


def _readable(params: str) -> str:
    """The parameters with each letter as it is; as they are where they are no JSON, which must not keep them."""
    try:
        return json.dumps(json.loads(params), ensure_ascii=False)
    except ValueError:
        return params


async def _drop_empty_organisations(session: UnitSession, ids: Iterable[int]) -> None:
    inhabited = select(Delegate.organisation_id).where(col(Delegate.organisation_id).in_(list(ids)))
    await session.exec(
        delete(Organisation).where(col(Organisation.id).in_(list(ids)), col(Organisation.id).not_in(inhabited))
    )
