"""Whatever is given to a command, it answers in lines and never with a traceback."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import json_text
from storage.json_text import JsonInvalid
from tests.bot.test_health import free_address
from tests.forked import fork
from tests.people import Sandbox
from tests.wasl import Wasl

NOWHERE = "http://127.0.0.1:9"


async def wasl(*arguments: str, **settings: str) -> tuple[int, list[str]]:
    """Exit code, and the lines on standard error."""
    process = await fork(*arguments, environment={f"WASL_{name.upper()}": value for name, value in settings.items()})
    _, errors = await process.communicate()
    return process.returncode or 0, errors.decode().splitlines()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, column 1"),
        ("[" * 100_000, "deep"),
        ("[" * 100 + "]" * 100, "deep"),
        ('{"a":' * 80 + "1" + "}" * 80, "deep"),
        ("1" * 5000, "5000 digits"),
        ("-1234567890123456789", "19 digits"),
        ("1e999", "too large"),
        ("NaN", "NaN"),
        ("[-Infinity]", "Infinity"),
        (r'"\ud800"', "U+D800"),
        (r'{"\u0000": 1}', "U+0000"),
        (r'["\u001b[2J"]', "U+001B"),
        (r'[{"a": ["\u0085"]}]', "U+0085"),
    ],
)
def test_json_that_cannot_be_borne_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(JsonInvalid) as raised:
        json_text.loads(text)

    assert said in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_ordinary_json_is_read() -> None:
    assert json_text.loads('{"a": [1, -2.5, true, null, "é\\n\\t😀"]}') == {"a": [1, -2.5, True, None, "é\n\t😀"]}
    assert json_text.loads("[" * 60 + "]" * 60)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "1" * 5000, r'[{"id": "\ud800"}]', r'{"slots": [{"key": "\u001b"}]}', "1e999"]
)
@pytest.mark.parametrize("command", [("match", "--profiles"), ("timetable", "--problem")])
async def test_commands_that_read_json(tmp_path: Path, command: tuple[str, str], text: str) -> None:
    file = tmp_path / "given.json"
    file.write_text(text)
    code, lines = await wasl(*command, str(file))

    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith(str(file))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bot_token", "١٢٣:abc"),
        ("bot_token", "123:ab c"),
        ("bot_token", "9" * 5000 + ":abc"),
        ("owner_ids", "9" * 5000),
        ("listen", "localhost:" + "9" * 5000),
        ("listen", "localhost:٨٠"),
        ("api_url", "https://"),
        ("api_url", "http://127.0.0.1:99999"),
        ("api_url", "http://[::1"),
        ("webhook_url", "https://example.org:port"),
        ("database_url", "postgresql://user@host:port/name"),
        ("clock", "/etc/passwd"),
        ("data_dir", "/proc/nothing"),
    ],
)
async def test_odd_settings_are_named(name: str, value: str) -> None:
    settings = {"bot_token": "1:a", "api_url": NOWHERE, name: value}
    code, lines = await wasl("mission", "list", **settings)

    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith(f"WASL_{name.upper()}: ")


async def test_databases_that_are_away_broken_or_of_the_future(tmp_path: Path) -> None:
    broken, newer, there = tmp_path / "broken.db", tmp_path / "newer.db", tmp_path / "there.db"
    broken.write_text("this is no database, though it is long enough to be taken for the head of one" * 20)
    assert (await wasl("db", "upgrade", database_url=f"sqlite:///{newer}"))[0] == 0
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    urls = {
        "away": f"postgresql://nobody@127.0.0.1:{free_address().rpartition(':')[2]}/wasl",
        "folder": f"sqlite:///{tmp_path}",
        "no folder": f"sqlite:///{tmp_path / 'nowhere' / 'wasl.db'}",
        "broken": f"sqlite:///{broken}",
        "newer": f"sqlite:///{newer}",
    }
    commands = (
        ("db", "check"), ("db", "upgrade"), ("db", "backup", str(tmp_path / "b.gz")), ("mission", "list"),
        ("failed", "list"), ("failed", "replay"), ("held", "list"), ("dead", "drop", "1"), ("timetable", "malaga"),
        ("organiser", "list"), ("organiser", "remove", "1"), ("halt", "show"), ("halt", "lift"),
    )  # fmt: skip
    for what, url in urls.items():
        for command in commands:
            code, lines = await wasl(*command, database_url=url, bot_token="1:a", api_url=NOWHERE)
            told = [line for line in lines if "event=" not in line]
            assert (code, len(told)) == (1, 1), (what, command, lines)
    assert "newer" in (await wasl("db", "check", database_url=urls["newer"]))[1][0]

    code, lines = await wasl("db", "check", database_url=f"sqlite:///{there}")
    assert (code, len(lines)) == (1, 1)
    assert not there.exists(), "looking has made it"


async def test_a_silent_connection_is_closed() -> None:
    from aiohttp import web  # noqa: PLC0415

    from bot.http_server import listening  # noqa: PLC0415 - beside what it tries

    address = free_address()
    host, _, port = address.rpartition(":")
    async with listening(web.Application(), address, "WASL_LISTEN", shutdown_seconds=0.1, idle_seconds=0.4):
        for words in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(words)
            async with asyncio.timeout(60):
                while await reader.read(1000):
                    pass
            writer.close()
        with socket.socket() as probe:
            probe.connect((host, int(port)))


async def test_what_wasl_writes_is_for_its_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    (folder / "wasl.db").touch(mode=0o644)
    async with Sandbox() as sandbox, Wasl(sandbox, "", data_dir=str(folder)) as running:
        await running.logs("event=running")
        assert folder.stat().st_mode & 0o777 == 0o700
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
        assert len(modes) >= 3
        assert set(modes.values()) == {0o600}, modes
        assert (await running.command("db", "backup", str(tmp_path / "backup.gz")))[0] == 0
        assert (tmp_path / "backup.gz").stat().st_mode & 0o777 == 0o600
