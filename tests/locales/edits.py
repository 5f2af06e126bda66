"""Changes to the house of the tests, so that a check has something to find."""

from pathlib import Path

GREETING = Path("handlers/greeting.py")
ENGLISH, FRENCH, ARABIC = (Path(f"locales/{code}/messages.po") for code in ("en", "fr", "ar"))


def edit(root: Path, path: Path, old: str, new: str) -> int:
    """Replace a text that stands once in a file; gives its line."""
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path}"
    (root / path).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
