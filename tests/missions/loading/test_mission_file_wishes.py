"""What a mission file says of matching: a programme, tags of its own, who may meet whom, pairs made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlmodel import select

from missions.loading import MissionFileInvalid, apply, parse
from missions.rules import meeting_rules, who_may_meet
from storage.database import Database
from storage.tables import CuratedPair, Delegate, Mission, PairWish, Person
from tests.missions.loading.mission_files import SMALL, edited

WISHES = """
[[tags]]
key = "argan"
sector = "agrifood"
label = { fr = "Huile d'argan", ar = "زيت الأركان" }
terms = { fr = ["argan"], en = ["argan oil"] }

[[may_meet]]
one = { delegation = "morocco", kind = "company" }
other = { kind = "company" }

[[may_not_meet]]
one = { kind = "agency" }
other = { kind = "investor" }

[[pairs]]
wish = "must"
between = ["Lucía Ejemplo", "rachid exemple, société exemple"]
"""
FULL = (
    edited(
        ('default_language = "fr"', 'default_language = "fr"\nprogramme = "three-years"\nwithin_delegation = true'),
        (
            'need = "Clients en Espagne"',
            'need = "Clients en Espagne"\noffer_tags = ["argan"]\nneed_tags = ["call_centre"]',
        ),
    )
    + WISHES
)


def errors_of(text: str) -> list[str]:
    with pytest.raises(MissionFileInvalid) as caught:
        parse(text)
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_file_says_how_to_match_and_the_desk_may_change_it(database: Database) -> None:
    async def load(text: str) -> None:
        async with database.unit() as session:
            await apply(session, parse(text))

    await load(FULL)
    async with database.unit() as session:
        mission = (await session.exec(select(Mission))).one()
        assert (mission.programme, mission.within_delegation) == ("three-years", True)
        assert mission.may_meet[0]["one"] == {"delegation": "morocco", "kind": "company"}
        assert mission.tags[0]["label"]["ar"] == "زيت الأركان"
        rachid, lucia = (await session.exec(select(Delegate).order_by(Delegate.name.desc()))).all()  # type: ignore[attr-defined]
        assert (rachid.offer_tags, rachid.need_tags) == (["argan"], ["call_centre"])
        [pair] = await pairs(database)
        assert (pair.wish, pair.made_by) == (PairWish.MUST, None)
        organiser = Person(telegram_id=9, owner=True)
        session.add(organiser)
        await session.flush()
        await who_may_meet.curate(session, organiser, rachid.id, lucia.id, PairWish.NEVER)
        assert [rule.never for rule in meeting_rules.rules_of(mission)] == [False, True]
        await meeting_rules.drop(session, organiser, mission.id, meeting_rules.rules_of(mission)[0].key)
    await load(FULL)
    assert [rule.never for rule in await said(database)] == [True], "what the desk took out stays out"
    assert [pair.wish for pair in await pairs(database)] == [PairWish.NEVER], "the file said nothing new"
    await load(SMALL)
    assert len(await pairs(database)) == 1, "the desk's stays"
    assert await said(database) == [], "the file has none any more"
    await load(FULL)
    assert [pair.wish for pair in await pairs(database)] == [PairWish.MUST], "now it says it anew"
    assert [rule.never for rule in await said(database)] == [False, True]


async def said(database: Database) -> list[meeting_rules.MeetingRule]:
    async with database.reading() as session:
        return meeting_rules.rules_of((await session.exec(select(Mission))).one())


async def pairs(database: Database) -> Sequence[CuratedPair]:
    async with database.reading() as session:
        return (await session.exec(select(CuratedPair))).all()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (('wish = "must"', 'wish = "perhaps"'), '"perhaps" is not a wish'),
        (('"Lucía Ejemplo", ', ""), "write the names of two delegates"),
        (('["Lucía Ejemplo"', '["Lucía Ejempla"'), '"Lucía Ejempla" is no delegate of this file'),
        (('["Lucía Ejemplo"', '["Rachid Exemple"'), "is the same person twice"),
        (('other = { kind = "company" }', ""), "other: is missing"),
        (('other = { kind = "company" }', 'other = { kind = "firm" }'), '"firm" is not a kind of organisation'),
        (('one = { delegation = "morocco"', 'one = { delegation = "maroc"'), '"maroc" is not the key of a delegation'),
        (('sector = "agrifood"', 'sector = "food"'), '"food" is not a sector'),
        (("terms = { fr", "terms = { de"), "texts are read in en, fr, ar, es only"),
        (('offer_tags = ["argan"]', 'offer_tags = ["argon"]'), 'did you mean "argan"?'),
        (("within_delegation = true", 'within_delegation = "yes"'), '"yes" is neither true nor false'),
        (('programme = "three-years"', 'programme = "Three years"'), "cannot be a key"),
    ],
)
def test_what_can_be_wrong_is_named_with_its_line(change: tuple[str, str], wrong: str) -> None:
    old, new = change
    assert old in FULL
    [error] = errors_of(FULL.replace(old, new, 1))
    assert wrong in error
    assert error.split(":")[0].isdigit()
