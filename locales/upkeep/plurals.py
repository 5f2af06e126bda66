"""Which numbers each plural form of a language is for."""

import gettext
import re
from collections import defaultdict

from locales.languages import Language

NUMBERS = range(201)
"""Enough to meet every rule that CLDR has for whole numbers a delegate will see counted."""

_HEADER = re.compile(r"\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+);?\s*")


class PluralError(ValueError):
    """A plural header that cannot be used; the message says why."""


def numbers_of(language: Language) -> list[set[int]]:
    """For each form, the numbers up to 200 that it is for.

    Raises:
        PluralError: the header cannot be read, or tells other numbers apart than CLDR does.
    """
    match = _HEADER.fullmatch(language.plural)
    if match is None:
        raise PluralError('plural is written as "nplurals=2; plural=(n != 1);"')
    count, expression = int(match[1]), match[2]
    try:
        form_of = gettext.c2py(expression)
        forms = {number: form_of(number) for number in NUMBERS}
    except ValueError as error:
        raise PluralError(f"plural: {error}") from error
    categories: dict[str, set[int]] = defaultdict(set)
    numbers: dict[int, set[int]] = defaultdict(set)
    for number, form in forms.items():
        categories[language.locale.plural_form(number)].add(number)
        numbers[form].add(number)
    if sorted(map(sorted, categories.values())) != sorted(map(sorted, numbers.values())):
        wanted = ", ".join(f"{name} {_some(found)}" for name, found in categories.items())
        raise PluralError(f"plural tells other numbers apart than CLDR does for {language.locale}: {wanted}")
    if set(numbers) != set(range(count)):
        raise PluralError(f"plural gives the forms {sorted(numbers)}, nplurals says {count}")
    return [numbers[form] for form in range(count)]


def told(numbers: set[int]) -> str:
    """Which numbers a form is for, in a few examples."""
    return f"for {_some(numbers)}"


def _some(numbers: set[int]) -> str:
    first = sorted(numbers)[:4]
    return ", ".join(map(str, first)) + (" …" if len(numbers) > len(first) else "")
