"""People and firms are found in either script, in any usual spelling, and read in the reader's script."""

from __future__ import annotations

import pytest

from locales import catalogues
from missions.directory import directory, roster
from missions.people.spelt import holds_spelt
from storage.database import Database
from storage.tables.called import Called
from tests.missions.stage import staged

NAMES = {
    "Rachid El Ouazzani": ("رشيد", "Rashid", "rachid ouazzani", "الوزاني", "ELOUAZZANI", "Wazzani"),
    "نور الدين بنجلون": ("Noureddine", "Ben Jelloun", "Benjelloun Nour Eddine", "بن جلون"),
    "Rachida Amrani": ("رشيدة", "العمراني"),
    "Kouassi N'Guessan": ("Kwassi", "كواسي", "Nguessan"),
    "عائشة لحلو": ("Aïcha", "aisha lahlou"),
}
"""Names as they are kept, and words that find them and nobody else."""


async def test_a_name_is_found_in_either_script(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open()
        delegates = await stage.delegates(len(NAMES), chat=False)
        for delegate, name in zip(delegates, NAMES, strict=True):
            delegate.name = name
        delegates[3].other_name = "كواسي نغيسان"
        await stage.session.flush()
        for name, ways in NAMES.items():
            for words in ways:
                found = [each.name for each in await roster.search(stage.session, mission.id, words)]
                by_words = await directory.by_words(stage.session, mission.id, words)
                assert found == [name], words
                assert len(by_words) == 1, words
        assert await roster.search(stage.session, mission.id, "…") == []


async def test_a_firm_is_found_in_either_script(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open()
        (delegate,) = await stage.delegates(1, chat=False)
        stage.organisation.name = "شركة الأطلس داتا"
        await stage.session.flush()

        found = await roster.search(stage.session, mission.id, "Atlas Data")

        assert [each.delegate_id for each in found] == [delegate.id]


def test_the_words_of_a_search_are_held_however_spelt() -> None:
    delegate_keys = " rxd:rachid sn:ouazzani "

    assert holds_spelt("رشيد الوزاني", "rachid ouazzani", delegate_keys)
    assert not holds_spelt("رشيدة الوزاني", "rachid ouazzani", delegate_keys)


@pytest.mark.parametrize(
    ("code", "plain", "both"),
    [
        ("fr", "Rachid Ouazzani", "Rachid Ouazzani (رشيد الوزاني)"),
        ("ar", "رشيد الوزاني", "رشيد الوزاني (Rachid Ouazzani)"),
    ],
)
def test_a_name_is_read_in_the_readers_script(code: str, plain: str, both: str) -> None:
    _ = catalogues().texts(code)
    for name in (Called("رشيد الوزاني", "Rachid Ouazzani"), Called("Rachid Ouazzani", "رشيد الوزاني")):
        assert _.plain("{name}", name=name).strip("\u2068\u2069") == plain
        assert _.both(name).strip("\u2068\u2069") == both
    assert _.both(Called("Amina")).strip("\u2068\u2069") == "Amina"
