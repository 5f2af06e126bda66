"""What the demo begins with: the Málaga mission from tomorrow on, people who take part, meetings agreed and asked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from sqlalchemy import update
from sqlmodel import col, select

from bot.intake.outbox_session import OutboxSession
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.notices import RENDERERS
from locales import catalogues
from missions import loading
from missions.meetings import agreeing, availability, requests
from missions.notices import Notice
from missions.people.languages import share_a_language
from missions.registration import invitations
from storage import schema
from storage.database import Database, UnitSession
from storage.tables import (
    Consent,
    Delegate,
    Delegation,
    Mission,
    OutboxRow,
    Person,
    Proposal,
    ProposalAnswer,
    Role,
    RoleKind,
)

ROOT = Path(__file__).parents[2]
EXAMPLES = (ROOT / "examples" / "malaga.toml", ROOT / "examples" / "demo.toml")
PEOPLE = ROOT / "sandbox" / "people.json"

AGREED = (("Karim Tazi", "Lucía Romero Vega"), ("Houda Lahlou", "Carmen Solís Prado"))
ASKED = (
    ("Javier Ortega Luque", "Houda Lahlou"),
    ("Javier Ortega Luque", "إدريس بنجلون"),
    ("Álvaro Núñez Cano", "Karim Tazi"),
)
"""One to answer in each language."""
WISHES, WISHES_EACH = 150, 5
"""Of the mission before its timetable is made, and of one delegate at most, as asking or as asked."""
SHUFFLE = 97
"""A prime: by products modulo it, wishes are spread over the delegates, the same in each demo."""
AFTER_GREETING = timedelta(seconds=5)
"""What there is to tell comes below the greeting with which the chat opens."""

Row = dict[str, Any]


async def prepare(database_url: str, username: str, *, starting: date) -> list[Row]:
    """Load the mission into an empty database. The people of the chat list, each with takes_part.

    Who does not take part yet finds their invitation in what is said about them.
    """
    people: list[Row] = json.loads(PEOPLE.read_text(encoding="utf-8"))
    database = Database(database_url)
    try:
        await schema.upgrade(database)
        async with database.unit() as session:
            text = "\n".join(path.read_text(encoding="utf-8") for path in EXAMPLES)
            await loading.apply(session, loading.shift(loading.parse(text), starting))
            mission = (await session.exec(select(Mission))).one()
            for row in people:
                row["takes_part"] = await _bind(session, mission, row)
                if not row["takes_part"]:
                    await _invite(session, mission, row, username)
            await _tell(session, await _agree(session, mission))
            await _wish(session, mission)
    finally:
        await database.close()
    return people


async def wait_for_greeting(database_url: str) -> None:
    """Let what there is to tell wait from now on: the chats have just been opened."""
    database = Database(database_url)
    try:
        async with database.unit() as session:
            await _wait(session)
    finally:
        await database.close()


async def _bind(session: UnitSession, mission: Mission, row: Row) -> bool:
    """Let the person of the chat list organise, or speak for the delegate of the same name, if there is one."""
    name = f"{row['first_name']} {row['last_name']}"
    organises = row["side"] == "organiser"
    delegate = (await session.exec(select(Delegate).where(Delegate.name == name))).first()
    if delegate is None and not organises:
        return False
    language = catalogues().pick(row["language_code"], mission.default_language)
    person = Person(telegram_id=row["id"], language=language)
    session.add(person)
    await session.flush()
    if organises:
        session.add(Role(mission_id=mission.id, person_id=person.id, kind=RoleKind.ORGANISER, confirmed_at=session.now))
    if delegate is not None:
        delegate.person_id = person.id
        delegate.phone = row["phone"]
        session.add(Consent(person_id=person.id, mission_id=mission.id, version="demo", language=language))
    return True


async def _agree(session: UnitSession, mission: Mission) -> list[Notice]:
    """Meetings and requests; what those who wait for them are told."""
    notices: list[Notice] = []
    for pairs, agreed in ((AGREED, True), (ASKED, False)):
        for asking, asked in pairs:
            requester, invitee = await _delegate(session, asking), await _delegate(session, asked)
            slot = (await availability.free_for(session, mission, requester, invitee))[2]
            done = await requests.request(session, requester, invitee.id, slot.id)
            if agreed:
                person = await session.get_one(Person, invitee.person_id)
                done = await agreeing.confirm(session, person, done.meeting.id, done.meeting.revision)
            notices += done.notices
    return notices


async def _wish(session: UnitSession, mission: Mission) -> None:
    """Let delegates without a chat wish for meetings, so that a timetable is full: those in the same field first."""
    taking_part = select(Delegate).where(Delegate.mission_id == mission.id, col(Delegate.person_id).is_(None))
    delegates = (await session.exec(taking_part.order_by(col(Delegate.id)))).all()
    left = {each.id: WISHES_EACH for each in delegates}
    pairs = [pair for pair in combinations(delegates, 2) if _suit(*pair)]
    pairs.sort(key=lambda pair: (-len({*pair[0].sectors} & {*pair[1].sectors}), pair[0].id * pair[1].id % SHUFFLE))
    wished = 0
    for one, other in pairs:
        if wished < WISHES and left[one.id] and left[other.id]:
            wished += 1
            left[one.id] -= 1
            left[other.id] -= 1
            session.add(
                Proposal(
                    mission_id=mission.id,
                    delegate_id=one.id,
                    counterpart_id=other.id,
                    answer=ProposalAnswer.INTERESTED,
                    answered_at=session.now,
                )
            )


def _suit(one: Delegate, other: Delegate) -> bool:
    """Of two delegations, with a common field and a common language."""
    return (
        one.delegation_id != other.delegation_id
        and not {*one.sectors}.isdisjoint(other.sectors)
        and share_a_language(one, other)
    )


async def _tell(session: UnitSession, notices: Iterable[Notice]) -> None:
    bot = Bot("1:demo", session=OutboxSession(), default=DefaultBotProperties(parse_mode="HTML"))
    await tell(Outbox(session, bot, RENDERERS), notices)
    await _wait(session)


async def _wait(session: UnitSession) -> None:
    await session.exec(update(OutboxRow).values(not_before=session.now + AFTER_GREETING))


async def _delegate(session: UnitSession, name: str) -> Delegate:
    return (await session.exec(select(Delegate).where(Delegate.name == name))).one()


async def _invite(session: UnitSession, mission: Mission, row: Row, username: str) -> None:
    """Put a link into what the page tells about this person: it offers it as their invitation."""
    country = "ES" if row["side"] == "Andalucía" else "MA"
    delegation = (
        await session.exec(
            select(Delegation).where(col(Delegation.mission_id) == mission.id, col(Delegation.country) == country)
        )
    ).one()
    invitation = await invitations.create(session, mission.id, delegation_id=delegation.id)
    row["about"] = f"{row['about']} https://t.me/{username}?start={invitation.token}"
