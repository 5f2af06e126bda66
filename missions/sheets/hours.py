"""What a file says of hours: slots for meetings, and the sessions of the programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from locales import N_
from missions.loading.plan.errors import FileMessage
from missions.loading.plan.slots import clock_problem, cut_all
from missions.loading.plan.values import SessionPlan, SlotBlock, VenuePlan
from missions.sheets.columns import Cell
from missions.sheets.existing import There
from missions.sheets.headings import Headed
from missions.sheets.rows import CellFinding, SheetRow
from missions.sheets.sides import unused_key
from missions.sheets.understood import Understood
from missions.sheets.venues import venue_named
from missions.sheets.words import by_word
from storage.tables import SessionKind
from storage.tables.folding import fold

BACKWARDS = N_("ends at {to}, before it begins at {begins}")
LENGTH = N_("{n} minutes is no length for a slot; 5 to 480 are")
NO_SLOT = N_("no slot of {n} minutes fits between {begins} and {to}")
OVERLAPS = N_("overlaps with row {row}: no one can be in two places")
CLOCKS = N_("the clocks change at that hour on this day; choose another hour")
NO_VENUE = N_("“{name}” is no venue of the mission or of this file")
SEMINAR = N_("says no kind of session; it is taken for a seminar")


class SheetHours:
    """Reads rows that have a day and hours."""

    def __init__(self, there: There, venues: Sequence[VenuePlan], found: Understood) -> None:
        """venues: of the file; those of the mission come after them."""
        self._there, self._venues, self._found = there, [*venues, *there.venues], found
        self._zone = ZoneInfo(there.frame.time_zone)

    def slots(self, rows: Sequence[tuple[SheetRow, Headed]]) -> tuple[SlotBlock, ...]:
        """Blocks that can be cut; a row without a length is one slot."""
        blocks: list[tuple[SlotBlock, SheetRow, Headed]] = []
        for row, headed in rows:
            block = self._block(row, headed)
            if block is not None and self._fits(block, row, headed, blocks):
                blocks.append((block, row, headed))
        tally = self._found.tally("slot")
        for slot in cut_all([block for block, _row, _headed in blocks], self._zone)[0]:
            name = f"{slot.starts_at.astimezone(self._zone):%Y-%m-%d %H:%M}"
            tally.count(name, new=slot.starts_at not in self._there.slots, differs=False)
        return tuple(block for block, _row, _headed in blocks)

    def _block(self, row: SheetRow, headed: Headed) -> SlotBlock | None:
        between = self._between(row, headed)
        if between is None:
            return None
        begins, ends = between
        whole = _minutes(ends) - _minutes(begins)
        minutes, pause = row.values.get("minutes", whole), row.values.get("pause_minutes", 0)
        if not 5 <= minutes <= 480 or not 0 <= pause <= 480:
            self._wrong(row, headed, "minutes", LENGTH, n=minutes)
            return None
        if minutes > whole:
            self._wrong(row, headed, "minutes", NO_SLOT, n=minutes, begins=f"{begins:%H:%M}", to=f"{ends:%H:%M}")
            return None
        venue = self._venue(row, headed)
        return SlotBlock(row.values["date"], begins, ends, minutes, pause, venue, line=row.row + 1)

    def _fits(
        self,
        block: SlotBlock,
        row: SheetRow,
        headed: Headed,
        others: Sequence[tuple[SlotBlock, SheetRow, Headed]],
    ) -> bool:
        if clock_problem(block, self._zone):
            self._wrong(row, headed, "from", CLOCKS)
            return False
        for other, at, _headed in others:
            if other.day == block.day and other.begins < block.ends and block.begins < other.ends:
                self._wrong(row, headed, "from", OVERLAPS, row=at.row + 1)
                return False
        return True

    def _between(self, row: SheetRow, headed: Headed) -> tuple[time, time] | None:
        """Begin and end, in two cells or in one."""
        begins, ends = row.values["from"], row.values.get("to", ())
        hours = [*begins[:1], *(ends[-1:] or begins[1:2])]
        if len(hours) < 2:
            return None
        if hours[0] >= hours[1]:
            self._wrong(row, headed, "to", BACKWARDS, to=f"{hours[1]:%H:%M}", begins=f"{hours[0]:%H:%M}")
            return None
        return hours[0], hours[1]

    def _venue(self, row: SheetRow, headed: Headed) -> str | None:
        name = row.values.get("venue")
        if not name:
            return None
        venue = venue_named({"": name}, self._venues)
        if venue is None:
            self._wrong(row, headed, "venue", NO_VENUE, name=name)
        return venue.key if venue else None

    def sessions(self, rows: Sequence[tuple[SheetRow, Headed]]) -> tuple[SessionPlan, ...]:
        """Sessions, known again by title and day."""
        made: list[SessionPlan] = []
        for row, headed in rows:
            between = self._between(row, headed)
            if between is None:
                continue
            plan = self._session(row, headed, between, made)
            if clock_problem(plan, self._zone):
                self._wrong(row, headed, "from", CLOCKS)
            made.append(plan)
        return tuple(made)

    def _session(
        self, row: SheetRow, headed: Headed, between: tuple[time, time], made: Sequence[SessionPlan]
    ) -> SessionPlan:
        values, day = row.values, row.values["date"]
        number, was = self._was(values["title"], day)
        names = ("speakers", "capacity", "languages", "interpretation")
        given: dict[str, Any] = {key: values[key] for key in names if key in values}
        if "venue" in values:
            given["venue"] = self._venue(row, headed)
        given |= {"day": day, "begins": between[0], "ends": between[1], "line": row.row + 1}
        tally, name = self._found.tally("session"), next(iter(values["title"].values()))
        description = values.get("description", {})
        if was is None:
            keys = [*(each.key for each in made), *(each.key for _id, each in self._there.sessions)]
            key = unused_key(name, keys, "session")
            tally.added.append(name)
            kind = self._kind(row)
            return SessionPlan(
                key=key, kind=kind, title=values["title"], description=description, invited=None, **given
            )
        kind = SessionKind(values["kind"]) if "kind" in values else was.kind
        title, described = {**was.title, **values["title"]}, {**was.description, **description}
        plan = replace(was, kind=kind, title=title, description=described, **given)
        tally.count(name, new=False, differs=plan != was)
        if not was.key:
            keys = [*(each.key for each in made), *(each.key for _id, each in self._there.sessions)]
            plan = replace(plan, key=unused_key(name, keys, "session"))
            self._found.adopted[number] = plan.key
        return plan

    def _was(self, title: dict[str, str], day: date) -> tuple[int, SessionPlan | None]:
        """With its id."""
        names = {fold(each) for each in title.values()}
        alike = [each for each in self._there.sessions if names & {fold(one) for one in each[1].title.values()}]
        same_day = [each for each in alike if each[1].day == day]
        if same_day:
            return same_day[0]
        return alike[0] if len(alike) == 1 else (0, None)

    def _kind(self, row: SheetRow) -> SessionKind:
        if "kind" in row.values:
            return SessionKind(row.values["kind"])
        words = by_word(Cell.SESSION_KIND)
        titles = f" {' '.join(map(fold, row.values['title'].values()))} "
        for word, kind in words.items():
            if len(word) > 3 and f" {word} " in titles:
                return SessionKind(kind)
        self._note(row, SEMINAR)
        return SessionKind.SEMINAR

    def _wrong(self, of: SheetRow, headed: Headed, key: str, msgid: str, **values: object) -> None:
        heading = next(iter(headed.of(key)), None) or next(iter(headed.of("from")), None)
        at, text = (heading.at, heading.text) if heading else (None, "")
        self._found.findings.append(CellFinding(of.sheet, of.row, FileMessage(msgid, values), at, text))

    def _note(self, row: SheetRow, msgid: str) -> None:
        self._found.findings.append(CellFinding(row.sheet, row.row, FileMessage(msgid, {}), grave=False))


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute
