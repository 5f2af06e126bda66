"""An interpreter claims their entry by the link that the desk made, and is unlinked by the desk."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, delete, select, update

from locales import N_
from missions.audit import record
from missions.day import feed
from missions.errors import Refusal
from missions.interpreters import knowledge
from missions.notices import Notice
from missions.people import consent
from missions.people.access import ACTIVE, organisers
from missions.people.whose import whose_of
from missions.registration import invitations
from missions.registration.invitations import Opened
from missions.timetables import interpreters
from storage.database import UnitSession
from storage.tables import (
    DaySheet,
    Interpreter,
    InterpreterChat,
    InterpreterOutage,
    InterpreterReceipt,
    Person,
    RoleKind,
    TouchedRow,
)

CLAIMED = N_("Someone has already opened this link. Please ask the organisers for a new one.")
TAKES_PART = N_("You are a delegate of this mission: you cannot interpret in it as well.")
IS_ANOTHER = N_("You are already linked to another interpreter of this mission. Please ask the organisers.")
NO_INTERPRETER = N_("You do not interpret in this mission.")
NOT_LINKED = N_("{name} is not in the chat.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterLinked(Notice):
    """To an organiser: someone claimed this interpreter's entry. called: as Telegram reports them."""

    interpreter_id: int
    person_id: int
    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterUnlinked(Notice):
    """To the person: the organisers have taken the entry back."""

    mission_id: int


async def chat_of(session: UnitSession, interpreter_id: int) -> InterpreterChat | None:
    """The interpreter's part in the chat; None while no one has claimed the entry."""
    found = select(InterpreterChat).where(InterpreterChat.interpreter_id == interpreter_id)
    return (await session.exec(found)).first()


async def entry_of(session: UnitSession, opened: Opened) -> Interpreter:
    """The entry that a link leads to.

    Raises:
        Refusal: it is gone.
    """
    found = await session.get(Interpreter, opened.invitation.interpreter_id or 0)
    if found is None:
        raise Refusal(invitations.UNKNOWN)
    return found


async def is_theirs(session: UnitSession, opened: Opened, person: Person) -> bool:
    """Whether the person has claimed the entry of this link."""
    chat = await chat_of(session, opened.invitation.interpreter_id or 0)
    return chat is not None and chat.person_id == person.id


async def claim(session: UnitSession, opened: Opened, person: Person, called: str) -> tuple[Interpreter, list[Notice]]:
    """Link the person with the entry of the link: they have agreed to the privacy notice.

    Raises:
        Refusal: the entry is someone else's or gone, the link is used up, or the person has another part.
    """
    interpreter = await entry_of(session, opened)
    if await is_theirs(session, opened, person):
        return interpreter, []
    if await chat_of(session, interpreter.id) is not None:
        raise Refusal(CLAIMED)
    if opened.delegate is not None and opened.delegate.status in ACTIVE:
        raise Refusal(TAKES_PART)
    another = select(InterpreterChat.id).where(
        InterpreterChat.mission_id == interpreter.mission_id, InterpreterChat.person_id == person.id
    )
    if (await session.exec(another)).first() is not None:
        raise Refusal(IS_ANOTHER)
    await invitations.use(session, opened, person)
    await consent.give(session, person, interpreter.mission_id)
    chat = InterpreterChat(
        mission_id=interpreter.mission_id,
        interpreter_id=interpreter.id,
        person_id=person.id,
        called=called,
        linked_at=session.now,
    )
    chat.known = await knowledge.as_of_now(session, interpreter)
    session.add(chat)
    await session.flush()
    person.mission_id = interpreter.mission_id
    record(session, person, interpreter.mission_id, "interpreter.link", f"interpreter:{interpreter.id}")
    return interpreter, [
        InterpreterLinked(to=each.id, interpreter_id=interpreter.id, person_id=person.id, called=called)
        for each in await organisers(session, interpreter.mission_id)
        if each.id != person.id
    ]


async def unlink(session: UnitSession, organiser: Person, interpreter_id: int, revision: int) -> list[Notice]:
    """Take the entry back from the person who has it: what stands in their chat about it ends.

    Raises:
        Refusal: as `interpreters.find`; or no one has it.
    """
    known = await interpreters.find(session, organiser, interpreter_id, revision)
    chat = await chat_of(session, interpreter_id)
    if chat is None:
        raise Refusal(NOT_LINKED, name=known.interpreter.name)
    known.interpreter.revision += 1
    await feed.revoke(session, organiser, known.interpreter)
    await release(session, chat)
    await invitations.bar(session, chat.mission_id, chat.person_id, role=RoleKind.INTERPRETER.value)
    record(session, organiser, chat.mission_id, "interpreter.unlink", f"interpreter:{interpreter_id}")
    return [InterpreterUnlinked(to=chat.person_id, mission_id=chat.mission_id)]


async def release(session: UnitSession, chat: InterpreterChat) -> None:
    """Delete what an entry has in the chat; the cards about it are drawn again, and fold."""
    theirs = chat.interpreter_id
    await session.exec(delete(DaySheet).where(col(DaySheet.interpreter_id) == theirs))
    await session.exec(delete(InterpreterReceipt).where(col(InterpreterReceipt.interpreter_id) == theirs))
    stands = col(InterpreterOutage.ended_at).is_(None) & (col(InterpreterOutage.interpreter_id) == theirs)
    await session.exec(update(InterpreterOutage).where(stands).values(ended_at=session.now))
    await session.delete(chat)
    session.add(TouchedRow(of_table="interpreter_seat", thing_id=theirs))
    await session.flush()


async def require_interpreter(session: UnitSession, person: Person) -> Interpreter:
    """As which interpreter the person takes part in the mission that they mean.

    Raises:
        Refusal: as none.
    """
    found = await whose_of(session, person)
    if not isinstance(found, Interpreter):
        raise Refusal(NO_INTERPRETER)
    return found
