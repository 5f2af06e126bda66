"""The delegation of each row: by its cell, its country, or as the organiser says for the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from locales import N_
from missions.loading.plan.errors import FileMessage
from missions.loading.plan.values import DelegationPlan
from missions.sheets.cells import country_names
from missions.sheets.choices import LEFT_OUT, NEW, Choices, Option, SheetQuestion
from missions.sheets.frame import Named, SheetFrame
from missions.sheets.rows import SheetRow
from storage.tables.folding import fold

WHICH_SIDE = N_("“{sheet}” does not say to which delegation its people belong. Which one is it?")
WHICH_IS = N_("“{name}” is no delegation of the mission. Which one do you mean?")
NEW_SIDE = N_("➕ New: {name}")
NO_SIDE = N_("✖️ Leave it out")


class Sides:
    """The delegations of a mission, with those that the organiser adds."""

    def __init__(self, frame: SheetFrame, choices: Choices) -> None:
        self._frame, self._choices = frame, choices
        self.questions: dict[str, SheetQuestion] = {}
        self.new: dict[str, DelegationPlan] = {}

    def regions(self, sheet: int) -> Mapping[str, str]:
        """Countries by the names of delegations; under "" that of the sheet."""
        found = {plain: each.country for each in self._frame.delegations for plain in _names(each)}
        side = self._answer(f"side:{sheet}")
        named = next((each for each in self._frame.delegations if each.key == side), None)
        return {**found, "": named.country if named else self._countries()}

    def _countries(self) -> str:
        """Of all delegations: a number that is one of a single country's is that country's."""
        return " ".join(sorted({each.country for each in self._frame.delegations if each.country}))

    def of(self, row: SheetRow, sheet_name: str) -> str:
        """The key of the row's delegation; "" where it is asked."""
        written = str(row.values.get("delegation", ""))
        if written:
            return self._named(written) or self._asked(f"named:{fold(written)}", WHICH_IS, written)
        country = row.values.get("country", "")
        of_country = [each for each in self._frame.delegations if country and each.country == country]
        if len(of_country) == 1:
            return of_country[0].key
        return self._asked(f"side:{row.sheet}", WHICH_SIDE, sheet_name)

    def _named(self, written: str) -> str:
        plain, country = fold(written), country_names().get(fold(written))
        for each in self._frame.delegations:
            if plain in _names(each):
                return each.key
        of_country = [each.key for each in self._frame.delegations if country and each.country == country]
        return of_country[0] if len(of_country) == 1 else ""

    def _asked(self, question: str, msgid: str, name: str) -> str:
        answer = self._answer(question)
        if not answer:
            if question not in self.questions:
                said = FileMessage(msgid, {"sheet": name} if msgid == WHICH_SIDE else {"name": name})
                options = [*self._options(name)]
                if msgid == WHICH_SIDE:
                    options.append(Option(LEFT_OUT, FileMessage(NO_SIDE, {})))
                self.questions[question] = SheetQuestion(question, said, tuple(options))
            return ""
        if not answer.startswith(NEW):
            return answer
        return self._added(answer.removeprefix(NEW))

    def leaves_out(self, sheet: int) -> bool:
        """Whether the organiser has said that a sheet is not to be read: a list of the office's own."""
        return self._choices.answers.get(f"side:{sheet}") == LEFT_OUT

    def _answer(self, question: str) -> str:
        answer = self._choices.answers.get(question, "")
        keys = {each.key for each in self._frame.delegations}
        return answer if answer.startswith(NEW) or answer in keys else ""

    def _options(self, name: str) -> Iterator[Option]:
        for each in self._frame.delegations:
            yield Option(each.key, dict(each.title))
        yield Option(f"{NEW}{name}", FileMessage(NEW_SIDE, {"name": name}))

    def _added(self, name: str) -> str:
        for each in self.new.values():
            if fold(each.title[self._frame.default_language]) == fold(name):
                return each.key
        key = unused_key(name, [*(each.key for each in self._frame.delegations), *self.new], "delegation")
        country = country_names().get(fold(name), "")
        self.new[key] = DelegationPlan(key, {self._frame.default_language: name}, country)
        return key


def _names(each: Named) -> set[str]:
    return {fold(each.key), *(fold(title) for title in each.title.values())}


def unused_key(name: str, taken: Sequence[str], otherwise: str) -> str:
    """A key for a thing of this name: small letters, digits and hyphens."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:36].strip("-") or otherwise
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}-{number}", number + 1
    return key
