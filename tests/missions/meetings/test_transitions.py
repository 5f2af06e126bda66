"""The table of transitions: its page is current, it has ends, and nothing in it is unused."""

from __future__ import annotations

import runpy
from pathlib import Path

from missions.meetings.transitions import BECOMES, MEETINGS, ORGANISATION_REQUESTS, PLACES, MeetingAct, Phase
from storage.tables import MeetingState

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_drawn_from_the_table() -> None:
    written = runpy.run_path(str(DOCS / "transitions.py"))["page"]()
    assert (DOCS / "meetings.md").read_text(encoding="utf-8") == written, "run docs/transitions.py"


def test_what_has_ended_becomes_nothing_else() -> None:
    ends = {MeetingState.DECLINED, MeetingState.WITHDRAWN, MeetingState.EXPIRED}
    # A mis-tap on "I cannot come" is undone.
    assert BECOMES[MeetingState.CANCELLED] == {MeetingState.CONFIRMED}
    assert not {*ends, MeetingState.HELD, MeetingState.MISSED} & BECOMES.keys()
    assert set(MeetingState) == {MeetingState.REQUESTED} | {each for after in BECOMES.values() for each in after}


def test_every_act_is_in_the_table_and_every_state_is_reached() -> None:
    tables = (MEETINGS, PLACES, ORGANISATION_REQUESTS)
    assert {act for table in tables for _before, act in table} == set(MeetingAct)
    assert {Phase(step.after) for step in MEETINGS.values()} == set(Phase) - {Phase.NONE}
