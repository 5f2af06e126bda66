"""Notices: plain values that say who must be told what. Each journey's notices derive from `Notice`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that one person must be told."""

    to: int
    """The person's id (not Telegram's)."""
    once: str | None = None
    """A key under which this is told only once, however often it is found due: "reminder:meeting=12:…"."""
