"""The delegates of a file: each person once, known again by more than the spelling of a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from locales import N_
from missions.identity.blocking import among, between
from missions.identity.people import KnownPerson, compare
from missions.identity.sameness import Sameness
from missions.identity.sounds import is_arabic
from missions.loading.apply.entries import entries
from missions.loading.apply.ledger import digest
from missions.loading.plan.errors import FileMessage
from missions.loading.plan.values import DelegatePlan, file_key
from missions.sheets.choices import OTHER, SAME, Choices, Option, SheetQuestion
from missions.sheets.existing import There, ThereDelegate
from missions.sheets.firms import Firms, kind_by_name
from missions.sheets.rows import CellFinding, SheetRow
from missions.sheets.telling import telling
from missions.sheets.understood import Understood
from storage.tables import OrganisationKind
from storage.tables.folding import fold

ONE_PERSON = N_("Is this one person?")
YES_ONE, NO_TWO = N_("The same person"), N_("Two people")
TWICE = N_("is the same person as in row {row}; the two rows are put together")
KEPT = N_("“{value}” differs from row {row}, whose “{kept}” is taken")
_TEXTS = ("other_name", "position", "offer", "need", "phone", "email", "language", "meetings_per_day")
_LISTS = ("sectors", "offer_tags", "need_tags", "languages", "days", "away")


@dataclass(slots=True)
class _Person:
    """A person of the file: the row that names them first, with what other rows add."""

    row: SheetRow
    delegation: str
    firm: str
    was: ThereDelegate | None = None

    @property
    def name(self) -> str:
        return str(self.row.values["name"])

    def known(self, region: str) -> KnownPerson:
        values = self.row.values
        names = (self.name, values.get("other_name", ""))
        return KnownPerson(names, self.firm, values.get("email", ""), values.get("phone", ""), region)


class People:
    """Reads the rows of delegates: which are one person, and which are there already."""

    def __init__(self, there: There, choices: Choices, found: Understood) -> None:
        self._there, self._choices, self._found = there, choices, found
        self._asked: set[str] = set()
        self._regions = {each.key: each.country for each in there.frame.delegations}

    def plans(self, rows: Sequence[tuple[SheetRow, str]], firms: Firms, kinds: Mapping[str, str]) -> list[DelegatePlan]:
        """rows: with their delegations, names and organisations. kinds: of firms, by their folded names."""
        people = [_Person(row, side, firms.name(row.values["organisation"])) for row, side in rows]
        people = self._once(people)
        self._find(people)
        people = self._once_there(people)
        return [self._plan(each, kinds) for each in people]

    def _once(self, people: Sequence[_Person]) -> list[_Person]:
        """Each person once: certain pairs are put together, doubtful ones asked about."""
        known = [each.known(self._regions.get(each.delegation, "")) for each in people]
        first: dict[int, int] = {}
        by_key: dict[str, int] = {}
        for place, each in enumerate(people):
            same = by_key.setdefault(file_key(each.name, each.firm), place)
            if same != place:
                first[place] = same
        keys = telling({place: each.keys for place, each in enumerate(known)}).__getitem__
        for pair in among(range(len(people)), keys, lambda at, to: compare(known[at], known[to])):
            one, other = first.get(pair.one, pair.one), pair.other
            if other not in first and one != other and self._is_one(people[other], _lines(people[one]), pair.verdict):
                first[other] = one
        for place, same in sorted(first.items()):
            self._add(people[same], people[place])
        return [each for place, each in enumerate(people) if place not in first]

    def _find(self, people: Sequence[_Person]) -> None:
        """Who of them is there already."""
        there = self._there.delegates
        by_key = {each.plan.file_key: each for each in there}
        left = []
        for place, each in enumerate(people):
            each.was = by_key.get(file_key(each.name, each.firm))
            if each.was is None:
                left.append(place)
        mine = {place: people[place].known(self._regions.get(people[place].delegation, "")) for place in left}
        theirs = [self._known(each.plan) for each in there]
        pairs = defaultdict(list)
        new, old = [(place, True) for place in left], [(place, False) for place in range(len(there))]
        found = between(
            new,
            old,
            telling({at: (mine[at[0]] if at[1] else theirs[at[0]]).keys for at in (*new, *old)}).__getitem__,
            lambda one, other: compare(mine[one[0]], theirs[other[0]]),
        )
        for pair in found:
            pairs[pair.one[0]].append((pair.verdict, there[pair.other[0]]))
        for place, candidates in pairs.items():
            people[place].was = self._chosen(people[place], candidates)

    def _known(self, plan: DelegatePlan) -> KnownPerson:
        names, region = (plan.name, plan.other_name), self._regions.get(plan.delegation, "")
        return KnownPerson(names, plan.organisation, plan.email, plan.phone, region)

    def _chosen(self, person: _Person, candidates: Sequence[tuple[Sameness, ThereDelegate]]) -> ThereDelegate | None:
        """One that is certain is taken; of two, or where none is, the organiser is asked."""
        certain = [each for verdict, each in candidates if verdict is Sameness.CERTAIN]
        if len(certain) == 1:
            return certain[0]
        for each in certain or [each for _verdict, each in candidates]:
            was = each.plan
            lines = [was.name, was.organisation, was.other_name, was.position, was.email, was.phone]
            if self._is_one(person, list(filter(None, lines)), Sameness.DOUBTFUL):
                return each
        return None

    def _once_there(self, people: Sequence[_Person]) -> list[_Person]:
        """Two of the file who are one of the mission are one."""
        first: dict[str, _Person] = {}
        for each in people:
            if each.was is not None and (same := first.setdefault(each.was.plan.file_key, each)) is not each:
                self._add(same, each)
        return [each for each in people if each.was is None or first[each.was.plan.file_key] is each]

    def _is_one(self, person: _Person, other: Sequence[str], verdict: Sameness) -> bool:
        if verdict is Sameness.CERTAIN:
            return True
        mine = _lines(person)
        key = f"person:{digest(sorted((mine, list(other))))}"
        answer = self._choices.answers.get(key)
        if answer is None and key not in self._asked:
            self._asked.add(key)
            options = (Option(SAME, FileMessage(YES_ONE, {})), Option(OTHER, FileMessage(NO_TWO, {})))
            self._found.questions.append(SheetQuestion(key, FileMessage(ONE_PERSON, {}), options, (mine, list(other))))
        return answer == SAME

    def _add(self, one: _Person, other: _Person) -> None:
        """What another row says of the same person: it completes the first, and what differs is named."""
        mine, theirs, at = one.row.values, other.row.values, other.row
        row = one.row.row + 1
        self._found.findings.append(CellFinding(at.sheet, at.row, FileMessage(TWICE, {"row": row}), grave=False))
        for key, value in theirs.items():
            if key not in mine:
                mine[key] = value
            elif mine[key] != value and key in ("other_name", "position", "offer", "need", "phone", "email"):
                said = FileMessage(KEPT, {"value": str(value)[:60], "row": row, "kept": str(mine[key])[:60]})
                self._found.findings.append(CellFinding(at.sheet, at.row, said, grave=False))

    def _plan(self, person: _Person, kinds: Mapping[str, str]) -> DelegatePlan:
        values, was = person.row.values, person.was
        given: dict[str, Any] = {key: values[key] for key in (*_TEXTS, *_LISTS) if key in values}
        line, tally = person.row.row + 1, self._found.tally("delegate")
        if was is None:
            language = given.get("language") or next(iter(given.get("languages", ())), "")
            defaults = {"languages": (), "language": language or self._there.frame.default_language}
            kind = OrganisationKind(kinds.get(fold(person.firm)) or kind_by_name(person.firm))
            if fold(person.firm) not in kinds:
                self._found.kinds_by_name[person.firm] = kind
            tally.added.append(f"{person.name} · {person.firm}")
            return DelegatePlan(
                **{**defaults, **given},
                delegation=person.delegation,
                name=person.name,
                organisation=person.firm,
                kind=kind,
                line=line,
            )
        firm = was.plan.organisation
        kind = OrganisationKind(kinds.get(fold(firm)) or was.plan.kind)
        name = _name(was.plan.name, person.name)
        if given.get("other_name") and is_arabic(given["other_name"]) == is_arabic(name):
            # The sheet has the two the other way round.
            given["other_name"] = was.plan.other_name or person.name
        plan = replace(was.plan, **given, delegation=person.delegation, name=name, kind=kind, line=line)
        differs = was.is_loaded and _differs(was, plan, self._there.frame.time_zone)
        tally.count(f"{plan.name} · {firm}", new=False, differs=differs)
        return plan


def _lines(person: _Person) -> list[str]:
    values = person.row.values
    lines = [
        person.name,
        person.firm,
        *(str(values.get(key, "")) for key in ("other_name", "position", "email", "phone")),
    ]
    return list(filter(None, lines))


def _name(was: str, now: str) -> str:
    """A name in another script, or in other capitals, leaves the one that is there."""
    if fold(was) == fold(now) or is_arabic(fold(was)) != is_arabic(fold(now)):
        return was
    return now


def _differs(was: ThereDelegate, plan: DelegatePlan, time_zone: str) -> bool:
    """Whether loading it would write something: the sheet says what neither it nor the mission has said before."""
    [before, after] = entries([was.plan, plan], time_zone)
    said = was.said or {}
    if was.plan.delegation != plan.delegation and said.get("delegation_id") != digest(plan.delegation):
        return True
    return any(value != before.values[name] and said.get(name) != digest(value) for name, value in after.values.items())
