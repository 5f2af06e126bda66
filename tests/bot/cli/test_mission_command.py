"""wasl mission load and wasl mission list, as an organiser types them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.cli.mission import list_missions, load
from tests.missions.loading.mission_files import SMALL, edited


async def test_load_and_list(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tangier.toml"
    file.write_text(SMALL, encoding="utf-8")
    assert await load(file, None, database_url) == 0
    created = "1 mission, 2 delegations, 2 venues, 3 tables, 5 slots, 2 organisations, 2 delegates"
    assert capsys.readouterr().out == f"tangier: created {created}\n"
    assert await load(file, None, database_url) == 0
    assert capsys.readouterr().out == "tangier: nothing has changed\n"
    assert await load(file, date(2027, 6, 1), database_url) == 0
    capsys.readouterr()
    assert await list_missions(database_url) == 0
    listed = "tangier\t2027-06-01 to 2027-06-16\tAfrica/Casablanca\t2 delegates\tVisite retour à Tanger\n"
    assert capsys.readouterr().out == listed


async def test_every_error_is_a_line_with_its_place(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tangier.toml"
    file.write_text(edited(('kind = "company"', 'kind = "compagny"'), ("latitude = 35.77\n", "")), encoding="utf-8")
    assert await load(file, None, database_url) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"{file}:22: venues[1].longitude: stands alone; write latitude too, or neither",
        f'{file}:48: delegates[1].kind: "compagny" is not a kind of organisation; did you mean "company"?',
    ]
    assert await list_missions(database_url) == 0
    assert (
        capsys.readouterr().out == "There is no mission yet: begin one in the chat (/menu), or wasl mission load FILE\n"
    )
