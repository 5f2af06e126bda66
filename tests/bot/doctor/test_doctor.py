"""wasl doctor: what is well and what is not, each with what to do; it answers whatever is broken."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.cli import doctor
from bot.courier.telegram_api import BotApi
from tests.bot.conftest import SECRET, House
from tests.people import Sandbox

Found = dict[str, tuple[str, str]]


async def examined(capsys: pytest.CaptureFixture[str], code: int) -> Found:
    """Verdict and words, by part."""
    assert await doctor.run(as_json=True) == code
    return {one["part"]: (one["verdict"], one["said"]) for one in json.loads(capsys.readouterr().out)}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An empty folder, and no settings at all."""
    monkeypatch.chdir(tmp_path)
    for name in ("WASL_BOT_TOKEN", "WASL_DATABASE_URL", "WASL_API_URL", "WASL_OWNER_IDS", "WASL_WEBHOOK_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.asyncio(loop_scope="session")
async def test_a_bot_that_runs_well(
    house: House, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("WASL_BOT_TOKEN", house.sandbox.token)
    environment.setenv("WASL_API_URL", house.sandbox.api_url)
    environment.setenv("WASL_DATABASE_URL", house.wasl.database_url)
    # The PostgreSQL of the tests runs without fsync.
    careless = not house.database.is_sqlite
    found = await examined(capsys, int(careless))

    assert found.pop("durability")[0] == ("fail" if careless else "ok")
    not_well = {part for part, (verdict, _said) in found.items() if verdict != "ok"}
    assert not_well <= {"owners", "outbox", "set aside"}  # other tests leave what failed
    assert {"token", "webhook", "clock", "schema", "integrity", "bot", "courier on duty", "encoder"} <= set(found)
    assert found["owners"] == ("warn", "nobody")
    assert SECRET not in str(found)

    environment.setenv("WASL_BOT_TOKEN", "654321:another")
    assert await doctor.run(as_json=False) == 1
    told = capsys.readouterr().out
    assert "FAIL  token: Telegram refuses it → @BotFather shows the present one: set WASL_BOT_TOKEN to it\n" in told
    assert "FAIL  bot: it serves bot 123456, and WASL_BOT_TOKEN is of bot 654321 → use" in told


async def test_it_answers_when_nothing_is_there(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    environment.setenv("WASL_API_URL", "http://127.0.0.1:9")
    found = await examined(capsys, 1)
    assert found["token"] == ("fail", "there is none")
    assert found["database"] == ("warn", "there is none yet")
    assert not await asyncio.to_thread(lambda: list(tmp_path.rglob("*.db")))

    spoilt = tmp_path / "spoilt.db"
    await asyncio.to_thread(spoilt.write_bytes, b"not a database" * 1000)
    environment.setenv("WASL_DATABASE_URL", f"sqlite:///{spoilt}")
    environment.setenv("WASL_BOT_TOKEN", "123456:ABC")
    found = await examined(capsys, 1)
    assert found["token"][0] == "fail"
    assert found["database"] == ("fail", "it does not answer (DatabaseError)")

    environment.setenv("WASL_DATABASE_URL", "mysql://localhost")
    assert (await examined(capsys, 1))["settings"] == ("fail", "WASL_DATABASE_URL: sqlite:///… or postgresql://…")


async def test_a_webhook_where_none_should_be(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Sandbox() as sandbox:
        environment.setenv("WASL_BOT_TOKEN", sandbox.token)
        environment.setenv("WASL_API_URL", sandbox.api_url)
        api = BotApi(sandbox.token, sandbox.api_url)
        await api.call("setWebhook", {"url": "http://127.0.0.1:9/telegram"})
        assert (await examined(capsys, 1))["webhook"][0] == "fail"

        environment.setenv("WASL_WEBHOOK_URL", "http://127.0.0.1:9")
        environment.setenv("WASL_WEBHOOK_SECRET", "x" * 32)
        assert (await examined(capsys, 0))["webhook"][0] == "ok"
        await sandbox.person("Rachid").start()
        await sandbox.until(lambda: sandbox.heard or None, lambda: "nothing was posted")
        await api.shutdown()
