"""What has to hold for one entry of a catalogue, whatever the code does with it."""

from collections.abc import Iterator

from locales.languages import Language
from locales.upkeep.entries import Entry
from locales.upkeep.markup import MarkupError, loose_signs, tags
from locales.upkeep.placeholders import PlaceholderError, placeholders
from locales.upkeep.plurals import told
from locales.upkeep.typography import RULES, without_markup

_OPENING, _CLOSING = "\u2066\u2067\u2068", "\u2069"


def faults(entry: Entry, language: Language, forms: list[set[int]], *, html: bool) -> Iterator[str]:
    """What is wrong with an entry: a sentence for each fault.

    Args:
        forms: for each plural form of the language, the numbers it is for.
        html: whether the code says it as HTML.
    """
    if entry.obsolete:
        yield "obsolete: delete it"
        return
    if entry.fuzzy:
        yield "fuzzy: look at it, mend it, and take the flag away"
    if entry.plural is not None and len(entry.strings) != len(forms):
        yield f"{len(entry.strings)} plural forms, where {language.name} has {len(forms)}"
        return
    for index, string in enumerate(entry.strings):
        which = f"form {index} ({told(forms[index])}): " if entry.plural is not None else ""
        if not string:
            yield f"{which}missing" if any(entry.strings) else f"{which}untranslated"
            continue
        numbers = forms[index] if entry.plural is not None else set()
        for fault in _form_faults(entry, string, numbers, language, html=html):
            yield f"{which}{fault}"


def _form_faults(entry: Entry, string: str, numbers: set[int], language: Language, *, html: bool) -> Iterator[str]:
    yield from _placeholder_faults(entry, string, numbers)
    yield from _markup_faults(entry, string, html=html)
    yield from _whitespace_faults(entry.msgid, string)
    if not _isolates_close(string):
        yield "an isolate (U+2066 to U+2068) and its end (U+2069) come in pairs, in one line"
    for rule in language.rules:
        yield from RULES[rule](without_markup(string))


def _placeholder_faults(entry: Entry, string: str, numbers: set[int]) -> Iterator[str]:
    try:
        shown = placeholders(string)
        singular = placeholders(entry.msgid)
        plural = placeholders(entry.plural) if entry.plural is not None else singular
    except PlaceholderError as error:
        yield str(error)
        return
    # A form for exactly none, one or two may say it in words, as a singular msgid may.
    in_words = len(numbers) == 1 and numbers <= {0, 1, 2}
    needed = (singular & plural) - {"n"} if in_words else plural
    if missing := needed - shown:
        yield f"missing {_named(missing)}"
    if extra := shown - singular - plural:
        yield f"{_named(extra)} is not in the msgid"


def _named(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _markup_faults(entry: Entry, string: str, *, html: bool) -> Iterator[str]:
    try:
        wanted = [tags(text) for text in (entry.msgid, entry.plural) if text is not None]
    except MarkupError:
        # The msgid is no HTML: text such as "<3". If it should be, the code's own check says so.
        wanted = []
    if wanted:
        try:
            found = tags(string)
        except MarkupError as error:
            yield str(error)
        else:
            if found not in wanted:
                yield f"tags {_counted(found)}, where the msgid has {_counted(wanted[-1])}"
    if html and (signs := loose_signs(string)):
        yield f"said as HTML: write {' and '.join({'<': '&lt;', '&': '&amp;'}[sign] for sign in sorted(signs))}"


def _counted(found: dict[str, int]) -> str:
    return " ".join(f"<{tag}>×{count}" for tag, count in sorted(found.items())) or "none"


def _whitespace_faults(msgid: str, string: str) -> Iterator[str]:
    if _margins(msgid) != _margins(string):
        yield "begins and ends with the same spaces and line ends as the msgid"


def _margins(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _isolates_close(string: str) -> bool:
    for line in string.split("\n"):
        depth = 0
        for letter in line:
            depth += (letter in _OPENING) - (letter == _CLOSING)
            if depth < 0:
                return False
        if depth:
            return False
    return True
