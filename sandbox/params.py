"""Parameters of a call, whichever way they came: query string, form, multipart or JSON.

Telegram's server sees every parameter as text and reads it leniently (a number that is none counts as 0,
unknown parameters are passed over); so do we.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import bad

Json = dict[str, Any]
LEADING_INTEGER = re.compile(r"\s*(-?[0-9]{1,18})(?![0-9])")
INTEGER = re.compile(r"-?[0-9]{1,18}")


def parse_json(text: str) -> object:
    """Raises ValueError, also for what Telegram's reader does not take: NaN, and halves of surrogate pairs."""
    value: object = json.loads(text, parse_constant=_no_number)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request."""

    name: str
    content_type: str
    data: bytes


@dataclass(slots=True)
class Params:
    values: dict[str, object] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        return json.dumps(value, ensure_ascii=False)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise bad(f'parameter "{name}" is required')
        return value

    def integer(self, name: str, default: int = 0, least: int | None = None, most: int | None = None) -> int:
        text = self.text(name)
        found = LEADING_INTEGER.match(text)
        number = default if not text else int(found[1]) if found else 0
        if least is not None:
            number = max(least, number)
        return number if most is None else min(most, number)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "1")

    def decimal(self, name: str) -> float | None:
        """A finite number, or None where it is missing or none."""
        try:
            number = float(self.text(name))
        except ValueError:
            return None
        return number if abs(number) < float("inf") else None

    def decoded(self, name: str, refusal: str) -> object | None:
        """A parameter that is JSON; None where it is missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return parse_json(value)
        except ValueError:
            raise bad(refusal) from None

    def shown(self) -> Json:
        """For the list of calls: everything but the bytes."""
        files = {name: {"file_name": f.name, "file_size": len(f.data)} for name, f in self.files.items()}
        return {**self.values, **files}


def string_field(fields: Json, name: str, *, required: bool = False) -> str:
    """A text of a JSON object, read as Telegram's JSON reader does (numbers count as text)."""
    value = fields.get(name)
    if value is None:
        if required:
            raise bad(f'Can\'t find field "{name}"')
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise bad(f'Field "{name}" must be of type String')
    return str(value)


def boolean_field(fields: Json, name: str) -> bool:
    value = fields.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise bad(f'Field "{name}" must be of type Boolean')
    return value


def integer_field(fields: Json, name: str, *, required: bool = False) -> int:
    value = fields.get(name)
    if value is None:
        if required:
            raise bad(f'Can\'t find field "{name}"')
        return 0
    if isinstance(value, bool) or not INTEGER.fullmatch(str(value)):
        raise bad(f'Field "{name}" must be of type Number')
    return int(value)
