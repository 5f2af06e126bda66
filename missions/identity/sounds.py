"""The sounds of a folded word, one sign each, so that words of two scripts can be compared sign by sign.

Latin digraphs become one sign (ch, sh → X; kh → K; gh → G; th → T; dh → D; ou → u), w and y the vowels that they are
next to. In Arabic, A, W and Y are the long vowels, ' is ع, and O a final ة or ه. E is a final e that is silent.
"""

from __future__ import annotations

import re

_LATIN = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"techn", "tekn"),
        (r"tch|sch|sh|ch", "X"),
        (r"kh", "K"),
        (r"gh", "G"),
        (r"ph", "f"),
        (r"th", "T"),
        (r"dh", "D"),
        (r"dj|dg(?=[eiy])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"qu|ck", "k"),
        (r"c(?=[eiy])", "s"),
        (r"[cq]", "k"),
        (r"x", "ks"),
        (r"ou|oo|w", "u"),
        (r"ee|y", "i"),
        (r"([a-zA-Z])\1+", r"\1"),
        (r"(?<=..)e$", "E"),
    )
]
_ARABIC = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "AbtTjhKdDrzsXsdtZ'GfqklmnhWY", strict=True))


def is_arabic(word: str) -> bool:
    """Whether a letter of it is Arabic."""
    return any("\u0621" <= sign <= "\u064a" for sign in word)


def latin_sounds(word: str) -> str:
    for pattern, sound in _LATIN:
        word = pattern.sub(sound, word)
    return word


def arabic_sounds(word: str) -> str:
    heard = "".join(_ARABIC.get(sign, sign) for sign in word).replace("WW", "W")
    return f"{heard[:-1]}O" if len(heard) > 2 and heard.endswith("h") else heard


def endings(word: str) -> frozenset[str]:
    """The last vowel of a folded word, in each way that it may be heard: words without one in common are different."""
    if is_arabic(word):
        return frozenset(_ARABIC_ENDS.get(word[-1:], ("",))) | frozenset(("i",) if word.endswith("يه") else ())
    bare = word.rstrip("h")
    heard = bare.removesuffix("e")
    said = _LATIN_ENDS.get(heard[-1:], "")
    return frozenset((said, "i")) if heard != bare else frozenset((said,))


_ANY = ("a", "i", "o", "")
_ARABIC_ENDS = {"ا": ("a", ""), "ه": ("a", "o", ""), "ي": ("a", "i"), "ع": _ANY, "و": ("o", ""), "ح": _ANY}
_LATIN_ENDS = {"a": "a", "i": "i", "y": "i", "o": "o", "u": "o"}
