"""Slots as the stretches of a day that they were cut from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from missions.loading.plan.values import SlotBlock
from storage.tables import Slot


def blocks(slots: Sequence[Slot], venues: Mapping[int, str], zone: ZoneInfo) -> list[SlotBlock]:
    """Slots of a day and a length that follow each other at one distance are one stretch. slots: by their hour;
    venues: what each is called."""
    found: list[SlotBlock] = []
    run: list[Slot] = []
    for slot in [*slots, None]:
        if slot is not None and _goes_on(run, slot, zone):
            run.append(slot)
            continue
        if run:
            found.append(_stretch(run, venues, zone))
        run = [slot] if slot is not None else []
    return found


def _goes_on(run: Sequence[Slot], slot: Slot, zone: ZoneInfo) -> bool:
    if not run:
        return True
    last, length = run[-1], slot.ends_at - slot.starts_at
    same_day = last.starts_at.astimezone(zone).date() == slot.starts_at.astimezone(zone).date()
    pause = slot.starts_at - last.ends_at
    one_pause = len(run) == 1 or pause == run[-1].starts_at - run[-2].ends_at
    is_like = last.ends_at - last.starts_at == length and slot.venue_id == last.venue_id
    # After a pause as long as a meeting, another stretch begins: it reads as people say it.
    return same_day and is_like and one_pause and pause < length


def _stretch(run: Sequence[Slot], venues: Mapping[int, str], zone: ZoneInfo) -> SlotBlock:
    first, last = run[0].starts_at.astimezone(zone), run[-1].ends_at.astimezone(zone)
    minutes = int((run[0].ends_at - run[0].starts_at).total_seconds()) // 60
    pause = int((run[1].starts_at - run[0].ends_at).total_seconds()) // 60 if len(run) > 1 else 0
    venue = venues[run[0].venue_id] if run[0].venue_id else None
    return SlotBlock(first.date(), first.time(), last.time(), minutes, pause, venue)
