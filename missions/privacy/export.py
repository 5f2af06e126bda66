"""Exports all data of one person as one document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import SQLModel, col, or_, select

from missions.sessions.invitation import GUEST
from storage.database import UnitSession
from storage.tables import (
    AnnouncementDelivery,
    Arrival,
    Audit,
    CalendarFeed,
    ChangeReceipt,
    Companion,
    Consent,
    Conversation,
    CuratedPair,
    DaySheet,
    Delegate,
    Delegation,
    DeskJob,
    FailedUpdate,
    HeldNotice,
    Interpreter,
    InterpreterChat,
    InterpreterOutage,
    InterpreterReceipt,
    InvitationUse,
    Meeting,
    Mission,
    Organisation,
    OrganisationRequest,
    OutboxRow,
    Person,
    ProgrammeSession,
    Proposal,
    RankedPair,
    RefillOffer,
    Role,
    Search,
    SignUp,
)

_OF_INTERPRETERS: dict[str, Any] = {
    "meetings": Meeting,
    "changes_told": InterpreterReceipt,
    "late_or_ill": InterpreterOutage,
    "calendar_addresses": CalendarFeed,
    "days_drawn": DaySheet,
}
FORMAT = "wasl-my-data/1"


async def export(session: UnitSession, person: Person) -> dict[str, Any]:
    """A document for JSON: rows by table, times in ISO 8601 UTC; what others wrote to themselves is not in it."""
    delegates = await _rows(session, select(Delegate).where(Delegate.person_id == person.id))
    mine = [delegate.id for delegate in delegates]
    return {
        "format": FORMAT,
        "exported_at": session.now.isoformat(),
        "person": _plain(person),
        "profiles": [await _profile(session, delegate) for delegate in delegates],
        "consents": await _plains(session, select(Consent).where(Consent.person_id == person.id)),
        "roles": await _plains(session, select(Role).where(Role.person_id == person.id)),
        "invitations_used": await _plains(session, select(InvitationUse).where(InvitationUse.person_id == person.id)),
        "proposals": await _plains(session, select(Proposal).where(col(Proposal.delegate_id).in_(mine))),
        "list": await _plains(session, select(RankedPair).where(col(RankedPair.delegate_id).in_(mine))),
        "pairs_made_by_hand": await _plains(
            session,
            select(CuratedPair).where(or_(col(CuratedPair.one_id).in_(mine), col(CuratedPair.other_id).in_(mine))),
        ),
        "searches": await _plains(session, select(Search).where(Search.person_id == person.id)),
        "meetings": await _plains(
            session,
            select(Meeting).where(or_(col(Meeting.requester_id).in_(mine), col(Meeting.invitee_id).in_(mine))),
        ),
        "arrivals": await _plains(session, select(Arrival).where(col(Arrival.delegate_id).in_(mine))),
        "meetings_joined": await _plains(session, select(Companion).where(col(Companion.delegate_id).in_(mine))),
        "requests_to_organisations": await _plains(
            session, select(OrganisationRequest).where(col(OrganisationRequest.requester_id).in_(mine))
        ),
        "places_offered": await _plains(session, select(RefillOffer).where(col(RefillOffer.delegate_id).in_(mine))),
        "programme": await _programme(session, mine),
        "invited_by_name_to": await _invited(session, delegates),
        "interpreting": await _interpreting(session, person),
        "asked_at_the_desk": await _asked_at_the_desk(session, person),
        "calendar_addresses": await _plains(
            session, select(CalendarFeed).where(col(CalendarFeed.delegate_id).in_(mine))
        ),
        "days_drawn": await _plains(session, select(DaySheet).where(col(DaySheet.delegate_id).in_(mine))),
        "changes_told": await _plains(session, select(ChangeReceipt).where(col(ChangeReceipt.delegate_id).in_(mine))),
        "announcements_sent_to_me": await _plains(
            session, select(AnnouncementDelivery).where(AnnouncementDelivery.person_id == person.id)
        ),
        "messages_to_me": await _plains(session, select(OutboxRow).where(OutboxRow.chat_id == person.telegram_id)),
        "messages_that_wait": await _plains(session, select(HeldNotice).where(HeldNotice.person_id == person.id)),
        "conversation": await _plains(session, select(Conversation).where(conversation_of(person))),
        "updates_that_failed": [_plain(row) for row in await failed_updates_of(session, person)],
        "my_acts": await _plains(session, select(Audit).where(Audit.actor_id == person.id)),
    }


def conversation_of(person: Person) -> Any:  # noqa: ANN401 - a condition of SQLAlchemy's
    """Which rows of conversation state are the person's: keys are bot:chat:person, and a chat is a person here."""
    return col(Conversation.key).contains(f":{person.telegram_id}:{person.telegram_id}:", autoescape=True)


async def failed_updates_of(session: UnitSession, person: Person) -> list[FailedUpdate]:
    """The kept updates that came from this person. There are few, or something is badly wrong."""
    return [row for row in await session.exec(select(FailedUpdate)) if _sender(row) == person.telegram_id]


def _sender(row: FailedUpdate) -> object:
    events = (event for event in row.payload.values() if isinstance(event, dict))
    return next((event["from"].get("id") for event in events if isinstance(event.get("from"), dict)), None)


async def _profile(session: UnitSession, delegate: Delegate) -> dict[str, Any]:
    mission = await session.get_one(Mission, delegate.mission_id)
    delegation = await session.get_one(Delegation, delegate.delegation_id)
    organisation = await session.get_one(Organisation, delegate.organisation_id)
    return {
        **_plain(delegate),
        "mission": mission.title,
        "delegation": delegation.title,
        "organisation": {"name": organisation.name, "kind": organisation.kind.value},
    }


async def _interpreting(session: UnitSession, person: Person) -> list[dict[str, Any]]:
    """The entries that the person has claimed as an interpreter, each with all that is theirs."""
    chats = await _rows(session, select(InterpreterChat).where(InterpreterChat.person_id == person.id))
    found = []
    for chat in chats:
        entry = await session.get_one(Interpreter, chat.interpreter_id)
        theirs = {
            name: await _plains(session, select(table).where(table.interpreter_id == entry.id))
            for name, table in _OF_INTERPRETERS.items()
        }
        found.append({**_plain(entry), "chat": _plain(chat), **theirs})
    return found


async def _programme(session: UnitSession, mine: Sequence[int]) -> list[dict[str, Any]]:
    """Sign-ups, each with the title of its session."""
    signed = (
        select(SignUp, ProgrammeSession.title)
        .join(ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id))
        .where(col(SignUp.delegate_id).in_(mine))
    )
    return [{**_plain(sign_up), "session": title} for sign_up, title in (await session.exec(signed)).all()]


async def _asked_at_the_desk(session: UnitSession, person: Person) -> list[dict[str, Any]]:
    """What an organiser asked for that is not answered yet; without the file, which is the mission's."""
    jobs = await session.exec(select(DeskJob).where(DeskJob.person_id == person.id))
    return [{"kind": job.kind.value, "asked_at": job.asked_at.isoformat(), **job.detail} for job in jobs]


async def _invited(session: UnitSession, delegates: Sequence[Delegate]) -> list[dict[str, str]]:
    """The titles of sessions to which organisers invited the person by name."""
    missions, mine = {each.mission_id for each in delegates}, {each.id for each in delegates}
    rows = await session.exec(select(ProgrammeSession).where(col(ProgrammeSession.mission_id).in_(missions)))
    return [row.title for row in rows if any(each.get(GUEST) in mine for each in row.invited)]


async def _rows(session: UnitSession, query: Any) -> Sequence[Any]:  # noqa: ANN401 - a query of any table
    return list((await session.exec(query)).all())


async def _plains(session: UnitSession, query: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return [_plain(row) for row in await _rows(session, query)]


def _plain(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json")
