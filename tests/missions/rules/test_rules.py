"""Who may meet whom: the mission's rules, and what its organisers wish of two people."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from missions.errors import Refusal
from missions.meetings import requests
from missions.rules import who_may_meet
from missions.rules.who_may_meet import MissionRules, Side
from storage.database import Database
from storage.tables import CuratedPair, Mission, PairWish, Person
from tests.missions.proposals.fair import Fair, fair
from tests.missions.stage import staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


def sides(*wanted: tuple[str, str]) -> list[dict[str, dict[str, str]]]:
    """A rule per pair of sides, each written "delegation kind", either of which may be "*"."""
    return [{"one": _side(one), "other": _side(other)} for one, other in wanted]


def _side(written: str) -> dict[str, str]:
    delegation, kind = written.replace("*", "").split(" ")
    return {"delegation": delegation, "kind": kind}


@pytest.mark.parametrize("within", [False, True])
def test_sides_meet_by_delegation_and_kind_in_either_order(engine_name: str, within: bool) -> None:  # noqa: ARG001
    pairs = sides(("ma investor", "es company"), ("* agency", "* agency"))
    mission = Mission(
        key="malaga",
        time_zone="Europe/Madrid",
        starts_on=date(2027, 7, 12),
        ends_on=date(2027, 7, 16),
        within_delegation=within,
        may_meet=pairs,
    )
    rules = MissionRules.of(mission)
    investor, firm, agency = Side("ma", "investor"), Side("es", "company"), Side("es", "agency")
    assert rules.sides_meet(investor, firm)
    assert rules.sides_meet(firm, investor)
    assert not rules.sides_meet(investor, agency)
    assert not rules.sides_meet(Side("ma", "company"), firm)
    assert rules.sides_meet(agency, Side("ma", "agency"))
    assert rules.sides_meet(agency, agency) is within


async def organiser_of(market: Fair) -> Person:
    person = Person(telegram_id=99, owner=True)
    await market.stage.add(person)
    return person


async def test_a_request_is_refused_where_the_rules_or_the_organisers_say_no(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, hosts=2, guests=2)
        organiser = await organiser_of(market)
        (host, colleague), (guest, other) = market.hosts, market.guests
        await who_may_meet.curate(stage.session, organiser, guest.id, host.id, PairWish.NEVER)
        with pytest.raises(Refusal) as refusal:
            await requests.counterpart(stage.session, host, guest.id)
        assert refusal.value.msgid == who_may_meet.NOT_FORESEEN
        await who_may_meet.curate(stage.session, organiser, host.id, guest.id, None)
        assert await requests.counterpart(stage.session, host, guest.id) == guest
        assert await who_may_meet.forbids(stage.session, host, colleague) == who_may_meet.OWN_DELEGATION
        stage.mission.within_delegation = True
        assert await who_may_meet.forbids(stage.session, host, colleague) is None
        stage.mission.may_meet = sides(("* investor", "* company"))
        assert await who_may_meet.forbids(stage.session, host, other) == who_may_meet.NOT_FORESEEN
        await who_may_meet.curate(stage.session, organiser, host.id, other.id, PairWish.MUST)
        assert await who_may_meet.forbids(stage.session, host, other) is None, "a pair made by hand is above the rules"


async def test_only_organisers_make_pairs_and_the_last_wish_counts(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        host, guest = market.hosts[0], market.guests[0]
        with pytest.raises(Refusal):
            await who_may_meet.curate(stage.session, await market.person(host), host.id, guest.id, PairWish.MUST)
        organiser = await organiser_of(market)
        for wish in (PairWish.MUST, PairWish.NEVER, PairWish.NEVER):
            await who_may_meet.curate(stage.session, organiser, host.id, guest.id, wish)
        assert await who_may_meet.wishes_for(stage.session, guest.id) == {host.id: PairWish.NEVER}
        [row] = await stage.session.exec(select(CuratedPair))
        assert (row.one_id, row.other_id) == tuple(sorted((host.id, guest.id)))
        with pytest.raises(Refusal):
            await who_may_meet.curate(stage.session, organiser, host.id, host.id, PairWish.MUST)
