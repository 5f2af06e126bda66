"""The firms of a sheet: one name for each, across legal forms, spellings and scripts; what is doubtful is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from locales import N_
from missions.identity import firms
from missions.identity.blocking import among, between
from missions.identity.sameness import Sameness
from missions.loading.apply.ledger import digest
from missions.loading.plan.errors import FileMessage
from missions.sheets.choices import OTHER, SAME, Choices, Option, SheetQuestion
from missions.sheets.telling import telling
from storage.tables.folding import fold

ONE_FIRM = N_("Are these one organisation?")
YES_ONE, NO_TWO = N_("One"), N_("Two")
_TELLING = {
    "chamber": ("chambre", "cci", "غرفه", "camara", "chamber"),
    "university": ("universite", "university", "universidad", "جامعه", "ecole", "faculte", "institut", "كليه", "معهد"),
    "agency": ("ministere", "ministry", "وزاره", "agence", "agency", "agencia", "وكاله", "ministerio", "ambassade"),
    "park": ("technopark", "technopole", "parque tecnologico", "parc technologique", "incubateur", "zone franche"),
    "association": ("association", "federation", "جمعيه", "فيدراليه", "asociacion", "federacion", "confederation"),
}
"""Words in a firm's name that say which kind it is."""


def kind_by_name(name: str) -> str:
    """The kind of organisation that a name says; a company where it says none."""
    words = f" {fold(name)} "
    for kind, said in _TELLING.items():
        if any(f" {word} " in words for word in said):
            return kind
    return "company"


class Firms:
    """One name for each firm, by the folded name that the sheet has."""

    def __init__(self, names: Iterable[str], there: Sequence[str], choices: Choices) -> None:
        """names: of the sheet, in its order. there: names that the mission has."""
        known = {fold(name): name for name in there}
        new = {plain: name for name in names if (plain := fold(name)) not in known}
        self.questions: list[SheetQuestion] = []
        self._names: dict[str, str] = {}
        self._choices = choices
        keys = telling({name: firms.keys(name) for name in (*known.values(), *new.values())}).__getitem__
        for pair in between([*new.values()], [*known.values()], keys, firms.compare):
            if fold(pair.one) not in self._names and self._is_one(pair.one, pair.other, pair.verdict):
                self._names[fold(pair.one)] = pair.other
        left = [name for plain, name in new.items() if plain not in self._names]
        for pair in among(left, keys, firms.compare):
            if fold(pair.other) not in self._names and self._is_one(pair.other, pair.one, pair.verdict):
                self._names[fold(pair.other)] = self._names.get(fold(pair.one), pair.one)
        self._names = {
            **known,
            **{plain: name for plain, name in new.items() if plain not in self._names},
            **self._names,
        }

    def name(self, written: str) -> str:
        return self._names.get(fold(written), written)

    def _is_one(self, one: str, other: str, verdict: Sameness) -> bool:
        if verdict is Sameness.CERTAIN:
            return True
        key = f"firm:{digest(sorted((fold(one), fold(other))))}"
        answer = self._choices.answers.get(key)
        if answer is None:
            options = (Option(SAME, FileMessage(YES_ONE, {})), Option(OTHER, FileMessage(NO_TWO, {})))
            self.questions.append(SheetQuestion(key, FileMessage(ONE_FIRM, {}), options, ((one,), (other,))))
        return answer == SAME


def kinds(said: Mapping[str, str], there: Mapping[str, str]) -> Mapping[str, str]:
    """Kinds of firms by their folded names: what the sheet says goes before what the mission has."""
    return {**{fold(name): kind for name, kind in there.items()}, **said}
