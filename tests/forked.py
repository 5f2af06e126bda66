"""`python -m bot …` and `python -m sandbox` as processes of their own, forked after the imports, which take seconds.

A command runs through the same `main`, with its own environment, output and exit code, and can be killed like any
other. What importing itself costs, and `python -m bot` from nothing, are tried in `test_first_words.py`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parent.parent

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.preloaded"])


class Forked:
    """A command that runs. stdout and stderr are streams, returncode is None until `wait` has returned."""

    def __init__(self, process: multiprocessing.context.ForkServerProcess) -> None:
        self._process = process
        self._ended = asyncio.Event()
        self.returncode: int | None = None
        self.stdout = asyncio.StreamReader()
        self.stderr = asyncio.StreamReader()
        asyncio.get_running_loop().add_reader(process.sentinel, self._end)

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self.returncode = self._process.exitcode
        self._process.close()
        self._ended.set()

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None and self._process.pid is not None:
            os.kill(self._process.pid, number)

    async def wait(self) -> int:
        """Its exit code, or minus the signal that ended it."""
        await self._ended.wait()
        return self.returncode or 0

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that it wrote to standard output and to standard error, once it has ended."""
        output, errors = await asyncio.gather(self.stdout.read(), self.stderr.read())
        await self.wait()
        return output, errors


async def fork(*arguments: str, environment: dict[str, str]) -> Forked:
    """Start `wasl ARGUMENTS` with this environment and no other."""
    output, child_output = context.Pipe(duplex=False)
    errors, child_errors = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(arguments, environment, child_output, child_errors))
    process.start()
    child_output.close()
    child_errors.close()
    forked = Forked(process)
    for stream, connection in ((forked.stdout, output), (forked.stderr, errors)):
        await _read(stream, connection)
    return forked


async def fork_sandbox(*options: str) -> Forked:
    """Start `python -m sandbox OPTIONS`. Its errors go where those of the tests go."""
    output, child_output = context.Pipe(duplex=False)
    process = context.Process(target=_run_sandbox, args=(options, child_output))
    process.start()
    child_output.close()
    forked = Forked(process)
    await _read(forked.stdout, output)
    return forked


async def _read(stream: asyncio.StreamReader, connection: Connection) -> None:
    pipe = os.fdopen(os.dup(connection.fileno()), "rb")
    connection.close()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)


def _run(arguments: tuple[str, ...], environment: dict[str, str], output: Connection, errors: Connection) -> None:
    os.dup2(output.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    output.close()
    errors.close()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["wasl", *arguments]

    from bot.cli.app import main  # noqa: PLC0415 - in the child, where it is imported already

    main()


def _run_sandbox(options: tuple[str, ...], output: Connection) -> None:
    os.dup2(output.fileno(), 1)
    output.close()
    os.chdir(ROOT)
    sys.argv = ["sandbox", *options]

    from sandbox.__main__ import options as chosen  # noqa: PLC0415 - in the child, where it is imported already
    from sandbox.__main__ import serve  # noqa: PLC0415

    asyncio.run(serve(chosen()))
