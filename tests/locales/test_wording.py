"""Each rule of wording, shown to fail on the text that it is for."""

from pathlib import Path

import pytest

from locales.__main__ import ROOT
from locales.languages import find
from locales.upkeep.check import check
from locales.upkeep.extraction import extract
from locales.upkeep.wording import read_wording
from tests.locales.conftest import head
from tests.locales.edits import ENGLISH

WORDS = Path("locales/en/words.toml")
ASKED = """
button = 12
notice = 20

[instead]
'mend(?:s|ed)?' = "repair"
'no more' = "no longer"

[[acts]]
act = "decline"
msgid = '\\bdeclin'
says = '\\bdeclin'
"""
NOTICE = """
def told(_, button):
    _("<b>{name}</b> declined your request for {when}.", name="", when="")
    _("⏰ <b>Your next meeting</b>")
    _.plain("No place, no name and no hour, so this may be long.")
    button(_.plain("Repair all"))
    button(text=_.plain("Cancel all") if told else _.plain("Keep {name}", name=""))
"""
TEXTS = (
    "<b>{name}</b> declined your request for {when}.",
    "⏰ <b>Your next meeting</b>",
    "No place, no name and no hour, so this may be long.",
    "Repair all",
    "Cancel all",
    "Keep {name}",
)


@pytest.fixture
def english(house: Path) -> Path:
    """A house that says the texts of a notice in English alone, in order, with rules of wording."""
    (house / WORDS).write_text(ASKED, encoding="utf-8")
    (house / "handlers" / "greeting.py").unlink()
    (house / "handlers" / "notices.py").write_text(NOTICE, encoding="utf-8")
    for code in ("fr", "ar"):
        (house / "locales" / code / "language.toml").unlink()
    settings = house / "locales/en/language.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"fr", "ar"', ""), encoding="utf-8")
    says(house)
    return house


def says(house: Path, **better: str) -> None:
    """Write the catalogue, with some texts by their first letters said otherwise."""
    entries = [
        f'msgid "{text}"\nmsgstr "{next((new for old, new in better.items() if old in text), text)}"\n'
        for text in TEXTS
    ]
    (house / ENGLISH).write_text(head("en") + "\n".join(entries), encoding="utf-8")


def found(house: Path) -> list[str]:
    return [problem.text for problem in check(house)]


def test_nothing_is_wrong_with_good_words(english: Path) -> None:
    assert found(english) == []


@pytest.mark.parametrize(
    ("text", "string", "told"),
    [
        ("Repair", "Mended", "says 'Mended': better 'repair'"),
        ("Cancel", "No more", "says 'No more': better 'no longer'"),
        ("declined", "<b>{name}</b> refused your request for {when}.", "another word for 'decline'"),
        ("Cancel", "Cancel every one", "a button of 16 characters, where 12 fit"),
        ("Keep", "Keep the place of {name}", "a button of 18 characters, where 12 fit"),
        ("declined", "We have to declare: declined by <b>{name}</b> for {when}", "32 characters stand before hour"),
        ("next", "⏰ <b>This is your meeting’s reminder</b>", "33 characters stand before hour"),
    ],
)
def test_a_text_with_bad_words_is_told(english: Path, text: str, string: str, told: str) -> None:
    says(english, **{text: string})

    (problem,) = found(english)

    assert told in problem


@pytest.mark.parametrize("string", ["Amended", "Recommend", "No moral"])
def test_a_part_of_a_word_is_no_word(english: Path, string: str) -> None:
    says(english, Repair=string)

    assert found(english) == []


def test_a_word_is_found_with_its_vowels(english: Path) -> None:
    (english / WORDS).write_text("[instead]\n'سحب' = 'x'\n", encoding="utf-8")
    says(english, Repair="سُحِب")

    assert len(found(english)) == 1


def test_a_long_placeholder_is_not_counted(english: Path) -> None:
    (english / WORDS).write_text("button = 10\n", encoding="utf-8")

    assert found(english) == []


@pytest.mark.parametrize("asked", ["buton = 3", "[[acts]]\nact = 'decline'", "[instead]\n'(' = 'x'", "button ="])
def test_rules_that_cannot_be_read_are_told(english: Path, asked: str) -> None:
    (english / WORDS).write_text(asked, encoding="utf-8")

    (problem,) = check(english)

    assert problem.path == WORDS


def test_each_act_is_said_somewhere() -> None:
    """A rule whose msgids are gone holds nothing."""
    msgids = [use.msgid for use in extract(ROOT, ("bot", "handlers", "missions")).uses.values()]
    for code in find(ROOT / "locales"):
        for act in read_wording(ROOT / "locales" / code).acts:
            assert any(act.msgid.search(msgid) for msgid in msgids), f"{code}: {act.name}"
