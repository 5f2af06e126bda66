"""A Bot API that answers at once, as a process of its own: `python -m benchmarks.stub` prints its address.

It parses as little of HTTP as it can, so that on two cores it takes next to nothing from what is measured. Every
call is taken; GET /count tells how many there were, and GET /times when each came (seconds, monotonic).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen

_MESSAGE = {"message_id": 1, "date": 1_790_000_000, "chat": {"id": 1, "type": "private"}, "text": "x"}
_ANSWERS = {b"answerCallbackQuery": json.dumps({"ok": True, "result": True}).encode()}
_TAKEN = json.dumps({"ok": True, "result": _MESSAGE}).encode()
_LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """One kept-alive connection: a request is complete when as many bytes came as its head says."""

    def __init__(self, times: list[float]) -> None:
        self._times = times
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server's
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            stop = end + 4 + _body_length(head)
            if len(self._received) < stop:
                return
            self._received = self._received[stop:]
            assert self._transport is not None  # noqa: S101 - it is connected
            self._transport.write(self._answer(head.split(b" ", 2)[1].rsplit(b"/", 1)[-1]))

    def _answer(self, method: bytes) -> bytes:
        if method == b"count":
            body = str(len(self._times)).encode()
        elif method == b"times":
            body = json.dumps(self._times).encode()
        else:
            self._times.append(time.monotonic())
            body = _ANSWERS.get(method, _TAKEN)
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def _body_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return int(line.removeprefix(_LENGTH))
    return 0


async def serve() -> None:
    times: list[float] = []
    server = await asyncio.get_running_loop().create_server(lambda: Connection(times), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def running() -> Iterator[str]:
    """The address of a stub that runs as long as the block."""
    with Popen([sys.executable, "-m", "benchmarks.stub"], stdout=PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
