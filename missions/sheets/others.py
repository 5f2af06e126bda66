"""Interpreters, and pairs that must or must never meet, as a file names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from locales import N_
from missions.loading.plan.errors import FileMessage
from missions.loading.plan.values import DelegatePlan, InterpreterPlan, PairPlan
from missions.sheets.existing import There
from missions.sheets.headings import Headed
from missions.sheets.rows import CellFinding, SheetRow
from missions.sheets.understood import Understood
from storage.tables import PairWish
from storage.tables.folding import fold

TWO_LANGUAGES = N_("an interpreter needs two languages or more")
NOBODY = N_("“{name}” is no delegate of the mission or of this file")
SEVERAL = N_("“{name}” is more than one delegate; give the organisation too")
SAME_TWICE = N_("is the same person twice")


def interpreters(
    rows: Sequence[tuple[SheetRow, Headed]], there: There, found: Understood
) -> tuple[InterpreterPlan, ...]:
    """Known again by their names."""
    made: dict[str, InterpreterPlan] = {}
    known = {each.name_key: each for each in there.interpreters}
    for row, headed in rows:
        names = ("languages", "phone", "present", "breaks", "in_a_row", "per_day")
        given: dict[str, Any] = {key: row.values[key] for key in names if key in row.values}
        was = known.get(fold(row.values["name"]))
        if len(given.get("languages", was.languages if was else ())) < 2:
            found.findings.append(_wrong(row, headed, "languages", TWO_LANGUAGES))
            continue
        line = row.row + 1
        plan = replace(was, **given, line=line) if was else InterpreterPlan(name=row.values["name"], line=line, **given)
        if plan.name_key not in made:
            found.tally("interpreter").count(plan.name, new=was is None, differs=plan != was)
        made[plan.name_key] = plan
    return tuple(made.values())


def pairs(
    rows: Sequence[tuple[SheetRow, Headed]], delegates: Sequence[DelegatePlan], there: There, found: Understood
) -> tuple[PairPlan, ...]:
    """Two delegates of the mission or of the file; without a wish, they must meet."""
    known = {each.file_key: each for each in (*(each.plan for each in there.delegates), *delegates)}
    made: dict[tuple[str, str], PairPlan] = {}
    for row, headed in rows:
        people = [_person(row, headed, key, list(known.values()), found) for key in ("one", "other")]
        if not all(people):
            continue
        one, other = sorted(each.file_key for each in people if each)
        if one == other:
            found.findings.append(_wrong(row, headed, "other", SAME_TWICE))
            continue
        wish = PairWish(row.values.get("wish", "must"))
        made[one, other] = PairPlan(one, other, wish, row.row + 1)
        is_new = (one, other, str(wish)) not in there.pairs
        found.tally("pair").count(" – ".join(each.name for each in people if each), new=is_new, differs=False)
    keys = {key for pair in made for key in pair}
    found.named |= {
        each.id: each.plan.file_key for each in there.delegates if not each.is_loaded and each.plan.file_key in keys
    }
    return tuple(made.values())


def _person(
    row: SheetRow, headed: Headed, key: str, known: Sequence[DelegatePlan], found: Understood
) -> DelegatePlan | None:
    name, firm = row.values[key], row.values.get(f"{key}_organisation", "")
    plain = fold(name)
    fitting = [each for each in known if plain in (fold(each.name), fold(f"{each.name} {each.organisation}"))]
    if not fitting:
        words = sorted(plain.split())
        fitting = [each for each in known if sorted(fold(each.name).split()) == words]
    if firm:
        fitting = [each for each in fitting if fold(each.organisation) == fold(firm)] or fitting
    if len(fitting) != 1:
        found.findings.append(_wrong(row, headed, key, SEVERAL if fitting else NOBODY, name=name))
        return None
    return fitting[0]


def _wrong(row: SheetRow, headed: Headed, key: str, msgid: str, **values: object) -> CellFinding:
    heading = next(iter(headed.of(key)), None)
    at, text = (heading.at, heading.text) if heading else (None, "")
    return CellFinding(row.sheet, row.row, FileMessage(msgid, values), at, text)
