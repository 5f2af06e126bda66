"""Choosing a time: a page of free slots, one day at a time and a few of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from aiogram.filters.callback_data import CallbackData

from handlers.views.keyboards import button
from handlers.views.message import Rows
from locales import Texts
from missions.meetings.mission_frame import local_day
from storage.tables import Mission, Slot

A_FEW = 12
A_ROW = 3


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
) -> tuple[date, Rows]:
    """The day of a page, and its buttons: the times, and the days before and after. There must be a slot."""
    days = pages(mission, slots)
    page = max(0, min(page, len(days) - 1))
    day, few = days[page]
    times = [button(_.time(slot.starts_at, mission.time_zone), pick(slot)) for slot in few]
    grid = [times[first : first + A_ROW] for first in range(0, len(times), A_ROW)]
    ways = []
    if page > 0:
        ways.append(button(_.plain("‹ {day}", day=_.brief_day(days[page - 1][0])), turn(page - 1)))
    if page < len(days) - 1:
        ways.append(button(_.plain("{day} ›", day=_.brief_day(days[page + 1][0])), turn(page + 1)))
    return day, [*grid, ways]
