"""Reading JSON that came from outside: what Python's own reader lets pass, and later code cannot bear, is refused."""

from __future__ import annotations

import json
import re
from typing import Any

DEEPEST = 60
"""Lists and objects within one another."""
MOST_DIGITS = 18
"""Of a whole number: all of them fit into the 64 bits of a database's integer."""
_UNFIT = re.compile(r"[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Halves of characters, which cannot be written, and control characters, which a terminal obeys."""


class JsonInvalid(ValueError):
    """The text is no JSON, or one that is not taken. One line."""


def loads(text: str) -> Any:  # noqa: ANN401 - JSON
    """The value of a JSON text.

    Raises:
        JsonInvalid: where it is wrong, and what is wrong with it.
    """
    try:
        value = json.loads(text, parse_int=_whole, parse_float=_finite, parse_constant=_constant)
        _check(value)
    except json.JSONDecodeError as error:
        raise JsonInvalid(f"line {error.lineno}, column {error.colno}: this is no JSON ({error.msg})") from None
    except RecursionError:
        raise JsonInvalid(f"lists and objects are more than {DEEPEST} deep") from None
    return value


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise JsonInvalid(f"a number has {len(digits.lstrip('-'))} digits; at most {MOST_DIGITS} are read")
    return int(digits)


def _finite(written: str) -> float:
    number = float(written)
    if number in {float("inf"), float("-inf")}:
        raise JsonInvalid(f"the number {written[:20]} is too large")
    return number


def _constant(name: str) -> float:
    raise JsonInvalid(f"{name} is no number")


def _check(value: object) -> None:
    level: list[object] = [value]
    for _depth in range(DEEPEST + 1):
        below: list[object] = []
        for each in level:
            if isinstance(each, str):
                _check_text(each)
            elif isinstance(each, dict):
                below += [*each, *each.values()]
            elif isinstance(each, list):
                below += each
        if not below:
            return
        level = below
    raise JsonInvalid(f"lists and objects are more than {DEEPEST} deep")


def _check_text(text: str) -> None:
    if unfit := _UNFIT.search(text):
        raise JsonInvalid(f"a text holds the character U+{ord(unfit.group()):04X}, which cannot be shown")
