"""A mission described in one text file: read, checked and loaded. People read docs/mission-file.md."""

from missions.loading.apply.apply import apply
from missions.loading.apply.delegates import forget
from missions.loading.apply.in_parts import apply_in_parts
from missions.loading.apply.report import LoadReport
from missions.loading.plan.errors import FileError, MissionFileInvalid
from missions.loading.plan.shift import shift
from missions.loading.plan.values import MissionPlan
from missions.loading.toml.parse import load_file, parse

__all__ = [
    "FileError",
    "LoadReport",
    "MissionFileInvalid",
    "MissionPlan",
    "apply",
    "apply_in_parts",
    "forget",
    "load_file",
    "parse",
    "shift",
]
