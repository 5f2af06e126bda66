"""The audience is what a plain reading of the filter says, whatever is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from missions.announcements.audience import Dimension, recipients, toggled
from missions.matching.taxonomy import sector_of, sectors, tags
from missions.people.access import ACTIVE
from missions.people.reach import Reach
from storage.tables import Delegate, DelegateStatus, Delegation, Organisation, OrganisationKind, Person
from storage.tables.base import utc_now
from tests.missions.stage import Stage, theatre

SECTORS = sectors()[:3]
TAGS = [*SECTORS, *[tag for tag in tags() if sector_of(tag) in SECTORS][:4], "no-such-tag"]
KINDS = list(OrganisationKind)[:3]
LANGUAGES = ["ar", "en", "fr", "es"]

profiles = st.fixed_dictionaries(
    {
        "side": st.integers(0, 1),
        "kind": st.sampled_from(KINDS),
        "tags": st.lists(st.sampled_from(TAGS), max_size=3, unique=True),
        "language": st.sampled_from(LANGUAGES),
        "status": st.sampled_from(list(DelegateStatus)),
        "chat": st.sampled_from(["none", "open", "blocked", "imported"]),
        "reads": st.sampled_from(LANGUAGES[:3]),
    }
)


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=len(values), unique=True)


audiences = st.fixed_dictionaries(
    {
        "delegation": some(["0", "1"]),
        "kind": some([kind.value for kind in KINDS]),
        "sector": some(list(SECTORS)),
        "language": some(LANGUAGES),
        "status": some([status.value for status in ACTIVE]),
    }
)


def belongs(profile: dict[str, Any], audience: dict[str, list[str]]) -> bool:
    """A plain reading of the filter."""
    reads = profile["reads"] if profile["chat"] != "none" else profile["language"]
    said = {
        "delegation": {str(profile["side"])},
        "kind": {profile["kind"].value},
        "sector": {sector_of(tag) for tag in profile["tags"]},
        "language": {reads},
        "status": {profile["status"].value},
    }
    fits = all(not audience[name] or said[name] & set(audience[name]) for name in said)
    return fits and profile["status"].value in {"invited", "pending", "questioned", "approved"}


async def _cast(stage: Stage, given_profiles: list[dict[str, Any]]) -> tuple[list[Delegation], list[Delegate]]:
    await stage.open()
    sides = [Delegation(mission_id=stage.mission.id, key=f"side-{n}", title={"en": f"Side {n}"}) for n in (0, 1)]
    firms = {kind: Organisation(mission_id=stage.mission.id, name=kind, name_key=kind, kind=kind) for kind in KINDS}
    await stage.add(*sides, *firms.values())
    delegates = []
    for number, profile in enumerate(given_profiles):
        person = None
        if profile["chat"] != "none":
            blocked = utc_now() if profile["chat"] == "blocked" else None
            telegram_id = None if profile["chat"] == "imported" else 5000 + number
            person = Person(telegram_id=telegram_id, language=profile["reads"], unreachable_since=blocked)
            await stage.add(person)
        delegates.append(
            Delegate(
                mission_id=stage.mission.id,
                person_id=person.id if person else None,
                delegation_id=sides[profile["side"]].id,
                organisation_id=firms[profile["kind"]].id,
                status=profile["status"],
                name=f"Delegate {number}",
                sectors=profile["tags"],
                language=profile["language"],
            )
        )
    await stage.add(*delegates)
    return sides, delegates


REACH = {"none": Reach.WITHOUT_CHAT, "imported": Reach.WITHOUT_CHAT, "blocked": Reach.UNREACHABLE}


def test_the_audience_is_what_a_plain_reading_says(tmp_path: Path) -> None:
    with theatre(tmp_path) as play:

        @settings(max_examples=25, suppress_health_check=list(HealthCheck))
        @given(st.lists(profiles, max_size=8), audiences)
        def check(given_profiles: list[dict[str, Any]], audience: dict[str, list[str]]) -> None:
            async def scene(stage: Stage) -> None:
                sides, delegates = await _cast(stage, given_profiles)
                chosen = {**audience, "delegation": [str(sides[int(side)].id) for side in audience["delegation"]]}
                found = await recipients(stage.session, stage.mission.id, chosen)
                expected = [
                    (delegate.id, REACH.get(profile["chat"], Reach.REACHED))
                    for delegate, profile in zip(delegates, given_profiles, strict=True)
                    if belongs(profile, audience)
                ]
                assert [(one.delegate_id, one.reach) for one in found] == expected

            play(scene)

        check()


@given(audiences, st.sampled_from(list(Dimension)), st.sampled_from(["0", "company", "fr"]), st.booleans())
def test_choosing_twice_is_choosing_once(
    audience: dict[str, list[str]], dimension: Dimension, value: str, on: bool
) -> None:
    once = toggled(audience, dimension, value, on=on)
    assert toggled(once, dimension, value, on=on) == once
    assert (value in once[dimension]) is on
    assert {name: values for name, values in once.items() if name != dimension} == {
        name: values for name, values in audience.items() if name != dimension
    }
