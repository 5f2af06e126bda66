"""What the steps of one load share."""

from __future__ import annotations

from dataclasses import dataclass, field

from missions.mission_file.booked import Booked
from missions.mission_file.errors import FileError
from missions.mission_file.ledger import Ledger
from missions.mission_file.plan import MissionPlan
from missions.mission_file.report import LoadReport
from storage.database import UnitSession
from storage.tables import Mission


@dataclass(frozen=True, slots=True)
class Loading:
    session: UnitSession
    plan: MissionPlan
    mission: Mission
    ledger: Ledger
    booked: Booked
    errors: list[FileError] = field(default_factory=list)

    @property
    def report(self) -> LoadReport:
        return self.ledger.report

    def wrong(self, key: str, message: str, line: int | None = None) -> None:
        self.errors.append(FileError(line, key, message))
