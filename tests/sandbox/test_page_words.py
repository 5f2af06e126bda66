"""The page's own words, and what its files must never hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "sandbox" / "page"
SCRIPTS = {path.name: path.read_text("utf-8") for path in PAGE.glob("*.js")}
WORDS: dict[str, dict[str, str]] = {path.stem: json.loads(path.read_text("utf-8")) for path in PAGE.glob("*.json")}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_language_has_every_word_with_its_placeholders(language: str) -> None:
    def placeholders(words: dict[str, str]) -> dict[str, list[str]]:
        return {key: sorted(re.findall(r"{\w+}", text)) for key, text in words.items()}

    assert placeholders(WORDS[language]) == placeholders(WORDS["en"])


@pytest.mark.parametrize("language", WORDS)
def test_what_to_try_names_people_of_the_demo(language: str) -> None:
    people = json.loads((PAGE.parent / "people.json").read_text("utf-8"))
    steps = [text for key, text in WORDS[language].items() if key.startswith("try_")]
    named = [re.findall(r"\[(\d+)\]", text) for text in steps]
    assert all(named), "each step says whom to be"
    assert {int(number) for step in named for number in step} <= {person["id"] for person in people}


QUOTED = re.compile("“(.+?)”|«\u00a0(.+?)\u00a0»|«(\\S.*?)»")


@pytest.mark.parametrize("language", WORDS)
def test_what_to_try_names_buttons_as_they_are_labelled(language: str) -> None:
    with (ROOT / "locales" / language / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    labels = {entry.string for entry in catalogue if isinstance(entry.string, str)}
    steps = [text for key, text in WORDS[language].items() if key.startswith("try_")]
    named = {next(filter(None, found)) for step in steps for found in QUOTED.findall(step)}

    assert len(named) > len(steps)
    assert named <= labels


def test_every_word_that_is_said_exists() -> None:
    said = {key for script in SCRIPTS.values() for key in re.findall(r'say\("(\w+)"', script)}
    assert said
    assert said <= WORDS["en"].keys()


def test_french_has_no_breaking_space_before_tall_punctuation() -> None:
    assert [text for text in WORDS["fr"].values() if re.search(r" [:;!?»]|« ", text)] == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_scripts_never_write_markup(name: str) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", SCRIPTS[name])


def test_nothing_is_loaded_from_elsewhere() -> None:
    files = [*PAGE.glob("*.html"), *PAGE.glob("*.css")]
    assert [path.name for path in files if re.search(r"""(src|href)="?https?:|url\(|@import""", path.read_text())] == []
