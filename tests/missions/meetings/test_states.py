"""The table of transitions: what a meeting may become, and what it may not."""

from __future__ import annotations

import pytest

from missions.meetings.states import NoWay, become
from missions.meetings.transitions import BECOMES
from storage.tables import OPEN_STATES, Meeting, MeetingState


@pytest.mark.parametrize("before", MeetingState)
@pytest.mark.parametrize("after", MeetingState)
def test_a_meeting_becomes_what_the_table_says(before: MeetingState, after: MeetingState) -> None:
    meeting = Meeting(mission_id=1, requester_id=1, invitee_id=2, pair="1-2", slot_id=1, state=before)
    if after is before or after in BECOMES.get(before, ()):
        become(meeting, after)
        assert meeting.state is after
    else:
        with pytest.raises(NoWay):
            become(meeting, after)
        assert meeting.state is before


def test_what_is_not_open_stays_what_it_is() -> None:
    """But for “I cannot come”, which may be taken back."""
    assert set(BECOMES) == {*OPEN_STATES, MeetingState.CANCELLED}
    assert set(BECOMES[MeetingState.CANCELLED]) == {MeetingState.CONFIRMED}
