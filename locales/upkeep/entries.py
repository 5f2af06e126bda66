"""A catalogue as it is written: every entry with its line, those included that are never shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

from locales.languages import Language
from locales.upkeep.extraction import Key


class EntriesError(Exception):
    """A catalogue that cannot be read; with the line, from 1, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of one file."""

    path: Path
    line: int
    context: str | None
    msgid: str
    plural: str | None
    strings: tuple[str, ...]
    """One for each plural form; one alone for a text without plural."""
    fuzzy: bool
    obsolete: bool
    comments: tuple[str, ...]
    """What translators wrote above it."""

    @property
    def key(self) -> Key:
        """How the catalogue knows it."""
        return self.context, self.msgid

    @property
    def header(self) -> bool:
        """Whether it is the head of its file."""
        return not self.msgid


class _EveryMessage(Catalog):
    """A catalogue that also remembers a second message of one msgid, which Babel drops."""

    def __init__(self, language: Language) -> None:
        super().__init__(locale=language.locale)
        self.messages: list[Message] = []

    def __setitem__(self, id: str | list[str] | tuple[str, ...], message: Message) -> None:  # noqa: A002 - as Babel's
        self.messages.append(message)
        super().__setitem__(id, message)


def read_entries(language: Language, path: Path) -> list[Entry]:
    """Every entry of a file.

    Raises:
        EntriesError: Babel cannot read it.
    """
    catalogue = _EveryMessage(language)
    try:
        with path.open("rb") as file:
            PoFileParser(catalogue, abort_invalid=True).parse(file)
    except PoFileError as error:
        raise EntriesError(error.lineno + 1, str(error)) from error
    except ValueError as error:
        raise EntriesError(1, str(error)) from error
    return [*_entries(path, catalogue)]


def _entries(path: Path, catalogue: _EveryMessage) -> Iterator[Entry]:
    for message in catalogue.messages:
        yield _entry(path, message, obsolete=False)
    for message in catalogue.obsolete.values():
        yield _entry(path, message, obsolete=True)


def _entry(path: Path, message: Message, *, obsolete: bool) -> Entry:
    msgid, plural = (message.id, None) if isinstance(message.id, str) else message.id
    return Entry(
        path=path,
        line=message.lineno or 1,
        context=message.context,
        msgid=msgid,
        plural=plural,
        strings=(message.string,) if isinstance(message.string, str) else tuple(message.string or ("",)),
        fuzzy=message.fuzzy,
        obsolete=obsolete,
        comments=tuple(message.user_comments),
    )
