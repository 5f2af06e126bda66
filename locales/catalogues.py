"""The catalogues, read from ``.po`` when the process starts: there is no compiled file to forget."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Self

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from locales.languages import Language, find
from locales.texts import Texts

FOLDER = Path(__file__).parent


class Catalogues:
    """The languages Wasl speaks: every folder of ``locales/`` that has a ``language.toml``."""

    def __init__(self, voices: dict[str, Texts]) -> None:
        self._voices = voices

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read each language of the folder.

        Raises:
            LanguageError: a ``language.toml`` cannot be used.
            babel.messages.pofile.PoFileError: a catalogue cannot be read.
        """
        return cls(
            {code: Texts(language, _translations(language, folder / code)) for code, language in find(folder).items()}
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages, in the order of their codes."""
        return tuple(self._voices)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages, to choose from."""
        return tuple(voice.language for voice in self._voices.values())

    def texts(self, code: str) -> Texts:
        """The voice of a language.

        Raises:
            KeyError: there is no such language; ``pick`` makes sure of one.
        """
        return self._voices[code]

    def pick(self, telegram_language_code: str | None, default: str) -> str:
        """The language for someone whose Telegram reports this IETF tag (``fr-CA``), else the default."""
        tag = (telegram_language_code or "").lower().replace("_", "-")
        return next((code for code in (tag, tag.split("-")[0]) if code in self._voices), default)


@cache
def catalogues() -> Catalogues:
    """The catalogues that come with Wasl, read once."""
    return Catalogues.load()


def merged(language: Language, paths: list[Path]) -> Catalog:
    """The messages of several files as one catalogue; of two alike the first that is translated stays."""
    catalogue = Catalog(locale=language.locale)
    catalogue.mime_headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Plural-Forms", language.plural),
    ]
    for message in (message for path in paths for message in read(language, path) if message.id):
        known = catalogue.get(message.id, message.context)
        if known is not None and translated(message) and not translated(known):
            catalogue.delete(known.id, known.context)
        if catalogue.get(message.id, message.context) is None:
            catalogue[message.id] = message
    return catalogue


def translated(message: Message) -> bool:
    """Whether the message says something in each of its forms."""
    return all([message.string] if isinstance(message.string, str) else message.string or [""])


def read(language: Language, path: Path) -> Catalog:
    """One file of a language."""
    with path.open("rb") as file:
        return read_po(file, locale=language.locale, abort_invalid=True)


def _translations(language: Language, folder: Path) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, merged(language, sorted(folder.glob("*.po"))))
    compiled.seek(0)
    return Translations(compiled)
