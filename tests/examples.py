"""How many examples a property is tried with: a third in `make test`, all in `make slow`."""

import os

ALL = bool(os.environ.get("WASL_ALL_EXAMPLES"))


def examples(count: int) -> int:
    """Of so many examples those that this run tries."""
    return count if ALL else max(5, count // 3)
