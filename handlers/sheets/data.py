"""What the buttons on a spreadsheet carry."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class SheetAct(enum.StrEnum):
    HEADINGS = "h"
    """Show what the columns are taken for."""
    RIGHT = "r"
    """They are right."""
    CORRECT = "c"
    """Choose a column to correct."""
    COLUMN = "k"
    """Choose what it is."""
    IS = "i"
    """It is this."""
    ANSWER = "a"
    LOAD = "l"
    DROP = "d"


class SpreadsheetPress(CallbackData, prefix="xls"):
    """On a file that was sent to the desk. job: its number; at: a column, or a question; to: an answer's place."""

    act: SheetAct
    job: Number = 0
    sheet: Number = 0
    at: Number = 0
    to: Number = 0
