"""Updates that Telegram posts: believed with the secret only, answered with 200 only once they are committed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.exits import CannotRun
from bot.intake.webhook import PATH, SECRET_HEADER, Webhook
from bot.process import Process
from bot.settings import load
from bot.shutdown import Stop
from storage.database import Database
from tests.bot.conftest import House, written
from tests.bot.trouble import held_up
from tests.engines import new_database
from tests.people import Sandbox
from tests.wasl import Wasl

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "0123456789abcdef-0123456789abcdef"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A bot to which Telegram posts."""
    address = f"127.0.0.1:{free_port()}"
    async with (
        new_database("sqlite", tmp_path_factory.mktemp("webhook")) as url,
        Sandbox() as sandbox,
        Wasl(
            sandbox, url, webhook_url=f"http://{address}", webhook_secret=SECRET, listen=address, matching="off"
        ) as wasl,
    ):
        await sandbox.settings(webhook_retry_seconds=0.2)
        await sandbox.called("setWebhook", url=f"http://{address}{PATH}", secret_token=SECRET)
        database = Database(url)
        yield House(sandbox, wasl, database)
        await database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def telegram(house: House) -> AsyncIterator[ClientSession]:
    """Someone who posts to the webhook."""
    url = (await house.sandbox.called("setWebhook"))["params"]["url"]
    async with ClientSession(url.removesuffix(PATH)) as session:
        yield session


async def test_the_bot_answers_what_is_posted(house: House) -> None:
    rachid = await house.newcomer("Rachid")
    await rachid.say("/cancel")
    await rachid.expect("/menu")
    await house.sandbox.acknowledged()


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "0", "é" * 20])
async def test_whoever_does_not_know_the_secret_is_turned_away(
    house: House, telegram: ClientSession, secret: str | None
) -> None:
    nadia = await house.newcomer()
    before = len(await house.posted(nadia))
    headers = {} if secret is None else {SECRET_HEADER: secret}

    async with telegram.post(PATH, json={"update_id": 5, **written(nadia, "/cancel")}, headers=headers) as answer:
        assert answer.status == 403
    await nadia.say("/cancel")
    await nadia.expect("/menu")

    assert len(await house.posted(nadia)) == before + 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b'{"message": {}}', b'{"update_id": "1"}', b"\xff\xfe"])
async def test_garbage_is_refused(telegram: ClientSession, body: bytes) -> None:
    async with telegram.post(PATH, data=body, headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 400


async def test_it_is_well_and_has_no_other_doors(telegram: ClientSession) -> None:
    for path, says in (("/healthz", "ok"), ("/readyz", "ready\n")):
        async with telegram.get(path) as answer:
            assert (answer.status, await answer.text()) == (200, says)
    async with telegram.get("/metrics") as answer:
        assert answer.status == 404
    async with telegram.get(PATH) as answer:
        assert answer.status == 405
    async with telegram.post("/", headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 404


async def test_the_same_post_counts_once(house: House, telegram: ClientSession) -> None:
    nadia = await house.newcomer()
    before = len(await house.posted(nadia))

    async def post() -> int:
        update = {"update_id": 6, **written(nadia, "/cancel")}
        async with telegram.post(PATH, json=update, headers={SECRET_HEADER: SECRET}) as answer:
            return answer.status

    assert set(await asyncio.gather(post(), post(), post())) == {200}
    assert await post() == 200
    assert len(await house.posted(nadia)) == before + 1


async def test_it_is_taken_only_when_it_is_committed(house: House) -> None:
    nadia = await house.newcomer()
    async with held_up(house.database):
        await nadia.say("/cancel")
        pending = (await house.sandbox.get("state"))["bot"]["pending_update_count"]
        assert pending == 1
        await house.wasl.kill()
    before = len(await house.posted(nadia))
    await house.wasl.start()
    await nadia.expect("/menu")
    await house.sandbox.acknowledged()

    assert len(await house.posted(nadia)) == before + 1


async def test_a_burst_of_posts_keeps_everyones_order(house: House) -> None:
    crowd = [await house.newcomer(f"Delegate {number}") for number in range(10)]
    commands = ["/cancel", "/language", "/menu", "/help", "/nonsense"]
    before = {person.id: len(await house.posted(person)) for person in crowd}

    async def talk(index: int) -> list[str]:
        mine = [commands[(index + turn) % len(commands)] for turn in range(2 * len(commands))]
        for command in mine:
            await crowd[index].say(command)
        return mine

    said = await asyncio.gather(*(talk(index) for index in range(len(crowd))))
    await house.sandbox.acknowledged()

    sample: dict[str, str] = {}
    for person, mine in zip(crowd, said, strict=True):
        answers = [row.params["text"] for row in (await house.posted(person))[before[person.id] :]]
        assert len(answers) == len(mine)
        for command, answer in zip(mine, answers, strict=True):
            assert sample.setdefault(command, answer) == answer
    assert len(set(sample.values())) == len(commands)


async def test_without_a_secret_it_does_not_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    async with Sandbox() as sandbox:
        code, _, said = await Wasl(sandbox, url, start=False, webhook_url="http://127.0.0.1:1").command("run")
        assert code == 2
        assert said.splitlines() == [said.strip()]
        assert said.startswith("WASL_WEBHOOK_SECRET")
        assert not await sandbox.calls()


async def test_where_the_port_is_taken_it_does_not_start(house: House, tmp_path: Path) -> None:
    address = (await house.sandbox.called("setWebhook"))["params"]["url"].removeprefix("http://").removesuffix(PATH)
    settings = load(
        bot_token=house.sandbox.token,
        api_url=house.sandbox.api_url,
        database_url=f"sqlite:///{tmp_path / 'other.db'}",
        webhook_url=f"http://{address}",
        webhook_secret=SECRET,
        listen=address,
    )
    other = Process.wire(settings)
    with pytest.raises(CannotRun, match=f"^WASL_LISTEN: cannot listen on {address} "):
        await Webhook(other.courier.api, other.door(), settings, other.health, other.takeover()).run(Stop())
    await other.close()
