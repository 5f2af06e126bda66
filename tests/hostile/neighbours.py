"""Two missions side by side, for those who reach for what is not theirs.

Everything that people of the first mission wrote, and their names and numbers, carries one of `SECRETS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from missions.names import fold
from missions.people import consent
from storage.database import Database, UnitSession
from storage.tables import (
    Announcement,
    AnnouncementDelivery,
    AnnouncementState,
    Change,
    ChangeReceipt,
    Consent,
    Delegate,
    DelegateStatus,
    Delegation,
    Invitation,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
    PersonSeat,
    Role,
    RoleKind,
    Slot,
    TableSeat,
    Venue,
    metadata,
)

SECRETS = ("Zephyrine", "+999000")
"""In every name and text, and in every number, of the people of the first mission."""

STRANGER, PENDING, DELEGATE, ORGANISER = 9101, 9102, 9103, 9104
"""Those who reach: none of them has a right to anything of the first mission but PENDING to their own profile."""
COLLEAGUE = 9105
"""Another delegate of the second mission."""
THEIRS = (9201, 9202, 9203, 9204)
"""The organiser and three delegates of the first mission."""

Rows = dict[str, set[tuple[tuple[str, str], ...]]]


@dataclass
class Neighbours:
    """The ids of what there is."""

    first: int
    second: int
    people: dict[int, int]
    """Telegram ids, and the person's."""
    delegates: dict[int, int]
    invitation: str
    """The token of a link to the second mission."""


async def settle(database: Database) -> Neighbours:
    """Fill two missions that were loaded from files."""
    async with database.unit() as session:
        first, second = (await session.exec(select(Mission).order_by(col(Mission.id)))).all()
        people = {}
        for number in (STRANGER, PENDING, DELEGATE, ORGANISER, COLLEAGUE, *THEIRS):
            people[number] = Person(telegram_id=number, language="en", language_chosen=True)
        session.add_all(people.values())
        await session.flush()
        theirs = people[THEIRS[0]]
        for mission, number in ((first, THEIRS[0]), (second, ORGANISER)):
            session.add(
                Role(
                    mission_id=mission.id,
                    person_id=people[number].id,
                    kind=RoleKind.ORGANISER,
                    confirmed_at=session.now,
                )
            )
        session.add(Role(mission_id=first.id, person_id=people[THEIRS[1]].id, kind=RoleKind.ORGANISER))
        delegates = {}
        for number, mission, side, status in (
            (THEIRS[1], first, 0, DelegateStatus.APPROVED),
            (THEIRS[2], first, 1, DelegateStatus.APPROVED),
            (THEIRS[3], first, 1, DelegateStatus.PENDING),
            (PENDING, first, 0, DelegateStatus.PENDING),
            (DELEGATE, second, 0, DelegateStatus.APPROVED),
            (COLLEAGUE, second, 1, DelegateStatus.APPROVED),
        ):
            delegates[number] = await _delegate(
                session, mission, people[number], side, status=status, secret=SECRETS[0] if number in THEIRS else "Own"
            )
        one, other, third = (delegates[number] for number in THEIRS[1:])
        meetings = [
            await _meeting(session, first, one, other, slot=0, state=MeetingState.CONFIRMED),
            await _meeting(session, first, one, third, slot=2, state=MeetingState.REQUESTED),
            await _meeting(session, first, other, third, slot=3, state=MeetingState.CANCELLED),
        ]
        await _said(session, first, theirs, [people[number] for number in THEIRS[1:3]])
        await _changed(session, first, theirs, meetings[0], one)
        session.add(Invitation(mission_id=first.id, token="theirs" * 4, uses=5, uses_left=5))
        sides = (await session.exec(select(Delegation).where(Delegation.mission_id == second.id))).all()
        link = Invitation(mission_id=second.id, token="second" * 4, delegation_id=sides[0].id, uses=500, uses_left=500)
        session.add(link)
        return Neighbours(
            first.id,
            second.id,
            {number: person.id for number, person in people.items()},
            {number: delegate.id for number, delegate in delegates.items()},
            link.token,
        )


async def _delegate(
    session: UnitSession, mission: Mission, person: Person, side: int, *, status: DelegateStatus, secret: str
) -> Delegate:
    sides = (await session.exec(select(Delegation).where(Delegation.mission_id == mission.id))).all()
    name = f"{secret} Firm {person.telegram_id}"
    firm = Organisation(mission_id=mission.id, name=name, name_key=fold(name), kind=OrganisationKind.COMPANY)
    session.add(firm)
    await session.flush()
    delegate = Delegate(
        mission_id=mission.id,
        person_id=person.id,
        delegation_id=sides[side].id,
        organisation_id=firm.id,
        status=status,
        name=f"{secret} Person {person.telegram_id}",
        position=f"{secret} position",
        sectors=["software", "cloud"],
        offer=f"{secret} offers cloud hosting and software",
        need=f"{secret} looks for software and cloud hosting",
        languages=["en", "fr"],
        phone=f"{SECRETS[1]}{person.telegram_id}" if secret == SECRETS[0] else f"+111222{person.telegram_id}",
        email=f"{secret}.{person.telegram_id}@example.org",
    )
    session.add(delegate)
    session.add(Consent(person_id=person.id, mission_id=mission.id, version=consent.VERSION, language="en"))
    await session.flush()
    return delegate


async def _meeting(
    session: UnitSession, mission: Mission, one: Delegate, other: Delegate, *, slot: int, state: MeetingState
) -> Meeting:
    slots = (await session.exec(select(Slot).where(Slot.mission_id == mission.id).order_by(col(Slot.starts_at)))).all()
    at = slots[slot % len(slots)]
    tables = select(MeetingTable).join(Venue).where(Venue.mission_id == mission.id).order_by(col(MeetingTable.id))
    table = (await session.exec(tables)).first()
    assert table is not None
    meeting = Meeting(
        mission_id=mission.id,
        requester_id=one.id,
        invitee_id=other.id,
        pair=f"{min(one.id, other.id)}-{max(one.id, other.id)}",
        slot_id=at.id,
        table_id=table.id if state is MeetingState.CONFIRMED else None,
        state=state,
        awaits_id=other.id if state is MeetingState.REQUESTED else None,
        note=f"{SECRETS[0]} note",
    )
    session.add(meeting)
    await session.flush()
    if state is not MeetingState.CANCELLED:
        session.add(PersonSeat(slot_id=at.id, delegate_id=one.id, meeting_id=meeting.id))
    if state is MeetingState.CONFIRMED:
        session.add(PersonSeat(slot_id=at.id, delegate_id=other.id, meeting_id=meeting.id))
        session.add(TableSeat(slot_id=at.id, table_id=table.id, meeting_id=meeting.id))
    return meeting


async def _said(session: UnitSession, mission: Mission, author: Person, readers: Iterable[Person]) -> None:
    for state in (AnnouncementState.DRAFT, AnnouncementState.SENT):
        said = Announcement(
            mission_id=mission.id, author_id=author.id, texts={"en": f"{SECRETS[0]} says {state}"}, state=state
        )
        session.add(said)
        await session.flush()
    for reader in readers:
        session.add(AnnouncementDelivery(announcement_id=said.id, person_id=reader.id, language="en"))


async def _changed(session: UnitSession, mission: Mission, by: Person, meeting: Meeting, touched: Delegate) -> None:
    change = Change(
        mission_id=mission.id,
        subject="meeting",
        made_by=by.id,
        detail={"kind": "meeting-moved", "id": meeting.id},
        told_at=session.now,
    )
    session.add(change)
    await session.flush()
    receipt = ChangeReceipt(change_id=change.id, delegate_id=touched.id, moves=[])
    session.add(receipt)
    await session.flush()
    # Nothing is due of it: what the clock does by itself is no one's press.
    receipt.next_at = None


WRITTEN = ("id", "chat_id", "method", "params")
"""What is compared of the outbox: how far the courier is with a row is nobody's doing."""


BOOKKEEPING = frozenset({"touched", "card", "ranking_mark", "matching_state"})
"""What is noted of rows that changed, until the clock has brought messages and lists up to date."""


async def snapshot(database: Database) -> Rows:
    """Every row of every table, as text by column."""
    rows: Rows = {}
    async with database.reading() as session:
        connection = await session.connection()
        for table in metadata.sorted_tables:
            if table.name in BOOKKEEPING:
                continue
            found = (await connection.execute(table.select())).mappings().all()
            names = WRITTEN if table.name == "outbox" else sorted(table.columns.keys())
            rows[table.name] = {tuple((name, repr(row[name])) for name in names) for row in found}
    return rows


def changed(before: Rows, after: Rows) -> list[tuple[str, dict[str, str]]]:
    """The rows that are there only before or only after, with their table."""
    return [(table, dict(row)) for table, rows in after.items() for row in rows ^ before[table]]


def belongs(table: str, row: dict[str, str], to: dict[str, Any]) -> bool:
    """Whether a row is someone's: one of its columns says so; to: columns, and the values that are theirs."""
    own = {name: {repr(value) for value in values} for name, values in to.items()}
    if row.get("id") in own.get(f"{table}.id", set()):
        return True
    return any(value in own.get(name, set()) for name, value in row.items())
