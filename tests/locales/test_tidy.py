"""What a keyboard has not, set by the machine."""

from pathlib import Path

import pytest

from locales.__main__ import main
from locales.upkeep.check import check
from tests.locales.edits import FRENCH, edit


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("Prêt ? Oui !", "Prêt\u202f? Oui\u202f!"),
        ("Lieu : « PTA »", "Lieu\u00a0: «\u00a0PTA\u00a0»"),
        ("Lieu : «PTA»", "Lieu\u00a0: «\u00a0PTA\u00a0»"),
        (
            "L'accueil <a href='https://wasl.example/ ?a'>ici</a>",
            "L’accueil <a href='https://wasl.example/ ?a'>ici</a>",
        ),
        ("Table\u202f; lieu &amp; heure", "Table\u202f; lieu &amp; heure"),
        ("À 10:30 <b>Heure</b> :", "À 10:30 <b>Heure</b>\u00a0:"),
    ],
)
def test_french_is_set_and_only_the_translation(house: Path, typed: str, mended: str) -> None:
    before = (house / FRENCH).read_text(encoding="utf-8")
    edit(house, FRENCH, "À plus tard.", typed)

    assert main(["--root", str(house), "tidy"]) == 0

    after = (house / FRENCH).read_text(encoding="utf-8")
    assert after == before.replace("À plus tard.", mended)
    assert not [problem for problem in check(house) if "tags" not in problem.text]
    assert main(["--root", str(house), "tidy"]) == 0
    assert (house / FRENCH).read_text(encoding="utf-8") == after
