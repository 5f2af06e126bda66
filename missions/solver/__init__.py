"""When and where meetings are held, and with which interpreter: plain values in, plain values out.

`place_one` finds a seat for a single meeting at once. `read_problem` and `write_problem` are the file format
(docs/timetable.md). `missions.timetable.solving.solve` makes a timetable: import it where it is used, since it brings
the solvers with it. What is solved how, and what is proven: docs/decisions/timetable.md.
"""

from missions.solver.entries import ProblemError
from missions.solver.reading import problem_from, read_problem
from missions.solver.single import Appointment, Opening, Seating, Surroundings, place_one, seatings
from missions.solver.values import (
    Attendee,
    Conflict,
    InterpreterDuty,
    Key,
    Level,
    LevelName,
    MovedMeeting,
    Order,
    Plan,
    PlannedMeeting,
    Priority,
    Problem,
    Progress,
    Reason,
    Rule,
    Scope,
    Served,
    Site,
    Status,
    Table,
    TimeSlot,
    Travel,
    Unplaced,
    Wish,
)
from missions.solver.writing import meeting_value, problem_value, write_problem

__all__ = [
    "Appointment",
    "Attendee",
    "Conflict",
    "InterpreterDuty",
    "Key",
    "Level",
    "LevelName",
    "MovedMeeting",
    "Opening",
    "Order",
    "Plan",
    "PlannedMeeting",
    "Priority",
    "Problem",
    "ProblemError",
    "Progress",
    "Reason",
    "Rule",
    "Scope",
    "Seating",
    "Served",
    "Site",
    "Status",
    "Surroundings",
    "Table",
    "TimeSlot",
    "Travel",
    "Unplaced",
    "Wish",
    "meeting_value",
    "place_one",
    "problem_from",
    "problem_value",
    "read_problem",
    "seatings",
    "write_problem",
]
