"""Choosing a time: a page of free slots, one day at a time and a few of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from handlers.views.hours import both_hours, legend
from handlers.views.keyboards import button
from handlers.views.message import Rows
from locales import Texts
from missions.meetings.mission_frame import local_day
from storage.tables import Mission, Slot

A_FEW = 12
IN_ROW, IN_ROW_OF_BOTH = 3, 2
"""Times, and times with those of a phone in another zone: a button of a third of the screen would cut them."""


def pages(mission: Mission, slots: Sequence[Slot]) -> list[tuple[date, list[Slot]]]:
    """The slots by day, long days in several parts."""
    found = []
    for day, of_day in groupby(slots, key=lambda slot: local_day(mission, slot)):
        all_day = list(of_day)
        found += [(day, all_day[first : first + A_FEW]) for first in range(0, len(all_day), A_FEW)]
    return found


def rows(
    _: Texts,
    mission: Mission,
    slots: Sequence[Slot],
    page: int,
    *,
    pick: Callable[[Slot], CallbackData],
    turn: Callable[[int], CallbackData],
) -> tuple[date, Sequence[Markup], Rows]:
    """The day of a page, what is noted of its hours, and its buttons: the times, and the days before and after.

    There must be a slot.
    """
    days = pages(mission, slots)
    page = max(0, min(page, len(days) - 1))
    day, few = days[page]
    times = [button(both_hours(_, slot.starts_at, mission.time_zone), pick(slot)) for slot in few]
    notes = legend(_, few[0].starts_at, mission.time_zone)
    in_row = IN_ROW_OF_BOTH if notes else IN_ROW
    grid = [times[first : first + in_row] for first in range(0, len(times), in_row)]
    ways = []
    if page > 0:
        ways.append(button(_.plain("‹ {day}", day=_.brief_day(days[page - 1][0])), turn(page - 1)))
    if page < len(days) - 1:
        ways.append(button(_.plain("{day} ›", day=_.brief_day(days[page + 1][0])), turn(page + 1)))
    return day, notes, [*grid, ways]
