"""What a spreadsheet comes to, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from missions.loading.plan.values import MissionPlan
from missions.sheets.choices import SheetQuestion
from missions.sheets.headings import Headed
from missions.sheets.rows import CellFinding


@dataclass(slots=True)
class KindTally:
    """Of one kind of thing: what is added and changed, by name, and how many stay as they are."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left: int = 0

    def count(self, name: str, *, new: bool, differs: bool) -> None:
        if new:
            self.added.append(name)
        elif differs:
            self.changed.append(name)
        else:
            self.left += 1


@dataclass(slots=True)
class Understood:
    """plan: what is written, once there are no grave findings and no questions."""

    plan: MissionPlan
    sheets: Sequence[Headed] = ()
    passed_over: Sequence[str] = ()
    """Names of sheets without a heading that is known."""
    findings: list[CellFinding] = field(default_factory=list)
    questions: list[SheetQuestion] = field(default_factory=list)
    tallies: dict[str, KindTally] = field(default_factory=dict)
    """By the kind of thing, as the mission file's report has them."""
    firms: dict[str, str] = field(default_factory=dict)
    """Kinds of organisations by name, of sheets that list them without people."""
    adopted: dict[int, str] = field(default_factory=dict)
    """Keys for sessions that were added at the desk, by their ids."""
    named: dict[int, str] = field(default_factory=dict)
    """File keys for delegates of pairs who registered in the chat, by their ids."""

    kinds_by_name: dict[str, str] = field(default_factory=dict)
    """Kinds of new organisations of which the sheet says none, by name: read from the name, or companies."""

    @property
    def wrong(self) -> Sequence[CellFinding]:
        return [each for each in self.findings if each.grave]

    @property
    def changes_anything(self) -> bool:
        return any(each.added or each.changed for each in self.tallies.values())

    def tally(self, kind: str) -> KindTally:
        return self.tallies.setdefault(kind, KindTally())
