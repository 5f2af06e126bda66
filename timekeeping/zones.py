"""Which rules of time zones are in use: those of the pinned tzdata package, never the machine's own copy.

A machine's copy is as old as its last update, and two machines of one installation would disagree about the hour.
"""

from __future__ import annotations

import zoneinfo
from importlib import import_module, metadata
from pathlib import Path


def pin() -> None:
    """From now on, `zoneinfo.ZoneInfo` reads the tzdata package, whatever PYTHONTZPATH or the machine has."""
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


def in_use() -> str:
    """The edition of the rules that this process goes by, as "2026f of the tzdata package"."""
    for folder in map(Path, zoneinfo.TZPATH):
        if folder.is_dir():
            return f"{_machines(folder)} of the machine, in {folder}"
    edition = getattr(import_module("tzdata"), "IANA_VERSION", metadata.version("tzdata"))
    return f"{edition} of the tzdata package"


def _machines(folder: Path) -> str:
    for name, line in (("+VERSION", 0), ("tzdata.zi", 0)):
        try:
            with (folder / name).open(encoding="ascii", errors="replace") as file:
                return file.readline().removeprefix("# version ").strip()[line:]
        except OSError:
            continue
    return "an unknown edition"
