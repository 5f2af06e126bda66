"""Refusals: what a use case answers when it will not do what was asked."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """Not done, and why, for the person who asked. Nothing of the unit of work remains.

    msgid is marked with N_ where it is raised; values are put in when it is said in the reader's language.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.values: Mapping[str, object] = values
        self.ends_question = False
        """Whether the person turned away from a passing question with what was refused: that remains."""
