"""Documents are typeset by a process of its own, which is replaced when it dies and never outlives the bot."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import typesetter as module
from bot.clock.typesetter import NotTypeset, Typesetter
from handlers.documents.typesetting import DrawnAs
from tests.eventually import eventually

ROOT = Path(__file__).parents[3]
SUPPLY = {
    "language": "fr",
    "rtl": False,
    "title": '#panic("x") Málaga',
    "offered": "Offert",
    "sought": "Cherché",
    "most": 1,
    "lines": [{"label": "Eau", "offered": 1, "sought": 0}],
}
PARENT = """
import asyncio, os, sys
from bot.clock.typesetter import Typesetter

async def main():
    print((await Typesetter()._running()).pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
async def typesetter() -> AsyncIterator[Typesetter]:
    typesetter = Typesetter()
    yield typesetter
    await typesetter.end()


def child(typesetter: Typesetter) -> int:
    assert typesetter._child is not None
    return typesetter._child.pid


async def drawn(typesetter: Typesetter) -> list[bytes]:
    return await typesetter.typeset("supply.typ", SUPPLY, DrawnAs.PICTURES)


def is_there(pid: int) -> bool:
    """Not as a zombie, either: who was its parent may be gone."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


async def ended(pid: int) -> bool | None:
    return None if is_there(pid) else True


async def test_one_child_makes_documents_until_the_end(typesetter: Typesetter) -> None:
    (first, second), pid = await asyncio.gather(drawn(typesetter), drawn(typesetter)), child(typesetter)
    assert first[0].startswith(b"\x89PNG")
    assert first == second
    with pytest.raises(NotTypeset):
        await typesetter.typeset("supply.typ", {}, DrawnAs.PICTURES)
    assert await drawn(typesetter) == first
    assert child(typesetter) == pid
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, os.getpid())
    await typesetter.end()
    assert not is_there(pid)


async def test_a_child_that_dies_is_replaced(typesetter: Typesetter) -> None:
    (picture,) = await drawn(typesetter)
    os.kill(child(typesetter), signal.SIGKILL)
    assert await drawn(typesetter) == [picture]


async def test_who_no_longer_waits_leaves_no_answer_for_the_next(typesetter: Typesetter) -> None:
    (picture,) = await drawn(typesetter)
    pid = child(typesetter)
    os.kill(pid, signal.SIGSTOP)
    waiting = asyncio.ensure_future(typesetter.typeset("supply.typ", {}, DrawnAs.PICTURES))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await drawn(typesetter) == [picture]


async def test_an_idle_child_ends_and_the_next_document_starts_another(
    typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.0)
    (picture,) = await drawn(typesetter)
    await eventually(lambda: idle(typesetter))
    assert await drawn(typesetter) == [picture]


async def idle(typesetter: Typesetter) -> bool | None:
    return True if typesetter._child is None else None


async def test_no_child_outlives_a_parent_that_is_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert is_there(pid)
    parent.kill()
    await parent.communicate()
    await eventually(lambda: ended(pid))
