"""What a language needs besides its catalogue, as its folder's ``language.toml`` says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError

SETTINGS = "language.toml"


class LanguageError(Exception):
    """A ``language.toml`` that cannot be used; the message names the file and what would be right."""


@dataclass(frozen=True, slots=True)
class Language:
    """One folder of ``locales/``."""

    code: str
    """The folder's name, as Telegram reports languages: ``fr``."""
    name: str
    """Its own name, as its readers write it."""
    locale: Locale
    """Where dates, months, numbers and lists come from (CLDR)."""
    direction: Literal["ltr", "rtl"]
    plural: str
    """The ``Plural-Forms`` header of its catalogue."""
    fallback: tuple[str, ...] = ()
    """Which languages its readers would rather see, when a text was not given in theirs."""
    day: str = "EEEE d MMMM"
    """Weekday, day and month, as a CLDR pattern."""
    brief_day: str = "EEE d MMM"
    """The same where there is little room."""
    first_of_month: str = ""
    """How the first day of a month is counted, where not as ``1``: ``1ᵉʳ``."""
    span: str = "{first} – {last}"
    """From one day to another."""
    period: str = "{start}–{end}"
    """From when to when on one day."""
    rules: tuple[str, ...] = ()
    """Rules of typography its catalogue is checked for (``locales.typography``)."""
    source: bool = False
    """Whether the msgids are written in it."""

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return self.direction == "rtl"

    def choose(self, texts: Mapping[str, str]) -> str:
        """Of one text in several languages, the one for a reader of this language.

        Theirs, else the first of the fallback order, else any; empty texts count as missing.
        """
        for code in (self.code, *self.fallback, *texts):
            if texts.get(code):
                return texts[code]
        return ""


def find(folder: Path) -> dict[str, Language]:
    """The languages of a folder, by code: every folder in it that has a ``language.toml``."""
    return {path.parent.name: read(path) for path in sorted(folder.glob(f"*/{SETTINGS}"))}


def read(path: Path) -> Language:
    """One ``language.toml``.

    Raises:
        LanguageError: it is no TOML, a key is missing or unknown, or a value is not of its kind.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        if values.get("direction") not in {"ltr", "rtl"}:
            raise LanguageError('direction must be "ltr" or "rtl"')  # noqa: TRY301 - told with the path below
        values["locale"] = Locale.parse(values["locale"])
        for key in ("fallback", "rules"):
            values[key] = tuple(values.get(key, ()))
        return Language(code=path.parent.name, **values)
    except KeyError as error:
        raise LanguageError(f"{path}: {error} is missing") from error
    except (LanguageError, ValueError, TypeError, UnknownLocaleError) as error:
        raise LanguageError(f"{path}: {error}") from error
