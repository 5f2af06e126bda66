"""The events of an iCalendar file, or what is wrong with it as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from locales import N_
from missions.loading.plan.errors import FileError, FileMessage, MissionFileInvalid

if TYPE_CHECKING:
    from icalendar import Component, Event

LARGEST = 5_000_000
"""Bytes: the programme of ten missions; a larger file is another calendar."""
MOST = 2_000
"""Events, likewise."""
LINES = 60_000
"""Thirty for each of them. Other calendars of as many bytes take half a minute, and taps wait meanwhile."""
REASON = 80
"""Characters of what the parser says."""

TOO_LARGE = N_("has more than {n} million bytes, as no programme has")
NOT_UTF8 = N_("is not UTF-8: save the file as UTF-8")
NO_CALENDAR = N_("is no iCalendar file: one begins with BEGIN:VCALENDAR")
TOO_MANY = N_("has {n} events; a programme has {most} at most")
TOO_LONG = N_("has {n} lines; a programme has {most} at most")
BROKEN = N_("is broken: {error}")
UNEVEN = N_("is broken: not each BEGIN has its END")
NO_EVENT = N_("has no event in it")


def events(content: bytes) -> list[tuple[int, Event]]:
    """Each event with the line at which it begins.

    Raises:
        MissionFileInvalid: with what is wrong with the file.
    """
    from icalendar import Event  # noqa: PLC0415 - only where a calendar is read
    from icalendar.timezone import tzp  # noqa: PLC0415 - as above

    lines = _lines(content)
    begins = [n for n, line in enumerate(lines, 1) if line.strip().upper() == "BEGIN:VEVENT"]
    if len(begins) > MOST:
        raise _whole(TOO_MANY, n=len(begins), most=MOST)
    if (broken := _unbalanced(lines)) is not None:
        raise _whole(UNEVEN, broken)
    tzp.use_default()  # The library keeps the zones of one file and reads the next by them.
    found = [each for one in _parsed(lines) for each in one.walk("VEVENT") if isinstance(each, Event)]
    if len(found) != len(begins):
        raise _whole(UNEVEN)
    if not found:
        raise _whole(NO_EVENT)
    return list(zip(begins, found, strict=True))


def _lines(content: bytes) -> Sequence[str]:
    """As RFC 5545 ends them, and as older programs do; other signs that break a line are of its text."""
    if len(content) > LARGEST:
        raise _whole(TOO_LARGE, n=LARGEST // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _whole(NOT_UTF8, line) from error
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise _whole(NO_CALENDAR, 1)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > LINES:
        raise _whole(TOO_LONG, n=len(lines), most=LINES)
    return lines


def _unbalanced(lines: Sequence[str]) -> int | None:
    """The first line whose END is of something else than the last BEGIN, or whose BEGIN has no END."""
    inside: list[tuple[str, int]] = []
    for number, line in enumerate(lines, 1):
        word, colon, name = line.rstrip().upper().partition(":")
        if colon and word == "BEGIN":
            inside.append((name, number))
        elif colon and word == "END" and (not inside or inside.pop()[0] != name):
            return number
    return inside[-1][1] if inside else None


def _parsed(lines: Sequence[str]) -> Sequence[Component]:
    """The calendars of the file; some programs write several into one."""
    from icalendar import Calendar  # noqa: PLC0415 - only where a calendar is read

    try:
        return Calendar.from_ical("\r\n".join(lines), multiple=True)
    except (ValueError, IndexError, KeyError, OverflowError) as error:
        raise _whole(BROKEN, _broken_part(lines), error=" ".join(str(error).split())[:REASON]) from error


def _broken_part(lines: Sequence[str]) -> int | None:
    """The line at which the part begins that cannot be read by itself; None where it is not one alone."""
    from icalendar import Calendar  # noqa: PLC0415 - only where a calendar is read

    for number, part in _parts(lines):
        try:
            Calendar.from_ical("\r\n".join(["BEGIN:VCALENDAR", *part, "END:VCALENDAR", ""]))
        except (ValueError, IndexError, KeyError, OverflowError):
            return number
    return None


def _parts(lines: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """What stands directly in a calendar, as events and zones, each with the line at which it begins."""
    depth, begun = 0, 0
    for number, line in enumerate(lines, 1):
        word = line.upper().partition(":")[0]
        if word == "BEGIN":
            depth += 1
            begun = number if depth == 2 else begun
        elif word == "END":
            if depth == 2:
                yield begun, lines[begun - 1 : number]
            depth -= 1


def _whole(msgid: str, line: int | None = None, **values: object) -> MissionFileInvalid:
    return MissionFileInvalid([error_at(line, "", msgid, values)])


def error_at(line: int | None, name: str, msgid: str, values: Mapping[str, object]) -> FileError:
    return FileError(line, name, msgid.format(**values), FileMessage(msgid, values))
