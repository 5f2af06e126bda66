"""How many examples a property is tried with: a third in `make test`, all in `make slow`."""

import os

ALL = bool(os.environ.get("WASL_ALL_EXAMPLES"))


def examples(count: int) -> int:
    """The number of examples that this run tries, of all."""
    return count if ALL else max(5, count // 3)
