"""Reading only what has changed gives the lists that reading everything gives, or says that it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from missions.matching import Index
from missions.proposals import ranking_inputs, ranking_lists
from missions.proposals.place import ListPlace
from missions.proposals.ranking_inputs import Inputs
from storage.tables import Delegate, DelegateStatus, Organisation, OrganisationKind, Proposal, ProposalAnswer
from tests.examples import examples
from tests.missions.matching.alike import alike
from tests.missions.proposals.fair import Fair, fair
from tests.missions.stage import Play, Stage, theatre

TEXTS = ("cybersecurity audits", "irrigation and olive oil", "call centre, back office", "")
ACTS = ("edit", "edit", "edit", "pause", "resume", "erase", "join", "refuse", "later", "kind")
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with theatre(tmp_path_factory.mktemp("since")) as play:
        yield play


@settings(max_examples=examples(10))
@given(said=acts)
def test_what_has_changed_is_enough(play: Play, said: list[tuple[str, int, int]]) -> None:
    async def scene(stage: Stage) -> None:
        market = await fair(stage, hosts=3, guests=3)
        for n, each in enumerate((*market.hosts, *market.guests)):
            each.offer, each.need, each.ranked_revision = TEXTS[n % 3], TEXTS[(n + 1) % 3], each.revision
        before = await ranking_inputs.read(stage.session, stage.mission.id)
        index = Index(before.profiles)
        for act, one, other in said:
            await do(stage, market, act, one, other)
            whole = await ranking_inputs.read(stage.session, stage.mission.id)
            quick = await ranking_inputs.since(stage.session, before, most=99)
            there = {*(await stage.session.exec(select(Delegate.id)))}
            assert (quick is None) == bool(before.revisions.keys() - there), "only an erasure asks for all"
            if quick is None:
                return
            same(whole, quick, index)

    play(scene)


def same(whole: Inputs, quick: Inputs, index: Index) -> None:
    assert sorted(quick.profiles, key=lambda each: each.id) == sorted(whole.profiles, key=lambda each: each.id)
    assert (quick.revisions, quick.stale) == (whole.revisions, whole.stale)
    anew, again = Index(whole.profiles), Index(quick.profiles, previous=index)
    for each in whole.stale:
        if each in whole.revisions:
            one, other = ranking_lists.for_one(anew, whole, str(each)), ranking_lists.for_one(again, quick, str(each))
            assert alike(*([(str(place.counterpart_id), place.score) for place in found] for found in (one, other)))
            assert told(one) == told(other)


def told(places: Sequence[ListPlace]) -> dict[int, object]:
    return {place.counterpart_id: (place.fit, place.must, place.reasons) for place in places}


async def do(stage: Stage, market: Fair, act: str, one: int, other: int) -> None:
    session, everybody = stage.session, [*market.hosts, *market.guests]
    who, whom = await session.get(Delegate, everybody[one].id), await session.get(Delegate, everybody[other].id)
    if who is None or whom is None:
        return
    match act:
        case "erase":
            await session.delete(who)
        case "join":
            house = Organisation(
                mission_id=who.mission_id, name="New", name_key=str(uuid4()), kind=OrganisationKind.PARK
            )
            await stage.add(house)
            like = who.model_dump(exclude={"id", "person_id", "ranked_revision", "organisation_id"})
            session.add(Delegate(**like, organisation_id=house.id))
        case "refuse" | "later":
            answer = ProposalAnswer.REFUSED if act == "refuse" else ProposalAnswer.LATER
            pair = select(Proposal).where(Proposal.delegate_id == who.id, Proposal.counterpart_id == whom.id)
            row = (await session.exec(pair)).first()
            row = row or Proposal(mission_id=who.mission_id, delegate_id=who.id, counterpart_id=whom.id)
            row.answer, who.ranked_revision = answer, 0
            session.add(row)
        case _:
            who.status = DelegateStatus.PAUSED if act == "pause" else DelegateStatus.APPROVED
            who.need = TEXTS[other % 4]
            who.revision += 1
            if act == "kind":
                house = await session.get_one(Organisation, who.organisation_id)
                house.kind = OrganisationKind.AGENCY
    await session.flush()
