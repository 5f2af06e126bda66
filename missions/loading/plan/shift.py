"""The same mission on other days: for a rehearsal, or a demonstration that begins tomorrow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from missions.loading.plan.errors import FileError, MissionFileInvalid
from missions.loading.plan.slots import clock_problem, cut_all
from missions.loading.plan.values import MissionPlan, Span


def shift(plan: MissionPlan, starting: date) -> MissionPlan:
    """Move every date so that the mission starts on that day. Hours of the day stay as they are on the wall.

    Raises:
        MissionFileInvalid: an hour of a slot or session does not exist on its new day, where the clocks change.
    """
    if not 2000 <= starting.year <= 2200:
        raise MissionFileInvalid([FileError(None, "", f"{starting} is not a day that a mission could start on")])
    by = starting - plan.starts_on
    blocks = tuple(replace(block, day=block.day + by) for block in plan.slot_blocks)
    sessions = tuple(replace(each, day=each.day + by) for each in plan.sessions)
    zone = ZoneInfo(plan.time_zone)
    slots, errors = cut_all(blocks, zone)
    errors += [problem for each in sessions if (problem := clock_problem(each, zone))]
    if errors:
        raise MissionFileInvalid(errors)
    venues = (replace(each, open=_moved(each.open, by)) for each in plan.venues)
    interpreters = (
        replace(each, present=_moved(each.present, by), breaks=_moved(each.breaks, by)) for each in plan.interpreters
    )
    delegates = (
        replace(each, days=tuple(day + by for day in each.days), away=_moved(each.away, by)) for each in plan.delegates
    )
    return replace(
        plan,
        starts_on=starting,
        ends_on=plan.ends_on + by,
        slot_blocks=blocks,
        venues=tuple(venues),
        slots=slots,
        interpreters=tuple(interpreters),
        sessions=sessions,
        delegates=tuple(delegates),
    )


def _moved(spans: tuple[Span, ...], by: timedelta) -> tuple[Span, ...]:
    return tuple(replace(span, day=span.day + by) for span in spans)
