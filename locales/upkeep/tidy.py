"""Setting the French spaces and apostrophes that a keyboard has not: what needs no thought is not left to a person."""

import re
from collections.abc import Callable
from pathlib import Path

from locales.languages import find
from locales.upkeep.typography import MARKUP

_STRING = re.compile(r'^(msgstr(?:\[\d+\])? )?"(.*)"$')


def french_spaces(text: str) -> str:
    """U+202F before ``; ! ?``, U+00A0 before ``:`` and within « », where a plain space stands (or none, in « »)."""
    text = re.sub(" +([;!?])", "\u202f\\1", text)
    text = re.sub(" +:", "\u00a0:", text)
    return re.sub("« *(?![\u00a0\u202f])", "«\u00a0", re.sub("(?<![\u00a0\u202f ]) *»", "\u00a0»", text))


def curly_apostrophe(text: str) -> str:
    """’ for '."""
    return text.replace("'", "’")


REMEDIES: dict[str, Callable[[str], str]] = {"french-spaces": french_spaces, "curly-apostrophe": curly_apostrophe}


def tidy(root: Path) -> list[Path]:
    """Mend what each language's rules have a remedy for, in its translations; gives the files that changed."""
    changed = []
    for language in find(root / "locales").values():
        remedies = [REMEDIES[rule] for rule in language.rules if rule in REMEDIES]
        for path in sorted((root / "locales" / language.code).glob("*.po")) if remedies else []:
            text = path.read_text(encoding="utf-8")
            mended = _mended(text, remedies)
            if mended != text:
                path.write_text(mended, encoding="utf-8")
                changed.append(path.relative_to(root))
    return changed


def _mended(catalogue: str, remedies: list[Callable[[str], str]]) -> str:
    lines: list[str] = []
    translation = False
    for line in catalogue.split("\n"):
        match = _STRING.match(line)
        translation = line.startswith("msgstr") or (translation and match is not None)
        # The head is no text: its plural may have "n==1 ? 0 : 1".
        told = match is not None and translation and not line.startswith('"Plural-Forms:')
        lines.append(f'{match[1] or ""}"{_outside_markup(match[2], remedies)}"' if match and told else line)
    return "\n".join(lines)


def _outside_markup(text: str, remedies: list[Callable[[str], str]]) -> str:
    for remedy in remedies:
        pieces = re.split(f"({MARKUP.pattern})", text)
        text = "".join(piece if index % 2 else remedy(piece) for index, piece in enumerate(pieces))
    return text
