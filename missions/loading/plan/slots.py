"""Cutting blocks of local time into slots, with the clock changes that the time zone really has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from missions.loading.plan.errors import FileError
from missions.loading.plan.values import SessionPlan, SlotBlock, SlotPlan


def cut_all(blocks: Sequence[SlotBlock], zone: ZoneInfo) -> tuple[tuple[SlotPlan, ...], list[FileError]]:
    """All slots in order of time, and what keeps blocks from being cut or from standing side by side."""
    errors = []
    cut = []
    for block in blocks:
        problem = clock_problem(block, zone)
        slots = [] if problem else _cut(block, zone)
        if problem:
            errors.append(problem)
        elif not slots:
            message = f"no slot of {block.minutes} minutes fits between {block.begins:%H:%M} and {block.ends:%H:%M}"
            errors.append(_error(block, "minutes", message))
        else:
            cut.append((slots, block))
    errors += _overlaps(cut)
    slots = sorted((slot for slots, _ in cut for slot in slots), key=lambda slot: slot.starts_at)
    return tuple(slots), errors


def _cut(block: SlotBlock, zone: ZoneInfo) -> list[SlotPlan]:
    starts_at = datetime.combine(block.day, block.begins, zone).astimezone(UTC)
    end = datetime.combine(block.day, block.ends, zone).astimezone(UTC)
    length, step = timedelta(minutes=block.minutes), timedelta(minutes=block.minutes + block.pause_minutes)
    slots = []
    while starts_at + length <= end:
        slots.append(SlotPlan(starts_at, starts_at + length, block.venue, block.line))
        starts_at += step
    return slots


def clock_problem(block: SlotBlock | SessionPlan, zone: ZoneInfo) -> FileError | None:
    """What keeps these hours from being on the clock of that day."""
    for name, hour in (("from", block.begins), ("to", block.ends)):
        local = datetime.combine(block.day, hour)
        first, second = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
        if first.utcoffset() == second.utcoffset():
            continue
        exists = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
        what = "comes twice" if exists else "does not exist"
        message = f"{hour:%H:%M} {what} on {block.day}: the clocks change then in {zone.key}; choose another hour"
        return _error(block, name, message)
    begins, ends = (datetime.combine(block.day, hour, zone) for hour in (block.begins, block.ends))
    if begins.utcoffset() != ends.utcoffset():
        message = f"the clocks change between {block.begins:%H:%M} and {block.ends:%H:%M} in {zone.key}: end it before"
        return _error(block, "to", message)
    return None


def _error(block: SlotBlock | SessionPlan, key: str, message: str) -> FileError:
    return FileError(block.lines.get(key, block.line), f"{block.place}.{key}", message)


def _overlaps(cut: Sequence[tuple[list[SlotPlan], SlotBlock]]) -> list[FileError]:
    errors = []
    ordered = sorted(cut, key=lambda each: each[0][0].starts_at)
    furthest: tuple[list[SlotPlan], SlotBlock] | None = None
    for each in ordered:
        if furthest and each[0][0].starts_at < furthest[0][-1].ends_at:
            earlier, later = sorted((furthest[1], each[1]), key=lambda block: block.line)
            message = (
                f"overlaps with {earlier.place} on line {earlier.line}, "
                f"{earlier.begins:%H:%M} to {earlier.ends:%H:%M} on {earlier.day}: nobody can be in two places"
            )
            errors.append(FileError(later.line, later.place, message))
        if furthest is None or each[0][-1].ends_at > furthest[0][-1].ends_at:
            furthest = each
    return errors
