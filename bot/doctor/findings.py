"""What the doctor found."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Verdict(enum.StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. Without secrets, and without anything about people."""

    part: str
    verdict: Verdict
    said: str
    todo: str = ""
    """What to do about it."""


def ok(part: str, said: str) -> Finding:
    return Finding(part, Verdict.OK, said)


def warn(part: str, said: str, todo: str) -> Finding:
    return Finding(part, Verdict.WARN, said, todo)


def fail(part: str, said: str, todo: str) -> Finding:
    return Finding(part, Verdict.FAIL, said, todo)
