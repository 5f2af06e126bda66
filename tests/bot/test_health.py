"""What an operator's tools ask a running bot: is it alive, is it ready, how much waits, what became of what it took."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

import aiohttp
import pytest
from sqlmodel import col, select

from storage.database import Database
from storage.tables import Lane, OutboxRow
from tests.bot.trouble import allow_connections
from tests.people import Sandbox
from tests.wasl import Wasl


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


async def ask(address: str, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://{address}{path}") as response:
        return response.status, await response.text()


async def figures(address: str) -> dict[str, float]:
    """All samples, by name and labels."""
    status, text = await ask(address, "/metrics")
    assert status == 200
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_it_says_what_it_lacks_and_counts_what_it_does(database_url: str) -> None:
    address, name = free_address(), urlsplit(database_url).path[1:]
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, database_url, start=False, metrics_listen=address, log_level="debug") as wasl,
    ):
        await sandbox.fault("getMe", "502", times=-1)
        await allow_connections(name, allowed=False)
        await wasl.launch()
        await wasl.logs("what=database")
        assert await ask(address, "/healthz") == (200, "ok")
        status, lacks = await ask(address, "/readyz")
        assert (status, lacks.splitlines()[1]) == (503, "telegram: has not answered yet")
        assert lacks.startswith("database: away (")
        assert (await figures(address))["wasl_outbox_read"] == 0

        await allow_connections(name, allowed=True)
        await sandbox.called("getMe")
        assert await ask(address, "/readyz") == (503, "telegram: has not answered yet\n")
        await sandbox.clear_faults()
        await wasl.logs("event=running")
        assert await ask(address, "/readyz") == (200, "ready\n")

        await follow_one_update(wasl, database_url)
        counted = await figures(address)
        assert counted['wasl_updates_total{result="handled"}'] >= 1
        assert counted['wasl_sends_total{lane="reply",result="sent"}'] >= 1
        assert counted["wasl_handling_seconds_count"] >= 1
        assert counted['wasl_outbox_waiting{lane="bulk"}'] == 0
        assert 'wasl_job_seconds_count{job="reminders"}' in counted
        assert counted['wasl_lease_held{role="courier"}'] == 1
        assert counted['wasl_database_connections{state="most"}'] > 0
        assert counted["wasl_outbox_read"] == 1
        people = {str(person.id) for person in sandbox.people.values()}
        assert not [sample for sample in counted if any(number in sample for number in people)]

        await sandbox.fault("sendMessage", "hang", times=-1)  # it waits for the answer for five seconds
        await sandbox.person("Rachid").say("/cancel")
        await sandbox.acknowledged()
        wasl.terminate()
        await wasl.logs("stop asked")
        assert await ask(address, "/readyz") == (503, "process: stopping\n")
        assert await ask(address, "/healthz") == (200, "ok")
        assert await wasl.ended() == 0


async def follow_one_update(wasl: Wasl, database_url: str) -> None:
    """By one id from the update to its handling, its outbox rows, and their sends."""
    rachid = wasl.sandbox.person("Rachid")
    await rachid.start()
    await rachid.expect("Wasl")
    line = await wasl.logs("event=handled", "result=handled")
    trace = line.partition("trace=")[2].split()[0]
    database = Database(database_url)
    async with database.reading() as session:
        posted = select(OutboxRow.id).where(OutboxRow.trace == trace, col(OutboxRow.lane) == Lane.REPLY)
        rows = (await session.exec(posted)).all()
    await database.close()
    assert rows
    for row in rows:
        await wasl.logs('event="done with"', f"trace={trace} ", f"row={row} ", "result=sent")
    assert not re.search(r"\btrace=(?!u\d+\b|[\w-]+-[0-9a-f]+\b)", "\n".join(wasl.log))


async def test_an_address_that_is_taken_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('taken') / 'wasl.db'}"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        async with Sandbox() as sandbox, Wasl(sandbox, url, start=False, metrics_listen=address) as wasl:
            await wasl.launch()
            assert await wasl.ended() == 1
            assert wasl.log == [f"WASL_METRICS_LISTEN: cannot listen on {address} (Address already in use)"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_halt_is_seen_everywhere_and_lifted_by_an_operator(database_url: str) -> None:
    address = free_address()
    async with Sandbox() as sandbox, Wasl(sandbox, database_url, metrics_listen=address) as wasl:
        first, second = list(sandbox.people.values())[:2]
        for person in (first, second):
            await sandbox.fault("sendMessage", "429", times=1, retry_after=10**6, chat_id=person.id)
            await person.start()
        await wasl.logs("halted by Telegram")
        await wasl.logs("everything is halted")

        status, said = await ask(address, "/readyz")
        assert status == 200
        assert re.fullmatch(r"ready\nsending: halted by Telegram until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n", said)
        assert 80_000 < (await figures(address))["wasl_halted_seconds"] <= 86_401
        assert "halted all messages until" in (await wasl.command("doctor"))[1]
        assert (await wasl.command("halt", "show"))[1].startswith("Halted until ")
        assert (await wasl.command("halt", "lift"))[0] == 0

        await first.expect("")
        await second.expect("")
        assert (await wasl.command("halt", "show"))[1] == "Nothing is halted.\n"
        assert await ask(address, "/readyz") == (200, "ready\n")
        assert (await figures(address))["wasl_halted_seconds"] == 0
