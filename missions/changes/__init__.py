"""Changes by organisers to table, time or venue: a dry run, the change itself, the notices, and who has seen them."""

from missions.changes.apply import Applied, apply
from missions.changes.move_meeting import MoveMeeting
from missions.changes.move_table import MoveTable
from missions.changes.move_venue import CorrectVenue, MoveVenue, NewPlace, ReplaceVenue
from missions.changes.notices import (
    CallsWaiting,
    ChangeUnseen,
    ClockShifted,
    CounterpartUnaware,
    FileMovedMeetings,
    PlaceChanged,
    SessionChanged,
)
from missions.changes.place import Place
from missions.changes.plan import Broken, ChangePlan, Closed, MeetingMove, ProposedChange, TooFar, foresee
from missions.changes.receipts import SeenReport, Told, Touched, recent, report, see, still_true, touched

__all__ = [
    "Applied",
    "Broken",
    "CallsWaiting",
    "ChangePlan",
    "ChangeUnseen",
    "ClockShifted",
    "Closed",
    "CorrectVenue",
    "CounterpartUnaware",
    "FileMovedMeetings",
    "MeetingMove",
    "MoveMeeting",
    "MoveTable",
    "MoveVenue",
    "NewPlace",
    "Place",
    "PlaceChanged",
    "ProposedChange",
    "ReplaceVenue",
    "SeenReport",
    "SessionChanged",
    "Told",
    "TooFar",
    "Touched",
    "apply",
    "foresee",
    "recent",
    "report",
    "see",
    "still_true",
    "touched",
]
