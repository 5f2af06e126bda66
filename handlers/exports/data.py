"""What the buttons of spreadsheets carry."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData


class ExportForm(enum.StrEnum):
    TEMPLATE = "t"
    WORKBOOK = "x"
    TEXT = "c"
    """A .csv for each sheet, in a .zip."""


class ExportPress(CallbackData, prefix="exp"):
    """Ask for a spreadsheet, in a language."""

    form: ExportForm
    language: str
