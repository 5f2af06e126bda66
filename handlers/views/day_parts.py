"""What the evening before says of a day, in as many messages as it takes: each of them follows the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from markupsafe import Markup

from handlers.views.keyboards import Screen, inline, live
from handlers.views.message import About, Button, NeutralMessage
from locales import Texts
from storage.tables import Lane

PARTS = 1_000_000
"""The card of a part says which one it is above its day: no day of date.toordinal is so high before the year 2738."""


def in_parts(_: Texts, texts: Sequence[Markup], choice: Button, about: About) -> list[Screen]:
    """A screen for each text, the last with the button. about: the day, as date.toordinal has it."""
    return [
        live(
            (text, inline(_, [[choice]] if text is texts[-1] else [])),
            replace(about, day=part * PARTS + about.day),
        )
        for part, text in enumerate(texts)
    ]


def part_of(day: int) -> tuple[int, date]:
    """Which part of which day a card is about."""
    part, ordinal = divmod(day, PARTS)
    return part, date.fromordinal(ordinal)


def posted(parts: Sequence[Screen], once: str | None, expires_at: datetime | None) -> list[NeutralMessage]:
    """The parts as messages of a notice. once: its key."""
    return [
        NeutralMessage(
            text=text,
            buttons=keyboard.rows,
            about=keyboard.about,
            lane=Lane.REMINDER,
            # Not the whole key: each part would drop the one before it.
            key=f"{once}:part={number}" if once else None,
            expires_at=expires_at,
        )
        for number, (text, keyboard) in enumerate(parts, 1)
    ]


def next_edge(edges: Sequence[datetime], now: datetime) -> datetime | None:
    """When the day begins or ends, and its parts are to be worded otherwise."""
    return next((edge for edge in edges if edge > now), None)
