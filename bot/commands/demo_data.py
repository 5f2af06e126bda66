"""What the demo begins with: the Málaga mission from tomorrow on, some people registered, two meetings agreed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from locales import catalogues
from missions import invitations, meetings, mission_file, slots
from storage import schema
from storage.database import Database, UnitSession
from storage.tables import Consent, Delegate, Delegation, Mission, Person

ROOT = Path(__file__).parents[2]
EXAMPLES = (ROOT / "examples" / "malaga.toml", ROOT / "examples" / "demo.toml")
PEOPLE = ROOT / "sandbox" / "people.json"

AGREED = (("Karim Tazi", "Lucía Romero Vega"), ("Houda Lahlou", "Carmen Solís Prado"))
ASKED = (("Javier Ortega Luque", "إدريس بنجلون"),)

Row = dict[str, Any]


async def prepare(database_url: str, username: str, *, starting: date) -> tuple[list[Row], list[int]]:
    """Load the mission; the people of the chat list, the unregistered with their invitation; and who is registered."""
    people: list[Row] = json.loads(PEOPLE.read_text(encoding="utf-8"))
    database = Database(database_url)
    try:
        await schema.upgrade(database)
        async with database.unit() as session:
            text = "\n".join(path.read_text(encoding="utf-8") for path in EXAMPLES)
            await mission_file.apply(session, mission_file.shift(mission_file.parse(text), starting))
            mission = (await session.exec(select(Mission))).one()
            registered = [row["id"] for row in people if await _bind(session, mission, row)]
            await _agree(session, mission)
            for row in people:
                if row["id"] not in registered and row["side"] != "organiser":
                    await _invite(session, mission, row, username)
    finally:
        await database.close()
    return people, registered


async def _bind(session: UnitSession, mission: Mission, row: Row) -> bool:
    """Let the person of the chat list speak for the delegate of the same name, if there is one."""
    name = f"{row['first_name']} {row['last_name']}"
    delegate = (await session.exec(select(Delegate).where(Delegate.name == name))).first()
    if delegate is None:
        return False
    language = catalogues().pick(row["language_code"], mission.default_language)
    person = Person(telegram_id=row["id"], language=language)
    session.add(person)
    await session.flush()
    delegate.person_id = person.id
    delegate.phone = row["phone"]
    session.add(Consent(person_id=person.id, mission_id=mission.id, version="demo", language=language))
    return True


async def _agree(session: UnitSession, mission: Mission) -> None:
    for pairs, agreed in ((AGREED, True), (ASKED, False)):
        for asking, asked in pairs:
            requester, invitee = await _delegate(session, asking), await _delegate(session, asked)
            slot = (await slots.free_for(session, mission, requester, invitee))[2]
            meeting = (await meetings.request(session, requester, invitee.id, slot.id)).meeting
            if agreed:
                person = await session.get_one(Person, invitee.person_id)
                await meetings.confirm(session, person, meeting.id, meeting.revision)


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
