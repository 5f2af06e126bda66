"""The state that the steps of one load share."""

from __future__ import annotations

from dataclasses import dataclass, field

from missions.loading.apply.booked import Booked
from missions.loading.apply.ledger import Ledger
from missions.loading.apply.report import LoadReport
from missions.loading.plan.errors import FileError
from missions.loading.plan.values import MissionPlan
from missions.rules.who_may_meet import MissionRules
from storage.database import UnitSession
from storage.tables import Mission


@dataclass(frozen=True, slots=True)
class Loading:
    session: UnitSession
    plan: MissionPlan
    mission: Mission
    ledger: Ledger
    booked: Booked
    rules_before: MissionRules | None = None
    """Who may meet whom as it was before this load; empty of a new mission, and once its frame is there."""
    errors: list[FileError] = field(default_factory=list)

    @property
    def report(self) -> LoadReport:
        return self.ledger.report

    def wrong(self, key: str, message: str, line: int | None = None) -> None:
        self.errors.append(FileError(line, key, message))
