"""Who needs an interpreter, and who can be one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def strangers(spoken: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The languages of people who share none; empty if they do. A person without languages shares all."""
    known = [languages for languages in spoken if languages]
    return [] if len(known) < 2 or frozenset.intersection(*known) else known


def bridges(pair: frozenset[str], spoken: Sequence[frozenset[str]]) -> bool:
    """Whether each person speaks one of the two languages, so that an interpreter between them suffices."""
    return all(languages & pair for languages in spoken)
