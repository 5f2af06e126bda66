from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import settings
from bot.settings import SettingsInvalid
from tests.forked import fork


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("WASL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("WASL_BOT_TOKEN", "my-token", "looks like 123456:ABC-DEF"),
        ("WASL_OWNER_IDS", "12,me", "12345, 67890"),
        ("WASL_API_URL", "telegram", "http:// or https://"),
        ("WASL_WEBHOOK_URL", "ftp://example.org", "https://"),
        ("WASL_WEBHOOK_SECRET", "short", "16 to 256 characters"),
        ("WASL_LISTEN", "8080", "HOST:PORT"),
        ("WASL_BULK_RATE", "0", "greater than 0"),
        ("WASL_LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("WASL_DATABASE_URL", "mysql://x", "sqlite:///… or postgresql://…"),
        ("WASL_DATABASE_URL", "nonsense", "sqlite:///… or postgresql://…"),
        ("WASL_DEFAULT_LANGUAGE", "tlh", "one of ar, en, fr"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, right: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsInvalid) as raised:
        settings.load()

    assert len(str(raised.value).splitlines()) == 1
    assert str(raised.value).startswith(f"{name}: ")
    assert right in str(raised.value)


def test_a_wrong_token_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WASL_BOT_TOKEN", "SECRET")

    with pytest.raises(SettingsInvalid) as raised:
        settings.load()

    assert "SECRET" not in str(raised.value)


@pytest.mark.parametrize("where", ["environment", "file"])
def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str) -> None:
    as_it_is = settings.load().model_dump()
    names = [f"WASL_{name.upper()}" for name in as_it_is]
    if where == "file":
        (tmp_path / ".env").write_text("".join(f"{name}=\n" for name in names), encoding="utf-8")
    else:
        for name in names:
            monkeypatch.setenv(name, "")

    assert settings.load().model_dump() == as_it_is


def test_owners_are_read_with_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WASL_OWNER_IDS", "12, 34 56")

    assert settings.load().owner_ids == {12, 34, 56}


async def test_running_without_a_token_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    process = await fork("run", environment={"WASL_DATA_DIR": str(tmp_path)})
    _, errors = await process.communicate()

    assert process.returncode == 2
    assert errors.decode().splitlines() == [
        "WASL_BOT_TOKEN is missing: the token that @BotFather gave you, as 123456:ABC-DEF"
    ]
