"""Long work of the command line that Ctrl+C or a SIGTERM ends early, with what it has so far instead of nothing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

Result = TypeVar("Result")

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def until_stopped(work: Callable[[Callable[[], bool]], Result]) -> Result:
    """What the work returns. It is given a question that it asks often: whether to end now.

    It runs in a thread of its own, since Python hears a signal only between two of its own steps in the main thread.
    """
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in SIGNALS}
    try:
        with ThreadPoolExecutor(1) as pool:
            future: Future[Result] = pool.submit(work, stop.is_set)
            while not future.done():
                wait([future], timeout=0.1)
            return future.result()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
