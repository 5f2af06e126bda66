"""Why two should meet hangs on the two alone: not on whose list has room for whom, nor on who asks."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from missions.matching import Index, Profile, Rules, texts_of
from missions.matching.encoder import WIDTH, Vector
from missions.matching.taxonomy import standard
from missions.proposals import proposals, ranking_lists
from missions.proposals.place import SECTORS, ListPlace
from missions.proposals.proposals import THEY_OFFER, THEY_SEEK
from missions.proposals.ranking_inputs import Inputs
from missions.proposals.ranking_job import look
from missions.proposals.workbench import Workbench
from storage.database import Database
from storage.tables import Delegate, Mission, RankedPair
from storage.tables.base import utc_now
from tests.examples import examples
from tests.missions.proposals.fair import fair
from tests.missions.stage import NOON, Stage

TURNED = {THEY_OFFER: THEY_SEEK, THEY_SEEK: THEY_OFFER, SECTORS: SECTORS}
FITS = {"each_other": "each_other", "they_offer": "they_seek", "they_seek": "they_offer", "wished": "wished"}
TEXTS = (
    "cybersecurity audits and penetration tests",
    "drip irrigation for olive groves; olive oil mills",
    "call centre, customer care and back office",
    "conseil en logistique portuaire",
    "نبحث عن موزعين لزيت الزيتون",
    "logistics",
    "a partner with whom to grow",
    "",
)
TAGS = ("cybersecurity", "olive_oil", "logistics", "irrigation")
texts, tags = st.sampled_from(TEXTS), st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(tuple)
Said = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Offer, need, and the topics confirmed for each."""
people = st.lists(st.tuples(texts, texts, tags, tags), min_size=2, max_size=6)


def profiles_of(said: Sequence[Said]) -> list[Profile]:
    return [
        Profile(
            id=str(n),
            delegation=f"d{n}",
            organisation=f"o{n}",
            offer=offer,
            need=need,
            offer_tags=ours,
            need_tags=theirs,
        )
        for n, (offer, need, ours, theirs) in enumerate(said)
    ]


def vector(text: str) -> Vector:
    """Some direction for each text: near those of texts that begin alike."""
    found = np.zeros(WIDTH, np.float32)
    for length in (3, 6, len(text)):
        seed = int.from_bytes(blake2b(text[:length].encode(), digest_size=4).digest(), "big")
        found += np.random.default_rng(seed).normal(size=WIDTH).astype(np.float32)
    return found / np.float32(np.linalg.norm(found))


def told(place: ListPlace) -> tuple[str, object]:
    return place.fit, place.reasons


NOWHERE = Mission(key="n", title={}, time_zone="UTC", starts_on=NOON.date(), ends_on=NOON.date())
TERMS = {text: vector(text) for text in texts_of([], standard())}


@pytest.mark.parametrize(
    "read", [pytest.param(False, id="tags"), pytest.param(True, id="encoder", marks=pytest.mark.slow)]
)
@settings(max_examples=examples(25))
@given(said=people)
def test_two_have_the_reasons_that_any_list_gives_them(*, read: bool, said: list[Said]) -> None:
    profiles = profiles_of(said)
    vectors = {**TERMS, **{text: vector(text) for text in texts_of(profiles, standard())}} if read else {}
    index = Index(profiles, vectors)
    listed = ranking_lists.for_all(index, Inputs(NOWHERE, profiles, Rules(), {}, {}, {}))
    for me in profiles:
        for other in profiles:
            if me.id == other.id:
                continue
            two = Index([me, other], vectors, weights=index.weights)
            alone = ranking_lists.of_pair(two, me.id, other.id, must=False)
            back = ranking_lists.of_pair(two, other.id, me.id, must=False)
            assert told(alone) == told(ranking_lists.of_pair(index, me.id, other.id, must=False))
            assert {(each["direction"], tuple(each["tags"])) for each in alone.reasons} == {
                (TURNED[each["direction"]], tuple(each["tags"])) for each in back.reasons
            }
            assert back.fit == FITS[alone.fit]
            for place in listed[int(me.id)]:
                if place.counterpart_id == int(other.id):
                    assert told(place) == told(alone)


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
async def test_who_finds_no_room_in_the_lists_has_the_same_reasons(database: Database) -> None:
    """Thirty who offer and seek the same: twenty of them are in the host's list."""
    async with database.unit() as session:
        market = await fair(Stage(session, utc_now()), hosts=2, guests=30)
        host, stranger = market.hosts
        host.need, host.offer = "cybersecurity audits for our banks", "call centre and back office"
        stranger.need = stranger.offer = ""
        for guest in market.guests:
            guest.offer, guest.need = "cybersecurity audits", "a call centre that speaks Spanish"
    while await look(database, Workbench(None)):
        pass
    async with database.unit() as session:
        listed = {*await session.exec(select(RankedPair.counterpart_id).where(RankedPair.delegate_id == host.id))}
        assert len(listed) < len(market.guests)
        me = await session.get_one(Delegate, host.id)
        guests = [await session.get_one(Delegate, each.id) for each in market.guests]
        there = [await proposals.fit(session, me, guest) for guest in guests]
        back = [await proposals.fit(session, guest, me) for guest in guests]
        assert {tuple(each["direction"] for each in why.reasons) for why in (*there, *back)} == {
            (THEY_OFFER, THEY_SEEK)
        }
        assert len({str(why.reasons) for why in there}) == len({str(why.reasons) for why in back}) == 1
        row = (await session.exec(select(RankedPair).where(RankedPair.delegate_id == host.id))).all()[0]
        assert row.reasons == list(there[0].reasons)
        none = await proposals.fit(session, await session.get_one(Delegate, stranger.id), guests[0])
        assert not none.reasons
