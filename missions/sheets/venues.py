"""The venues of a file, with their tables: a venue on several rows is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from missions.loading.plan.values import VenuePlan
from missions.sheets.existing import There
from missions.sheets.headings import Headed
from missions.sheets.rows import SheetRow
from missions.sheets.sides import unused_key
from missions.sheets.understood import Understood
from storage.tables.folding import fold

_COUNT = re.compile(r"\b(nombre|nb|number of|numero de|عدد)\b")


def plans(rows: Sequence[tuple[SheetRow, Headed]], there: There, found: Understood) -> list[VenuePlan]:
    """Venues with what their rows say; tables that are there stay."""
    made: dict[str, VenuePlan] = {}
    for row, headed in rows:
        title = row.values["title"]
        was = venue_named(title, [*made.values(), *there.venues])
        given = {key: row.values[key] for key in ("address", "latitude", "longitude", "open") if key in row.values}
        tables = _tables(row, headed)
        if was is None:
            key = unused_key(next(iter(title.values())), [*made, *(each.key for each in there.venues)], "venue")
            made[key] = VenuePlan(key, title, tables=tables, line=row.row + 1, **given)
        else:
            labels = tuple(dict.fromkeys((*was.tables, *tables)))
            made[was.key] = replace(was, title={**was.title, **title}, tables=labels, line=row.row + 1, **given)
    before = {each.key: each for each in there.venues}
    for key, plan in made.items():
        name = next(iter(plan.title.values()))
        found.tally("venue").count(name, new=key not in before, differs=plan != before.get(key))
    return list(made.values())


def venue_named(title: dict[str, str], known: Sequence[VenuePlan]) -> VenuePlan | None:
    """The one that has one of these titles in any language, or this key."""
    names = {fold(each) for each in title.values()}
    for venue in known:
        if names & {fold(venue.key), *map(fold, venue.title.values())}:
            return venue
    return None


def _tables(row: SheetRow, headed: Headed) -> tuple[str, ...]:
    """Labels, or as many as a column for their number says."""
    labels: tuple[str, ...] = row.values.get("tables", ())
    heading = next(iter(headed.of("tables")), None)
    if len(labels) == 1 and labels[0].isdigit() and heading and _COUNT.search(fold(heading.text)):
        return tuple(str(number) for number in range(1, min(int(labels[0]), 500) + 1))
    return labels
