"""Whether every language says, completely and well, all that the code says."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from locales.languages import SETTINGS, Language, LanguageError, find
from locales.upkeep.entries import EntriesError, Entry, read_entries
from locales.upkeep.extraction import Extracted, Key, Use, extract
from locales.upkeep.literals import literals
from locales.upkeep.markup import MarkupError, has_tags, loose_signs, tags
from locales.upkeep.plurals import PluralError, numbers_of
from locales.upkeep.problems import Problem, quoted
from locales.upkeep.rules import faults
from locales.upkeep.typography import RULES
from locales.upkeep.wording import WORDS, Wording, WordingError, read_wording

SPEAKING = ("bot", "handlers", "missions")
"""The packages whose texts are translated."""
WRITTEN_FOR_PEOPLE = ("handlers", "missions")
"""The packages in which a text for people stands nowhere but in the catalogues."""


def check(root: Path) -> list[Problem]:
    """Everything that is wrong, by file and line; paths are relative to the root of the repository."""
    extracted = extract(root, SPEAKING)
    problems = [*extracted.problems, *_code_faults(extracted), *_all_literals(root)]
    try:
        languages = find(root / "locales")
    except LanguageError as error:
        return sorted([*problems, Problem(Path("locales"), 1, str(error))])
    untranslated: dict[Key, list[str]] = defaultdict(list)
    for language in languages.values():
        problems += _language(root, language, languages, extracted, untranslated)
    for key, codes in untranslated.items():
        use = extracted.uses[key]
        problems.append(Problem(*use.places[0], f"{quoted(use.msgid)}: not in the catalogue of {', '.join(codes)}"))
    return sorted(set(problems))


def _all_literals(root: Path) -> Iterator[Problem]:
    for folder in WRITTEN_FOR_PEOPLE:
        for path in sorted((root / folder).rglob("*.py")):
            yield from literals(path.read_text(encoding="utf-8"), path.relative_to(root))


def _code_faults(extracted: Extracted) -> Iterator[Problem]:
    for use in extracted.uses.values():
        for text in (use.msgid, use.plural or ""):
            if fault := _code_fault(use, text):
                yield Problem(*use.places[0], f"{quoted(text)}: {fault}")


def _code_fault(use: Use, text: str) -> str:
    if use.html is False:
        return "said without HTML, its tags would be shown" if has_tags(text) else ""
    if use.html and (signs := loose_signs(text)):
        return f"said as HTML: write {' and '.join({'<': '&lt;', '&': '&amp;'}[sign] for sign in sorted(signs))}"
    try:
        tags(text)
    except MarkupError as error:
        return str(error) if use.html else ""
    return ""


def _language(
    root: Path,
    language: Language,
    all_of_them: dict[str, Language],
    code: Extracted,
    untranslated: dict[Key, list[str]],
) -> Iterator[Problem]:
    """What is wrong in a language; what it lacks altogether is noted in untranslated."""
    folder = Path("locales") / language.code
    for name, given, known in (
        ("fallback", language.fallback, all_of_them),
        ("rules", language.rules, RULES),
    ):
        if unknown := set(given) - set(known):
            yield Problem(folder / SETTINGS, 1, f"{name}: no {', '.join(sorted(unknown))}; there is {', '.join(known)}")
            return
    try:
        forms = numbers_of(language)
    except PluralError as error:
        yield Problem(folder / SETTINGS, 1, str(error))
        return
    try:
        wording = read_wording(root / folder)
    except WordingError as error:
        yield Problem(folder / WORDS, 1, str(error))
        return
    entries: dict[Key, list[Entry]] = defaultdict(list)
    for path in sorted((root / folder).glob("*.po")):
        try:
            read = read_entries(language, path)
        except EntriesError as error:
            yield Problem(path.relative_to(root), error.line, str(error))
            continue
        for entry in read:
            yield from _entry(root, entry, language, forms, code)
            yield from _wording_faults(root, entry, wording, code)
            if not entry.header and not entry.obsolete:
                entries[entry.key].append(entry)
    yield from _twice(root, entries)
    for key in code.uses.keys() - entries.keys():
        untranslated[key].append(language.code)


def _entry(root: Path, entry: Entry, language: Language, forms: list[set[int]], code: Extracted) -> Iterator[Problem]:
    path = entry.path.relative_to(root)
    if entry.header:
        written = [line for line in entry.strings[0].splitlines() if line.startswith("Plural-Forms:")]
        if written != [f"Plural-Forms: {language.plural}"]:
            yield Problem(path, entry.line, f'the head needs "Plural-Forms: {language.plural}", as {SETTINGS} has it')
        return
    use = code.uses.get(entry.key)
    if use is None and not entry.obsolete:
        yield Problem(path, entry.line, f"{quoted(entry.msgid)}: no code says this")
    if use is not None and use.plural != entry.plural:
        told = f"with the plural {quoted(use.plural)}" if use.plural else "without a plural"
        yield Problem(path, entry.line, f"{quoted(entry.msgid)}: the code says it {told}")
    for fault in faults(entry, language, forms, html=use is not None and use.html is True):
        yield Problem(path, entry.line, f"{quoted(entry.msgid)}: {fault}")


def _wording_faults(root: Path, entry: Entry, wording: Wording, code: Extracted) -> Iterator[Problem]:
    use = code.uses.get(entry.key)
    if use is not None:
        for string in dict.fromkeys(entry.strings):
            for fault in wording.faults(use, string):
                yield Problem(entry.path.relative_to(root), entry.line, f"{quoted(entry.msgid)}: {fault}")


def _twice(root: Path, entries: dict[Key, list[Entry]]) -> Iterator[Problem]:
    for first, *others in entries.values():
        for other in others:
            if other.strings != first.strings:
                place = f"{first.path.relative_to(root)}:{first.line}"
                yield Problem(
                    other.path.relative_to(root), other.line, f"{quoted(other.msgid)}: translated otherwise in {place}"
                )
