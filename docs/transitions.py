"""Writes docs/meetings.md from the table of transitions: `PYTHONPATH=. .venv/bin/python docs/transitions.py`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from missions.meetings.transitions import MEETINGS, ORGANISATION_REQUESTS, PLACES

PAGE = Path(__file__).parent / "meetings.md"
HEAD = """# What may become of a meeting?

Drawn by `docs/transitions.py` from `missions/meetings/transitions.py`, the one table that every use case asks; a test
says when this page is older. What is not in the table cannot be done: its button is answered with what is true now.

A meeting has two sides. Each has one delegate who answers for it, and may have others who come along, with a seat of
their own, so that no one is booked twice (unique constraints in `storage/tables/meetings.py`).
`missions/meetings/companions.py` says who sits in a meeting.
"""
PARTS = (
    (
        "A meeting",
        MEETINGS,
        "`moving`: confirmed, and another time is proposed; it keeps its own until then.",
    ),
    ("A place beside the two", PLACES, "It goes with its meeting, and the delegate who has it is notified."),
    ("A request to an organisation", ORGANISATION_REQUESTS, "Given to one of its people, it is a meeting request."),
)


def page() -> str:
    """The page as it should read."""
    return "\n".join([HEAD, *(_part(title, table, note) for title, table, note in PARTS)])


def _part(title: str, table: Mapping[Any, Any], note: str) -> str:
    drawn = [f"    {_state(before)} --> {_state(step.after)}: {act}" for (before, act), step in table.items()]
    rows = [f"| {before} | {act} | {step.may} | {step.after} | {step.told} |" for (before, act), step in table.items()]
    return "\n".join(
        (
            f"## {title}",
            "",
            note,
            "",
            "```mermaid",
            "stateDiagram-v2",
            *drawn,
            "```",
            "",
            "| from | act | who may | to | who else is notified |",
            "|---|---|---|---|---|",
            *rows,
            "",
        )
    )


def _state(name: str) -> str:
    """As Mermaid has it: the state before the first is [*]."""
    return "[*]" if str(name) == "none" else str(name).replace(" ", "_")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
