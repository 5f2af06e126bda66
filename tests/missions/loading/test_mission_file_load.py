"""Loading a mission file into the tables: once, again, changed, and against what people did in the chat meanwhile."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import SQLModel, col, delete, select

from missions.cards.stale import stale_cards
from missions.loading import LoadReport, MissionFileInvalid, apply, forget, load_file, parse, shift
from missions.meetings.endings import APART
from missions.meetings.expiry import lapsed
from storage.database import Database, UnitSession
from storage.tables import (
    Change,
    ChangeReceipt,
    Delegate,
    DelegateStatus,
    FileEntry,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Organisation,
    OrganisationKind,
    Slot,
    Venue,
    metadata,
)
from tests.missions.loading.mission_files import SMALL, edited, without

EXAMPLES = Path(__file__).parents[3] / "examples"
SMALL_CREATED = Counter(mission=1, delegation=2, venue=2, table=3, slot=5, organisation=2, delegate=2)
PORT = '[[venues]]\nkey = "port"'

Row = TypeVar("Row", bound=SQLModel)


async def load(database: Database, text: str) -> LoadReport:
    async with database.unit() as session:
        return await apply(session, parse(text))


async def errors_of(database: Database, text: str) -> list[str]:
    with pytest.raises(MissionFileInvalid) as caught:
        await load(database, text)
    return [str(error) for error in caught.value.errors]


async def every(database: Database, table: type[Row]) -> list[Row]:
    async with database.reading() as session:
        return list((await session.exec(select(table))).all())


async def one(session: UnitSession, name: str) -> Delegate:
    return (await session.exec(select(Delegate).where(Delegate.name == name))).one()


async def contents(database: Database) -> dict[str, list[str]]:
    async with database.engine.connect() as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in await connection.execute(table.select()))
            for table in metadata.sorted_tables
        }


async def meet(database: Database, state: MeetingState, label: str | None = "1") -> None:
    """Rachid and Lucía have a meeting in the first slot, at a table of the chamber."""
    async with database.unit() as session:
        rachid, lucia = await one(session, "Rachid Exemple"), await one(session, "Lucía Ejemplo")
        slot = (await session.exec(select(Slot).order_by(col(Slot.starts_at)))).first()
        at_chamber = select(MeetingTable).join(Venue).where(Venue.key == "chamber", MeetingTable.label == label)
        table = (await session.exec(at_chamber)).first()
        assert slot is not None
        meeting = Meeting(
            mission_id=rachid.mission_id,
            requester_id=rachid.id,
            invitee_id=lucia.id,
            pair=f"{rachid.id}-{lucia.id}",
            slot_id=slot.id,
            table_id=table.id if table else None,
            state=state,
        )
        session.add(meeting)


async def test_a_mission_is_created_with_all_it_has(database: Database) -> None:
    report = await load(database, SMALL)
    assert report.created == SMALL_CREATED
    [mission] = await every(database, Mission)
    assert (mission.title["en"], mission.starts_on) == ("Return visit to Tangier", date(2027, 1, 30))
    slots = sorted(await every(database, Slot), key=lambda slot: slot.starts_at)
    assert slots[0].starts_at == datetime(2027, 1, 30, 9, 30, tzinfo=UTC)
    assert slots[0].venue_id is None
    assert slots[-1].venue_id is not None


async def test_imported_delegates_are_approved_and_wait_for_their_person(database: Database) -> None:
    await load(database, SMALL)
    delegates = await every(database, Delegate)
    assert {delegate.status for delegate in delegates} == {DelegateStatus.APPROVED}
    assert {delegate.person_id for delegate in delegates} == {None}
    assert {tuple(delegate.days) for delegate in delegates} == {(), ("2027-01-30",)}


@pytest.mark.parametrize("name", ["malaga.toml", "abidjan.toml"])
async def test_loading_an_example_twice_changes_nothing(database: Database, name: str) -> None:
    plan = load_file(EXAMPLES / name)
    async with database.unit() as session:
        first = await apply(session, plan)
    before = await contents(database)
    async with database.unit() as session:
        second = await apply(session, plan)
    assert second.unchanged == first.created
    assert not second.changed_anything
    assert await contents(database) == before


CHANGES = [
    ("Visite retour", "Visite", "mission"),
    ("Délégation marocaine", "Délégation du Maroc", "delegation"),
    ("latitude = 35.77", "latitude = 35.78", "venue"),
    ('venue = "port"\n', "", "slot"),
    ("Sites web", "Sites et boutiques", "delegate"),
    ('kind = "company"\nposition', 'kind = "agency"\nposition', "organisation"),
]


@pytest.mark.parametrize(("old", "new", "kind"), CHANGES, ids=[kind for _, _, kind in CHANGES])
async def test_one_changed_line_changes_one_thing(database: Database, old: str, new: str, kind: str) -> None:
    await load(database, SMALL)
    report = await load(database, edited((old, new)))
    assert (report.created, report.removed) == ({}, {})
    # The block without a venue was cut into two slots.
    assert report.changed == {kind: 2 if kind == "slot" else 1}
    assert not (await load(database, edited((old, new)))).changed_anything


async def test_what_the_file_has_no_more_is_removed(database: Database) -> None:
    await load(database, SMALL)
    text = without(without(SMALL, PORT), 'venue = "port"').replace('tables = ["1", "2"]', 'tables = ["1"]')
    report = await load(database, text)
    assert report.removed == {"venue": 1, "table": 2, "slot": 2}
    assert [venue.key for venue in await every(database, Venue)] == ["chamber"]


async def test_a_delegate_missing_in_the_file_is_left_alone_and_counted(database: Database) -> None:
    await load(database, SMALL)
    text = without(SMALL, "Lucía Ejemplo")
    report = await load(database, text)
    assert report.delegates_not_in_file == 1
    assert len(await every(database, Delegate)) == 2
    assert (await load(database, SMALL)).delegates_not_in_file == 0


async def test_what_a_delegate_edited_in_the_chat_stays(database: Database) -> None:
    """The file's own news about the same person, here a telephone number, come through all the same."""
    await load(database, SMALL)
    async with database.unit() as session:
        rachid = await one(session, "Rachid Exemple")
        rachid.offer, rachid.status = "Sites web et hébergement", DelegateStatus.PAUSED
        session.add(rachid)
    report = await load(database, SMALL)
    assert (report.kept["delegate"], report.changed_anything) == (1, False)
    await load(database, edited(("+212 600 000 001", "+212 600 000 999")))
    [rachid] = [delegate for delegate in await every(database, Delegate) if delegate.name == "Rachid Exemple"]
    assert (rachid.offer, rachid.phone, rachid.revision) == ("Sites web et hébergement", "+212 600 000 999", 2)
    assert rachid.status is DelegateStatus.PAUSED


async def test_what_the_file_says_anew_replaces_what_the_chat_says(database: Database) -> None:
    await load(database, SMALL)
    async with database.unit() as session:
        rachid = await one(session, "Rachid Exemple")
        rachid.offer = "Autre chose"
        session.add(rachid)
    await load(database, edited(("Sites web", "Boutiques en ligne")))
    assert "Boutiques en ligne" in {delegate.offer for delegate in await every(database, Delegate)}


async def test_a_table_that_was_moved_in_the_chat_stays_where_it_is(database: Database) -> None:
    await load(database, SMALL)
    async with database.unit() as session:
        table = (await session.exec(select(MeetingTable).where(MeetingTable.label == "2"))).one()
        port = (await session.exec(select(Venue).where(Venue.key == "port"))).one()
        table.venue_id = port.id
        session.add(table)
    before = await contents(database)
    report = await load(database, SMALL)
    assert (report.kept["table"], report.changed_anything) == (1, False)
    assert await contents(database) == before
    caught_up = edited(
        ('tables = ["1", "2"]', 'tables = ["1"]'), ('tables = ["1"]\n\n[[slots', 'tables = ["1", "2"]\n\n[[slots')
    )
    report = await load(database, caught_up)
    assert (report.created, report.removed, report.kept) == ({}, {}, {})
    assert {(row.id, row.venue_id) for row in await every(database, MeetingTable)} >= {(table.id, port.id)}


@pytest.mark.parametrize("state", [MeetingState.REQUESTED, MeetingState.CONFIRMED])
async def test_what_has_meetings_is_not_removed(database: Database, state: MeetingState) -> None:
    await load(database, SMALL)
    await meet(database, state)
    before = await contents(database)
    meeting = "Rachid Exemple and Lucía Ejemplo at 2027-01-30 09:30"
    text = edited(("from = 09:30:00", "from = 10:00:00"), ('tables = ["1", "2"]', 'tables = ["2"]'), ("Sites web", "X"))
    assert await errors_of(database, text) == [
        f"slots: the slot of 2027-01-30 09:30 is not in the file any more, but has meetings: {meeting}",
        f"venues: table chamber/1 is not in the file any more, but has meetings: {meeting}",
    ]
    assert await contents(database) == before


async def test_a_slot_with_meetings_is_not_changed_under_them(database: Database) -> None:
    await load(database, SMALL)
    await meet(database, MeetingState.CONFIRMED)
    text = edited(("minutes = 30", "minutes = 20\npause_minutes = 10"))
    [error] = await errors_of(database, text)
    assert error.startswith("31: slots: the slot of 2027-01-30 09:30 would change, but has meetings: Rachid")


LUCIA = 'languages = ["es", "fr"]\nlanguage = "es"\ndays = [2027-01-30]'
ANDALUSIAN = 'delegation = "andalusia"\nname'
SIDES = 'one = { delegation = "morocco" }\nother = { delegation = "andalusia" }'
CHAMBER = "latitude = 35.77\nlongitude = -5.80"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (LUCIA, LUCIA.replace("01-30", "01-31"), "delegates: Lucía Ejemplo would not attend on 2027-01-30"),
        (
            LUCIA,
            f"{LUCIA}\naway = [{{ date = 2027-01-30, to = 09:45:00 }}]",
            "delegates: Lucía Ejemplo would be away on 2027-01-30",
        ),
        (
            LUCIA,
            LUCIA.replace('"es", "fr"', '"es"'),
            "delegates: Lucía Ejemplo would share no language with Rachid Exemple",
        ),
        (CHAMBER, f"{CHAMBER}\nopen = [{{ date = 2027-01-30, from = 10:00:00 }}]", "venues: chamber would be closed"),
        (
            LUCIA,
            f'{LUCIA}\n\n[[pairs]]\nwish = "never"\nbetween = ["Rachid Exemple", "Lucía Ejemplo"]',
            "70: pairs: would keep people apart",
        ),
        (LUCIA, f"{LUCIA}\n\n[[may_not_meet]]\n{SIDES}", "may_meet: would keep people apart"),
        (LUCIA, f'{LUCIA}\n\n[[may_meet]]\none = {{ kind = "chamber" }}\nother = {{}}', "may_meet: would keep people"),
        (ANDALUSIAN, ANDALUSIAN.replace("andalusia", "morocco"), "59: delegates: would keep people apart"),
    ],
)
async def test_what_contradicts_a_confirmed_meeting_is_refused(
    database: Database, old: str, new: str, said: str
) -> None:
    await load(database, SMALL)
    await meet(database, MeetingState.CONFIRMED)
    [error] = await errors_of(database, edited((old, new)))
    assert said in error
    assert error.endswith("Rachid Exemple and Lucía Ejemplo at 2027-01-30 09:30")
    async with database.unit() as session:
        await session.exec(delete(Meeting))
    await load(database, edited((old, new)))
    await meet(database, MeetingState.CONFIRMED)
    await load(database, edited((old, new), ("Sites web", "Web")))


async def test_a_kind_that_would_keep_apart_who_meet_is_refused(database: Database) -> None:
    apart = f'{SMALL}\n[[may_not_meet]]\none = {{ kind = "park" }}\nother = {{}}\n'
    await load(database, apart)
    await meet(database, MeetingState.CONFIRMED)
    [error] = await errors_of(database, apart.replace('kind = "company"\noffer', 'kind = "park"\noffer'))
    assert "delegates: would keep people apart who meet: Rachid Exemple and Lucía Ejemplo" in error
    assert not (await load(database, apart)).changed_anything


async def test_a_request_does_not_keep_a_file_from_keeping_two_apart(database: Database) -> None:
    await load(database, SMALL)
    await meet(database, MeetingState.REQUESTED)
    await load(database, f"{SMALL}\n[[may_not_meet]]\n{SIDES}\n")
    async with database.unit() as session:
        await stale_cards(session)
        await lapsed(session)
    [meeting] = await every(database, Meeting)
    assert (meeting.state, meeting.reason) == (MeetingState.EXPIRED, APART)


async def test_confirmed_meetings_that_are_elsewhere_have_receipts(database: Database) -> None:
    await load(database, SMALL)
    await meet(database, MeetingState.CONFIRMED)
    moved = edited(("Chambre de commerce", "Palais des congrès"))
    assert (await load(database, moved)).meetings_changed == 1
    assert (await load(database, moved)).meetings_changed == 0
    [change] = await every(database, Change)
    receipts = await every(database, ChangeReceipt)
    assert (change.subject, change.told_at, len(receipts)) == ("file", None, 2)
    [meeting] = await every(database, Meeting)
    places = [receipts[0].moves[0][when]["title"]["fr"] for when in ("before", "after")]
    assert (meeting.revision, places) == (2, ["Chambre de commerce", "Palais des congrès"])


async def test_a_slot_with_an_open_meeting_moves_with_its_day(database: Database) -> None:
    await load(database, SMALL)
    await meet(database, MeetingState.CONFIRMED)
    [meeting] = await every(database, Meeting)
    later = edited(("from = 09:30:00", "from = 09:50:00"), ("to = 11:00:00", "to = 11:20:00"))
    report = await load(database, later)
    assert (report.meetings_changed, report.created, report.removed) == (1, {}, {})
    first = min(await every(database, Slot), key=lambda slot: slot.starts_at)
    assert (first.id, f"{first.starts_at:%H:%M}", f"{first.ends_at:%H:%M}") == (meeting.slot_id, "09:50", "10:20")
    receipts = await every(database, ChangeReceipt)
    hours = [receipts[0].moves[0][when]["starts_at"][11:16] for when in ("before", "after")]
    assert (len(receipts), hours) == (2, ["09:30", "09:50"])
    assert (await load(database, later)).meetings_changed == 0


async def test_closed_meetings_do_not_hold_a_slot(database: Database) -> None:
    await load(database, SMALL)
    await meet(database, MeetingState.DECLINED)
    report = await load(database, edited(("from = 09:30:00", "from = 10:00:00")))
    assert (report.removed, report.meetings_forgotten) == ({"slot": 1}, 1)
    assert await every(database, Meeting) == []


async def test_a_delegation_with_delegates_is_not_removed(database: Database) -> None:
    await load(database, SMALL)
    other = '[[delegations]]\nkey = "spain"\ntitle = { fr = "Espagne" }\ncountry = "ES"\n\n'
    text = (
        without(SMALL, 'key = "andalusia"')
        .replace('"andalusia"', '"spain"')
        .replace("[[venues]]", other + "[[venues]]", 1)
    )
    report = await load(database, text)
    assert report.removed == {"delegation": 1}, "its delegate is of the new one now"
    await load(database, SMALL)
    text = without(text, "Lucía Ejemplo")
    [error] = await errors_of(database, text)
    assert error == 'delegations: "andalusia" is not in the file any more, but has delegates (1): put it back'


async def test_whoever_was_erased_is_not_brought_back(database: Database) -> None:
    await load(database, SMALL)
    async with database.unit() as session:
        rachid = await one(session, "Rachid Exemple")
        await forget(session, rachid)
        await session.exec(delete(Delegate).where(col(Delegate.id) == rachid.id))
    for _ in range(2):
        report = await load(database, edited(("Sites web", "Boutiques en ligne")))
        assert (report.delegates_erased, report.created) == (1, {})
    erased = [entry for entry in await every(database, FileEntry) if entry.erased_at]
    assert [entry.said for entry in erased] == [{}]


async def test_whoever_registered_before_the_file_named_them_is_not_there_twice(database: Database) -> None:
    without_rachid = without(SMALL, "Rachid Exemple")
    await load(database, without_rachid)
    async with database.unit() as session:
        lucia = await one(session, "Lucía Ejemplo")
        theirs = Organisation(
            mission_id=lucia.mission_id,
            name="Societe Exemple",
            name_key="societe exemple",
            kind=OrganisationKind.COMPANY,
        )
        session.add(theirs)
        await session.flush()
        registered = Delegate(
            mission_id=lucia.mission_id,
            delegation_id=lucia.delegation_id,
            organisation_id=theirs.id,
            name="Rachid EXEMPLE",
            offer="Écrit dans le chat",
        )
        session.add(registered)
    report = await load(database, SMALL)
    assert report.created == {}
    assert report.changed["delegate"] == 1
    assert "Écrit dans le chat" in {delegate.offer for delegate in await every(database, Delegate)}
    assert not (await load(database, SMALL)).changed_anything


async def test_two_missions_do_not_touch_each_other(database: Database) -> None:
    await load(database, SMALL)
    report = await load(database, edited(('key = "tangier"', 'key = "tetouan"')))
    assert report.created == SMALL_CREATED
    assert not (await load(database, SMALL)).changed_anything


async def test_a_mission_moves_to_other_days(database: Database) -> None:
    plan = parse(SMALL)
    async with database.unit() as session:
        await apply(session, plan)
    async with database.unit() as session:
        report = await apply(session, shift(plan, date(2027, 6, 1)))
    assert (report.created, report.removed) == ({"slot": 5}, {"slot": 5})
    assert report.changed == {"mission": 1, "delegate": 1}
    assert min(slot.starts_at for slot in await every(database, Slot)) == datetime(2027, 6, 1, 9, 30, tzinfo=UTC)


async def test_an_organisation_that_is_gone_comes_back_with_the_file(database: Database) -> None:
    """Its last delegate left it in the chat; the file still names it."""
    await load(database, SMALL)
    async with database.unit() as session:
        kept, gone = (await session.exec(select(Organisation).order_by(col(Organisation.id)))).all()
        for each in (await session.exec(select(Delegate).where(Delegate.organisation_id == gone.id))).all():
            each.organisation_id = kept.id
        await session.flush()
        await session.delete(gone)
    report = await load(database, SMALL)
    assert report.created["organisation"] == 1
    assert {each.name for each in await every(database, Organisation)} == {kept.name, gone.name}
    assert not (await load(database, SMALL)).changed_anything
