"""A Latin form of a name in Arabic letters, as its owner is asked to confirm: usual spellings first, letters else."""

from __future__ import annotations

import re

from missions.identity.lexicon import arabic
from missions.identity.personal_names import Shared, parse, shared
from storage.tables.called import is_arabic

_SOUNDS = [
    "b",
    "t",
    "th",
    "j",
    "h",
    "kh",
    "d",
    "d",
    "r",
    "z",
    "s",
    "ch",
    "s",
    "d",
    "t",
    "z",
    "-",
    "gh",
    "f",
    "k",
    "k",
    "l",
    "m",
    "n",
    "h",
]
_LETTERS = {letter: sound.strip("-") for letter, sound in zip("بتثجحخدذرزسشصضطظعغفقكلمنه", _SOUNDS, strict=True)}
_VOWELS = {"ا": "a", "و": "ou", "ي": "i"}
_PREFIXES = (("عبد", "Abdel"), ("بن", "Ben"), ("ابو", "Abou"), ("بو", "Bou"))
_ENDS_AS_VOWEL = re.compile(r"ه$")


def romanised(name: str) -> str:
    """The name in Latin letters; empty where it has none in Arabic."""
    if not is_arabic(name):
        return ""
    return " ".join(_part(part[0]) for part in parse(name).parts)


def other_form(name: str, *known: str) -> str:
    """The same name in the other script: what is known of it, else a proposal for one in Arabic, else nothing."""
    for each in known:
        if is_arabic(each) != is_arabic(name) and shared(parse(name), parse(each)) is Shared.ALL:
            return each
    return romanised(name)


def _part(word: str) -> str:
    if not is_arabic(word):
        return word.capitalize()
    if (spelt := arabic().get(word)) is not None:
        return spelt.usual
    for prefix, latin in _PREFIXES:
        if word.startswith(prefix) and (rest := arabic().get(word.removeprefix(prefix))) is not None:
            return f"{latin}{rest.usual[:1].lower()}{rest.usual[1:]}"
    return _by_letters(word).capitalize()


def _by_letters(word: str) -> str:
    """Letter by letter, with an "a" between two consonants: not how it must be spelt, but readable."""
    spelt: list[str] = []
    after_consonant = False
    for sign in _ENDS_AS_VOWEL.sub("ا", word):
        sound = _LETTERS.get(sign, "")
        if sound and after_consonant:
            spelt.append("a")
        spelt.append(sound or _VOWELS.get(sign, "a" if sign == "ع" else ""))
        after_consonant = bool(sound)
    return re.sub(r"a{2,}", "a", "".join(spelt))
