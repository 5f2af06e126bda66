"""Who needs an interpreter, and who can be it."""

from __future__ import annotations

from storage.tables import Delegate, Interpreter


def spoken(delegate: Delegate) -> frozenset[str]:
    """What a delegate speaks: the language of their profile where they did not say."""
    return frozenset(delegate.languages or [delegate.language])


def share_a_language(one: Delegate, other: Delegate) -> bool:
    return bool(spoken(one) & spoken(other))


def bridges(interpreter: Interpreter, one: Delegate, other: Delegate) -> bool:
    """Whether they speak a language of each."""
    known = frozenset(interpreter.languages)
    return bool(known & spoken(one)) and bool(known & spoken(other))
