"""The one clock: the machine's, unless a file sets another time for the demo, a rehearsal or a test.

The file is JSON: {"at": "2026-12-01T09:00:00+00:00", "since": 1764547200.0, "speed": 1.0}. It showed `at` when the
machine's clock showed `since` (seconds since 1970), and has run `speed` times as fast from then on. Every process that
follows the file sees a change with the next question, so that the time can be moved while they run.

Deadlines and durations (pace, retries, timeouts) ask `time.monotonic` and never this clock.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FASTEST = 100_000.0
"""A day in less than a second: no process could follow a clock that runs faster."""


class ClockInvalid(Exception):
    """The file does not set a time."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A time that was set, and how fast it runs."""

    at: datetime
    since: datetime
    """The machine's time when it was set."""
    speed: float = 1.0

    def shown(self, machine: datetime) -> datetime:
        """What this clock shows when the machine's shows `machine`."""
        return self.at + (machine - self.since) * self.speed


_file: Path | None = None
_setting: Setting | None = None
_seen: tuple[int, int, int] | None = None
"""Device, inode and time of change of the file as it was last read."""


def now() -> datetime:
    """The present instant, aware, in UTC."""
    setting = _current()
    machine = machine_now()
    return machine if setting is None else setting.shown(machine)


def machine_now() -> datetime:
    """What the machine's own clock shows, whatever time is set."""
    return datetime.now(UTC)


def seconds() -> int:
    """The present instant as Telegram writes it: whole seconds since 1970."""
    return int(now().timestamp())


def machine_seconds() -> float:
    """The machine's time in seconds since 1970: for what is kept or waited for, whatever time is set."""
    return machine_now().timestamp()


def is_set() -> bool:
    """Whether `now` differs from the machine's time."""
    return _current() is not None


def follow(file: Path | None) -> None:
    """Go by what this file sets, from now on; while it does not exist, and with None, by the machine's clock."""
    global _file, _setting, _seen
    _file, _setting, _seen = file, None, None


def file() -> Path | None:
    """What this process follows, for its children."""
    return _file


def move(at: datetime, *, speed: float = 1.0) -> None:
    """Set the time for every process that follows the file of this one, and for this one alone where it has none.

    Raises:
        ClockInvalid: the speed is out of range, or the instant is naive.
    """
    global _setting  # noqa: PLW0603
    setting = _checked(at, machine_now(), speed)
    if _file is None:
        _setting = setting
        return
    text = json.dumps({"at": at.isoformat(), "since": setting.since.timestamp(), "speed": speed})
    part = _file.with_name(f"{_file.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(_file)


def release() -> None:
    """Go by the machine's clock again."""
    global _setting  # noqa: PLW0603
    _setting = None
    if _file is not None:
        _file.unlink(missing_ok=True)


def read(file: Path) -> Setting:
    """What the file sets.

    Raises:
        ClockInvalid: it sets nothing. OSError: it cannot be read.
    """
    try:
        found: Any = json.loads(file.read_text(encoding="utf-8"))
        since = datetime.fromtimestamp(float(found["since"]), UTC)
        return _checked(datetime.fromisoformat(found["at"]), since, float(found.get("speed", 1.0)))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ClockInvalid(f"{file} does not set a time ({type(error).__name__})") from None


def _checked(at: datetime, since: datetime, speed: float) -> Setting:
    if at.tzinfo is None:
        raise ClockInvalid("the time must name its offset, as 2026-12-01T09:00:00+00:00")
    if not 0 <= speed <= FASTEST:
        raise ClockInvalid(f"the speed must be from 0 to {FASTEST:.0f}")
    if not timedelta(0) <= at - datetime(2000, 1, 1, tzinfo=UTC) < timedelta(days=200 * 365):
        raise ClockInvalid("the time must be from 2000 to 2199")
    return Setting(at.astimezone(UTC), since, speed)


def _current() -> Setting | None:
    global _setting, _seen  # noqa: PLW0603
    if _file is None:
        return _setting
    try:
        found = os.stat(_file)  # noqa: PTH116 - asked at every question: pathlib costs twice as much
    except OSError:
        _setting = _seen = None
        return None
    seen = (found.st_dev, found.st_ino, found.st_mtime_ns)
    if seen != _seen:
        _setting, _seen = read(_file), seen
    return _setting
