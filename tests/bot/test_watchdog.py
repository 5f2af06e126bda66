"""systemd's watchdog hears a process whose event loop turns, and not one that hangs."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import Sandbox
from tests.wasl import Wasl

PERIOD = 0.4
"""Seconds between two looks of the watchdog; a beat comes twice in each."""


@pytest.fixture
def notified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket that systemd would listen at."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", str(int(PERIOD * 1_000_000)))
        yield heard


def beats(heard: socket.socket, within: float) -> bool:
    """Whether a beat comes within so many seconds."""
    heard.settimeout(within)
    try:
        return heard.recv(64) == b"WATCHDOG=1"
    except TimeoutError:
        return False


def forget(heard: socket.socket) -> None:
    """Take what has come so far."""
    heard.setblocking(False)
    try:
        while heard.recv(64):
            pass
    except BlockingIOError:
        pass


async def test_the_watchdog_hears_a_process_until_it_hangs(tmp_path: Path, notified: socket.socket) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, f"sqlite:///{tmp_path / 'wasl.db'}") as wasl:
        assert beats(notified, 60)
        wasl.send(signal.SIGSTOP)
        forget(notified)
        assert not beats(notified, 3 * PERIOD)
        wasl.send(signal.SIGCONT)
        assert beats(notified, 60)


async def test_it_beats_while_telegram_is_away(tmp_path: Path, notified: socket.socket) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, f"sqlite:///{tmp_path / 'wasl.db'}", start=False) as wasl:
        await sandbox.fault("getMe", "502", times=-1)
        await wasl.launch()
        await wasl.logs("getMe")
        forget(notified)
        assert beats(notified, 60)
