"""Rules that several places need have one owner: whatever a mission is like, all of them give its answer."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from missions import matching
from missions.meetings import mission_frame
from missions.people import languages, reach
from missions.people.reach import Reach
from missions.proposals import ranking_inputs
from missions.rules import who_may_meet
from missions.rules.who_may_meet import MissionRules
from missions.solver import speaking
from missions.timetables import wishes
from storage.tables import (
    CuratedPair,
    Delegate,
    DelegateStatus,
    Delegation,
    Interpreter,
    Organisation,
    OrganisationKind,
    PairWish,
    Person,
    Proposal,
    ProposalAnswer,
)
from tests.missions.stage import NOON, Stage, theatre

CODES = ("ar", "fr", "en")
KINDS = (OrganisationKind.COMPANY, OrganisationKind.AGENCY)

sides = st.fixed_dictionaries({"delegation": st.sampled_from(["", "ma", "es"]), "kind": st.sampled_from(["", *KINDS])})
pairs_of_sides = st.builds(
    lambda one, other, never: {"one": one, "other": other, **({"never": True} if never else {})},
    sides,
    sides,
    st.booleans(),
)
people = st.fixed_dictionaries(
    {
        "delegation": st.sampled_from(["ma", "es"]),
        "firm": st.sampled_from([0, 1, 2]),
        "languages": st.lists(st.sampled_from(CODES), unique=True, max_size=2),
        "language": st.sampled_from(CODES),
    }
)
wished = st.dictionaries(st.sampled_from([(0, 1), (0, 2), (1, 2)]), st.sampled_from(PairWish))
missions = st.fixed_dictionaries(
    {
        "within": st.booleans(),
        "rules": st.lists(pairs_of_sides, max_size=3),
        "people": st.lists(people, min_size=3, max_size=3),
    }
)


async def cast(stage: Stage, given_mission: dict[str, Any]) -> list[Delegate]:
    mission = await stage.open(within_delegation=given_mission["within"], may_meet=given_mission["rules"])
    delegations = {key: Delegation(mission_id=mission.id, key=key, title={"en": key}) for key in ("ma", "es")}
    firms = [
        Organisation(mission_id=mission.id, name=f"Firm {n}", name_key=f"firm {n}", kind=KINDS[n % 2]) for n in range(3)
    ]
    await stage.add(*delegations.values(), *firms)
    found = [
        Delegate(
            mission_id=mission.id,
            delegation_id=delegations[each["delegation"]].id,
            organisation_id=firms[each["firm"]].id,
            status=DelegateStatus.APPROVED,
            name=f"Delegate {n}",
            languages=each["languages"],
            language=each["language"],
        )
        for n, each in enumerate(given_mission["people"])
    ]
    await stage.add(*found)
    return found


def test_who_may_meet_whom_is_answered_alike_everywhere(tmp_path: Path) -> None:
    with theatre(tmp_path) as play:

        @settings(max_examples=25, suppress_health_check=list(HealthCheck))
        @given(missions, wished)
        def check(given_mission: dict[str, Any], pairs: dict[tuple[int, int], PairWish]) -> None:
            async def scene(stage: Stage) -> None:
                session, everybody = stage.session, await cast(stage, given_mission)
                for (first, second), curated in pairs.items():
                    low, high = sorted((everybody[first].id, everybody[second].id))
                    pair = CuratedPair(mission_id=stage.mission.id, one_id=low, other_id=high, wish=curated)
                    await stage.add(pair)
                for one, other in permutations(everybody, 2):
                    # Everybody is interested in everybody: the timetable wishes for whoever may meet.
                    said = Proposal(mission_id=stage.mission.id, delegate_id=one.id, counterpart_id=other.id)
                    said.answer, said.answered_at = ProposalAnswer.INTERESTED, NOON
                    await stage.add(said)
                planned = {wish.people for wish in await wishes.wishes(session, stage.mission)}
                inputs = await ranking_inputs.read(session, stage.mission.id)
                profiles = {int(profile.id): profile for profile in inputs.profiles}
                rules = matching.Rules(
                    within_delegation=inputs.rules.within_delegation,
                    kinds=inputs.rules.kinds,
                    interpreters=True,
                    must=inputs.rules.must,
                    never=inputs.rules.never,
                )
                for one in everybody:
                    wish_of = await who_may_meet.wishes_for(session, one.id)
                    listed = (
                        select(Delegate.id)
                        .join(Organisation)
                        .where(
                            Delegate.mission_id == stage.mission.id,
                            *await who_may_meet.meetable(session, one, wish_of),
                        )
                    )
                    listed_ids = set(await session.exec(listed))
                    for other in everybody:
                        if other is one:
                            continue
                        parties = [
                            who_may_meet.Party(await who_may_meet.side_of(session, each), each.organisation_id)
                            for each in (one, other)
                        ]
                        wish = wish_of.get(other.id)
                        may = MissionRules.of(stage.mission).why_not(parties[0], parties[1], wish) is None
                        assert (await who_may_meet.forbids(session, one, other) is None) is may
                        assert (other.id in listed_ids) is may
                        assert ((one.id, other.id) in planned or (other.id, one.id) in planned) is may
                        assert matching.may_meet(rules, profiles[one.id], profiles[other.id]) is may

            play(scene)

        check()


async def read_profiles(stage: Stage) -> dict[int, matching.Profile]:
    return {int(each.id): each for each in (await ranking_inputs.read(stage.session, stage.mission.id)).profiles}


def test_a_shared_language_is_found_alike_everywhere(tmp_path: Path) -> None:
    with theatre(tmp_path) as play:

        @settings(max_examples=25, suppress_health_check=list(HealthCheck))
        @given(missions, st.lists(st.sampled_from(CODES), unique=True, min_size=2))
        def check(given_mission: dict[str, Any], interpreted: list[str]) -> None:
            async def scene(stage: Stage) -> None:
                session, everybody = stage.session, await cast(stage, {**given_mission, "within": True, "rules": []})
                voice = Interpreter(mission_id=stage.mission.id, name="Voice", name_key="voice", languages=interpreted)
                profiles = {
                    int(each.id): each for each in (await ranking_inputs.read(session, stage.mission.id)).profiles
                }
                await stage.add(voice)
                bridged = {
                    int(each.id): each for each in (await ranking_inputs.read(session, stage.mission.id)).profiles
                }
                solved = {each.key: each for each in await mission_frame.people(session, stage.mission, [], everybody)}
                [interpreter] = await mission_frame.interpreters(session, stage.mission, [])
                rules = matching.Rules(within_delegation=True, interpreters=False)
                for one, other in permutations(everybody, 2):
                    share = languages.share_a_language(one, other)
                    assert share is bool(languages.shared_languages(one, other))
                    strangers = speaking.strangers([solved[one.id].languages, solved[other.id].languages])
                    assert share is not bool(strangers)
                    can = languages.bridges(voice.languages, one, other)
                    assert can is await languages.interpreted(session, one, other)
                    assert await languages.bridgeless(session, one, other) is (not share and not can)
                    if strangers:
                        assert any(speaking.bridges(pair, strangers) for pair in interpreter.pairs) is can
                    if one.organisation_id != other.organisation_id:
                        assert matching.may_meet(rules, profiles[one.id], profiles[other.id]) is share
                        assert matching.may_meet(rules, bridged[one.id], bridged[other.id]) is (share or can)

            play(scene)

        check()


def test_a_delegate_who_named_no_language_speaks_that_of_the_profile() -> None:
    silent = Delegate(mission_id=1, delegation_id=1, organisation_id=1, name="Nadia", language="ar")
    french = Delegate(mission_id=1, delegation_id=2, organisation_id=2, name="Paul", languages=["fr"], language="fr")

    assert languages.spoken(silent) == {"ar"}
    assert not languages.share_a_language(silent, french)


def test_reach_is_the_same_in_code_and_in_the_tables(tmp_path: Path) -> None:
    with theatre(tmp_path) as play:

        async def scene(stage: Stage) -> None:
            chats, losses = (None, 1), (None, NOON)
            everybody = {}
            for n, (chat, lost) in enumerate(product(chats, losses)):
                person = Person(telegram_id=chat and chat + n, unreachable_since=lost)
                await stage.add(person)
                everybody[person.id] = person
            for condition, kinds in (
                (list(reach.reachable()), {Reach.REACHED}),
                ([reach.without_chat()], {Reach.WITHOUT_CHAT}),
                ([reach.unreachable()], {Reach.UNREACHABLE}),
            ):
                found = set(
                    await stage.session.exec(select(Person.id).where(col(Person.id).in_(everybody), *condition))
                )
                assert found == {key for key, person in everybody.items() if reach.reach(person) in kinds}
                assert found
            assert reach.reach(None) is Reach.WITHOUT_CHAT

        play(scene)
