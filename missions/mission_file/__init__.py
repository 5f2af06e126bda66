"""A mission described in one text file: read, checked and loaded. People read docs/mission-file.md."""

from missions.mission_file.apply import apply
from missions.mission_file.apply_delegates import forget
from missions.mission_file.errors import FileError, MissionFileInvalid
from missions.mission_file.parse import load_file, parse
from missions.mission_file.plan import MissionPlan
from missions.mission_file.report import LoadReport
from missions.mission_file.shift import shift

__all__ = [
    "FileError",
    "LoadReport",
    "MissionFileInvalid",
    "MissionPlan",
    "apply",
    "forget",
    "load_file",
    "parse",
    "shift",
]
