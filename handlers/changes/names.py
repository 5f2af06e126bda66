"""People by their names, where they may be many."""

from __future__ import annotations

from collections.abc import Sequence

from locales import Texts

NAMED = 8
"""People that are named of those whom something concerns."""


def named(_: Texts, names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - NAMED
    shown = [*names[:NAMED], *([_.plain("+{n}", n=_.number(more))] if more > 0 else [])]
    return ", ".join(_.plain("{name}", name=each) for each in shown)
