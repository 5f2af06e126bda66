"""A process of its own that typesets documents: `python -m bot.clock.typesetting_worker`.

Started by `bot.clock.typesetter`.

For each request, a line of JSON on standard input, it answers with a line of JSON and the files, and it ends with its
input, so that it never outlives its parent. It knows no database and no setting: what it draws, it is given.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

from handlers.documents.typesetting import DrawnAs, typeset

NICENESS = 10
"""Also of the threads that Typst begins: what answers taps goes first."""
HANGS_SECONDS = 120
"""A document that takes longer ends the process, also where its parent is gone."""


def main() -> None:
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the whole group: the parent decides
    for line in sys.stdin.buffer:
        signal.alarm(HANGS_SECONDS)
        _answer(json.loads(line))
        signal.alarm(0)


def _answer(request: Mapping[str, Any]) -> None:
    try:
        files = typeset(request["template"], request["data"], DrawnAs(request["form"]))
        head: Mapping[str, object] = {"sizes": [len(each) for each in files]}
    except Exception as error:  # noqa: BLE001 - the next document is another one
        files, head = [], {"error": type(error).__name__}
    for part in (json.dumps(head).encode(), b"\n", *files):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
