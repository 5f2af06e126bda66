"""Bringing the catalogues up to date with the code.

What the code says and a language has not yet is added untranslated (the language of the msgids has them as they are);
what no code says any more goes; the files of a folder become one. Nothing is guessed. Places are given without their
line, in the order of the code: an edit elsewhere changes no catalogue.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from locales.languages import Language, find
from locales.upkeep.check import SPEAKING
from locales.upkeep.entries import Entry, read_entries
from locales.upkeep.extraction import Extracted, Key, Use, extract
from locales.upkeep.plurals import numbers_of

TEMPLATE = "messages.pot"
CATALOGUE = "messages.po"


class UpdateError(Exception):
    """Nothing was changed; the message says what has to be settled first."""


def update(root: Path) -> list[Path]:
    """Write the template and a catalogue for each language.

    Returns:
        The files that changed or went away, relative to the root.

    Raises:
        UpdateError: two files of a language translate a text differently.
        LanguageError, PluralError, EntriesError: a language or a catalogue cannot be read.
    """
    extracted = extract(root, SPEAKING)
    folder = root / "locales"
    languages = find(folder).values()
    known = {language.code: _known(language, folder / language.code) for language in languages}
    written = {folder / TEMPLATE: _file(extracted, None, {})}
    for language in languages:
        written[folder / language.code / CATALOGUE] = _file(extracted, language, known[language.code])
    changed = [path for path, text in written.items() if not path.exists() or path.read_bytes() != text]
    for path in changed:
        path.write_bytes(written[path])
    merged = [path for path in folder.glob("*/*.po") if path not in written and path.parent.name in known]
    for path in merged:
        path.unlink()
    return [path.relative_to(root) for path in sorted([*changed, *merged])]


def _known(language: Language, folder: Path) -> dict[Key, Entry]:
    known: dict[Key, Entry] = {}
    for path in sorted(folder.glob("*.po")):
        for entry in read_entries(language, path):
            if entry.header or entry.obsolete or not any(entry.strings):
                continue
            first = known.setdefault(entry.key, entry)
            if first.strings != entry.strings:
                places = f"{first.path}:{first.line} and {entry.path}:{entry.line}"
                raise UpdateError(f'"{entry.msgid}" is translated differently in {places}: make them one')
    return known


def _file(extracted: Extracted, language: Language | None, known: dict[Key, Entry]) -> bytes:
    catalogue = Catalog(locale=language.locale if language else None, fuzzy=False)
    forms = numbers_of(language) if language else [{1}, set()]
    for key, use in sorted(extracted.uses.items(), key=lambda item: item[1].places[0]):
        entry = known.get(key)
        kept = entry if entry is not None and entry.plural == use.plural else None
        catalogue.add(
            use.msgid if use.plural is None else (use.msgid, use.plural),
            _string(use, kept, forms, source=language is not None and language.source),
            locations=[(path.as_posix(), 0) for path in dict.fromkeys(path for path, _line in use.places)],
            flags=["fuzzy"] if kept is not None and kept.fuzzy else [],
            auto_comments=use.comments,
            user_comments=kept.comments if kept is not None else (),
            context=use.context,
        )
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, include_lineno=False)
    return f"{_head(language)}{body.getvalue().decode().strip()}".strip().encode() + b"\n"


def _string(use: Use, kept: Entry | None, forms: list[set[int]], *, source: bool) -> str | tuple[str, ...]:
    if use.plural is None:
        return kept.strings[0] if kept else use.msgid if source else ""
    if kept:
        return kept.strings
    return tuple((use.msgid if numbers == {1} else use.plural) if source else "" for numbers in forms)


def _head(language: Language | None) -> str:
    """The head of a file, without the dates that would change it each time."""
    fields = {"Language": language.code} if language else {}
    fields |= {"MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit"}
    fields |= {"Plural-Forms": language.plural} if language else {}
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n'
