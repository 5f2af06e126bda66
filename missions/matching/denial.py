"""What a text denies: "no dental", "pas de revendeurs", "machi dyal snan"."""

from __future__ import annotations

import re

_NO = (
    r"(?:(?:mais|et|but|and|pero|y|w)\s+)?(?:"
    r"(?:(?:nous\s+)?ne\s+\w+\s+pas|pas)(?!\s+(?:seulement|que|cher|chère|loin))(?:\s+(?:de|des|d['’]|du|les?|la|un|une))?"
    r"|sauf|hors(?!\s*[-d])|excepté|ni"
    r"|no(?!\s*[.°]?\s*\d|\s+(?:sólo|solo|solamente|only)\b)(?:\s+(?:nos\s+)?(?:interesan?|buscamos|queremos|necesitamos)\b)?"
    r"|(?:we\s+)?(?:do\s+not|don['’]t|are\s+not|not)(?!\s+(?:only|just))(?:\s+(?:want|need|looking\s+for|interested\s+in))?"
    r"|except|other\s+than|salvo|excepto"
    r"|machi|mach|bla|(?:ma\s*)?bghi(?:na|t)ch|ghir\s+machi"
    r"|ماشي|بلا|ليس|ليست|باستثناء|ما\s+عدا|لا\s+(?:نريد|نبحث|نحتاج|نهتم)|ما\s*بغيناش"
    r")"
)
_DENIED = re.compile(
    rf"(?<![\w'’])(?P<no>{_NO})(?![\w])(?P<what>(?:(?!\s(?:mais|but|pero|sino|ولكن|لكن|walakin)\s)[^,;:.،؛!?\n(){{}}])+)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?P<what>(?:^|(?<=[,;:.،؛(/]))[^,;:.،؛!?\n(){}/-]+?)\s(?:NON|NO|non)(?=\s*(?:[,;:.،؛)\-]|$))")


def denied(text: str) -> tuple[tuple[int, int], ...]:
    """First and last character of each part that is denied, from the comma before it on."""
    spans = [(m.start("no"), m.end("what")) for m in _DENIED.finditer(text)]
    spans += [m.span() for m in _AFTER.finditer(text) if not any(a < m.end() and m.start() < b for a, b in spans)]
    return tuple(sorted((len(text[:first].rstrip(" ,;:،؛-")), last) for first, last in spans))
