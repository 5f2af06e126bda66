"""What is kept of a file while its organiser looks at it, as JSON: its headings, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from missions.loading.plan.errors import FileMessage
from missions.sheets.choices import Option, SheetQuestion
from missions.sheets.headings import Headed


def headings(sheets: Sequence[Headed]) -> list[dict[str, Any]]:
    return [
        {
            "sheet": each.sheet,
            "name": each.grid.name,
            "layout": each.layout.key,
            "rows": max(len(each.grid.rows) - each.first, 0),
            "columns": [
                {
                    "at": column.at,
                    "text": column.text,
                    "key": column.key,
                    "language": column.language,
                    "ticked": column.ticked,
                    "sure": column.sure,
                    "samples": list(column.samples),
                }
                for column in each.headings
            ],
        }
        for each in sheets
    ]


def questions(asked: Sequence[SheetQuestion]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "said": _said(each.said),
            "about": [list(lines) for lines in each.about],
            "options": [{"value": option.value, "said": _label(option)} for option in each.options],
        }
        for each in asked
    ]


def _said(message: FileMessage) -> dict[str, Any]:
    return {"msgid": message.msgid, "values": dict(message.values)}


def _label(option: Option) -> Any:  # noqa: ANN401 - JSON
    if isinstance(option.said, FileMessage):
        return _said(option.said)
    return option.said if isinstance(option.said, str) else {"texts": dict(option.said)}


def message(kept: Mapping[str, Any]) -> FileMessage:
    return FileMessage(kept["msgid"], kept["values"])
