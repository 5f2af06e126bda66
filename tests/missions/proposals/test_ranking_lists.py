"""Lists as they are made beside the chat: whom the rules leave in them, and what makes them anew."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlmodel import col, select

from missions.day.brief import brief_of
from missions.loading import apply, parse
from missions.meetings import requests
from missions.proposals import proposals
from missions.proposals.ranking_job import look
from missions.proposals.workbench import Workbench
from missions.rules import colleagues, met_before, ranking_queue
from storage.database import Database, UnitSession
from storage.tables import (
    Delegate,
    Meeting,
    MeetingState,
    Mission,
    Organisation,
    Person,
    ProposalAnswer,
    RankedPair,
    Slot,
)
from tests.missions.loading.mission_files import edited

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

SEEKS, OFFERS = "call centre, customer care and back office", "cybersecurity audits and penetration tests"
PEOPLE = {
    # name: delegation, kind, languages, offer, need
    "Amal": ("morocco", "company", ["ar"], OFFERS, SEEKS),
    "Badr": ("morocco", "investor", ["fr"], OFFERS, SEEKS),
    "Celia": ("andalusia", "company", ["es"], SEEKS, OFFERS),
    "Diego": ("andalusia", "agency", ["fr", "es"], SEEKS, OFFERS),
    "Elena": ("andalusia", "company", ["es", "ar"], SEEKS, OFFERS),
}
BRIDGE = '\n[[interpreters]]\nname = "Bruno"\nlanguages = ["ar", "es"]\n'


def file(*more: str) -> str:
    blocks = [
        f'[[delegates]]\ndelegation = "{side}"\nname = "{name}"\norganisation = "House of {name}"\nkind = "{kind}"\n'
        f'offer = "{offer}"\nneed = "{need}"\nlanguages = {languages}\nlanguage = "en"\n'.replace("'", '"')
        for name, (side, kind, languages, offer, need) in PEOPLE.items()
    ]
    frame = edited().split("[[delegates]]")[0]
    return "\n".join([frame, *blocks, *more])


async def load(database: Database, *more: str) -> None:
    async with database.unit() as session:
        await apply(session, parse(file(*more)))


async def lists(database: Database) -> Mapping[str, list[str]]:
    """Who is in whose list, in order, once there is nothing to do any more."""
    bench = Workbench(None)
    while await look(database, bench):
        pass
    async with database.reading() as session:
        assert not await ranking_queue.waits(session)
        names = dict((await session.exec(select(Delegate.id, Delegate.name))).all())
        rows = (await session.exec(select(RankedPair).order_by(col(RankedPair.place)))).all()
    found: dict[str, list[str]] = {name: [] for name in names.values()}
    for row in rows:
        found[names[row.delegate_id]].append(names[row.counterpart_id])
    return found


async def one(session: UnitSession, name: str) -> Delegate:
    return (await session.exec(select(Delegate).where(Delegate.name == name))).one()


async def test_only_whom_a_language_or_an_interpreter_joins(database: Database) -> None:
    await load(database)
    found = await lists(database)
    assert found["Amal"] == ["Elena"], "nobody else speaks Arabic"
    assert found["Badr"] == ["Diego"]
    assert found["Celia"] == []
    await load(database, BRIDGE)
    found = await lists(database)
    assert sorted(found["Amal"]) == ["Celia", "Diego", "Elena"]
    assert sorted(found["Celia"]) == ["Amal"], "Badr speaks neither Arabic nor Spanish"


async def test_kinds_and_wishes_rule_and_a_wish_is_above_the_rules(database: Database) -> None:
    rule = '[[may_meet]]\none = { delegation = "morocco" }\nother = { kind = "company" }'
    never = '[[pairs]]\nwish = "never"\nbetween = ["Amal", "Elena"]'
    must = '[[pairs]]\nwish = "must"\nbetween = ["Badr", "Diego"]'
    await load(database, BRIDGE, rule, never, must)
    found = await lists(database)
    assert found["Amal"] == ["Celia"], "an agency is no company, and Elena never"
    assert found["Badr"] == ["Diego"]
    async with database.unit() as session:
        [first] = await proposals.proposals_for(session, await one(session, "Diego"))
        assert first.why.must
        assert await proposals.proposals_for(session, await one(session, "Elena")) == []


async def test_a_change_of_profile_or_of_a_wish_makes_the_lists_anew(database: Database) -> None:
    await load(database)
    assert (await lists(database))["Amal"] == ["Elena"]
    async with database.unit() as session:
        amal = await one(session, "Amal")
        amal.offer, amal.need, amal.revision = "football boots", "tennis shoes", amal.revision + 1
        session.add(amal)
    async with database.reading() as session:
        assert await ranking_queue.waits(session)
    await lists(database)
    async with database.unit() as session:
        reasons = [each.why.reasons for each in await proposals.proposals_for(session, await one(session, "Amal"))]
        assert not any(reasons), "nothing in common is said where there is nothing"
        await session.delete(await one(session, "Elena"))
    assert "Elena" not in await lists(database)


async def test_a_field_fills_four_places_and_the_next_four_follow_the_answers(database: Database) -> None:
    """Thirteen of one field, each of a house: four are shown; an answer makes room, and the list is made anew."""
    await load(database)
    async with database.unit() as session:
        elena = await one(session, "Elena")
        for n in range(12):
            house = Organisation(mission_id=elena.mission_id, name=f"H{n}", name_key=f"h{n}", kind="company")  # type: ignore[arg-type]
            session.add(house)
            await session.flush()
            like = elena.model_dump(exclude={"id", "file_key", "name", "organisation_id"})
            session.add(Delegate(**like, name=f"Elena {n}", organisation_id=house.id))
    shown: set[int] = set()
    for many in (4, 4, 4, 1):
        await lists(database)
        async with database.unit() as session:
            amal = await one(session, "Amal")
            new = [each for each in await proposals.proposals_for(session, amal) if each.answer is None]
            stored = (await session.exec(select(RankedPair).where(RankedPair.delegate_id == amal.id))).all()
            assert len(new) == len(stored) == many, "whoever was answered has no place in the list"
            for each in new:
                assert each.counterpart_id not in shown, "again"
                shown.add(each.counterpart_id)
                await proposals.answer(session, amal, each.counterpart_id, ProposalAnswer.INTERESTED)
            kept = [each for each in await proposals.proposals_for(session, amal) if each.answer]
            assert {each.counterpart_id for each in kept} == shown
            assert {each.why.fit for each in kept} <= {"each_other", "they_offer", "they_seek"}


async def test_colleagues_are_told_and_earlier_missions_are_remembered(database: Database) -> None:
    await load(database, BRIDGE)
    async with database.unit() as session:
        session.info["now"] = (await session.exec(select(Slot.starts_at))).first()
        session.info["now"] = session.info["now"].replace(hour=1)
        amal, badr, elena = [await one(session, name) for name in ("Amal", "Badr", "Elena")]
        badr.organisation_id, badr.languages = amal.organisation_id, ["ar"]
        person = Person(telegram_id=5)
        session.add(person)
        await session.flush()
        amal.person_id = person.id
        slots = (await session.exec(select(Slot).order_by(col(Slot.starts_at)))).all()
        await requests.request(session, amal, elena.id, slots[0].id)
        [rival] = await colleagues.courting(session, badr, elena)
        assert (rival.name, rival.confirmed) == ("Amal", False)
        done = await requests.request(session, badr, elena.id, slots[1].id)
        assert [notice.to for notice in done.notices if isinstance(notice, colleagues.ColleagueAsks)] == [person.id]
        assert await met_before.before(session, amal, elena) is None
        await _met_a_year_ago(session, amal, elena)
        earlier = await met_before.before(session, elena, amal)
        assert earlier is not None
        assert earlier.key == "earlier"
        brief = await brief_of(session, amal, elena)
        assert brief.met == earlier
        assert brief.need == elena.need


async def _met_a_year_ago(session: UnitSession, amal: Delegate, elena: Delegate) -> None:
    """One is known by the account, the other by the name in the mission files."""
    mission = await session.get_one(Mission, amal.mission_id)
    mission.programme = "three-years"
    earlier = Mission(
        key="earlier",
        programme="three-years",
        time_zone="Europe/Madrid",
        starts_on=mission.starts_on.replace(year=2026),
        ends_on=mission.starts_on.replace(year=2026),
    )
    session.add(earlier)
    await session.flush()
    house = Organisation(mission_id=earlier.id, name="House", name_key="house", kind="company")  # type: ignore[arg-type]
    slot = Slot(mission_id=earlier.id, starts_at=session.now, ends_at=session.now)
    session.add_all((house, slot))
    await session.flush()
    then = [
        Delegate(mission_id=earlier.id, delegation_id=amal.delegation_id, organisation_id=house.id, name=name, **who)
        for name, who in (("A", {"person_id": amal.person_id}), ("E", {"file_key": elena.file_key}))
    ]
    session.add_all(then)
    await session.flush()
    ids = sorted(each.id for each in then)
    session.add(
        Meeting(
            mission_id=earlier.id,
            requester_id=ids[0],
            invitee_id=ids[1],
            pair=f"{ids[0]}-{ids[1]}",
            slot_id=slot.id,
            state=MeetingState.CONFIRMED,
        )
    )
    await session.flush()
