"""One language's voice."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.support import Translations
from markupsafe import Markup, escape

from locales import bidi
from locales.languages import Language

_TAG = re.compile("<[^>]*>")
_DAY_OF_MONTH = re.compile(r"(?<![\w'])d(?![\w'])")
"""The number of the day in a CLDR pattern, where one digit is enough; not within a quoted word."""

Zone = datetime.tzinfo | str
"""A time zone, or its name in the IANA database."""


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name, known to every extractor
    """Mark a text that is translated later, with the voice of whoever reads it."""
    return msgid


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - as N_, for a counted text
    """Mark a counted text that is translated later."""
    return singular, plural


class Message(Protocol):
    """What the domain has to say: a marked msgid and its values.

    With attributes ``plural: str`` and ``n: int`` besides, it is a counted text.
    """

    @property
    def msgid(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


class InScripts(Protocol):
    """A name that is written in Arabic letters and in others."""

    def read_in(self, *, arabic: bool) -> str: ...

    def in_both(self, *, arabic: bool) -> str: ...


class _Prepared(str):
    """Text that a voice made: its values are stripped and isolated already, so it is inserted as it is."""

    __slots__ = ()


class Texts:
    """Says things in one language; handlers have it as ``_``.

    ``_("Hello {name}", name=x)`` is for message bodies in Telegram's HTML; what comes from people is stripped
    of direction controls, escaped, and isolated where the directions could mix. ``_.plain(…)`` does the same
    without HTML, for buttons, toasts, names of files and contacts. What one of them returned can be a value
    of the next. Literal braces are doubled, as in every format string.

    A value may be a text per language (``{"en": "…", "fr": "…"}``: shown in the reader's), a date, a number,
    a name in two scripts (shown in the reader's), or anything with a ``str``. A ``datetime`` has to be given as
    text, since only the caller knows the zone it is told in. Values are looked at only when the sentence shows them.

    Raises:
        KeyError: the sentence shows a value that was not given.
        TypeError: it shows a ``datetime``.
    """

    def __init__(self, language: Language, translations: Translations, phone_zone: str = "") -> None:
        self.language = language
        self.phone_zone = phone_zone
        """Of the reader's phone, where it may show another time than the mission's; empty where it is not known."""
        self._translations = translations

    def on_phone(self, zone: str) -> Texts:
        """The same voice for a reader whose phone is in this time zone."""
        return self if zone == self.phone_zone else Texts(self.language, self._translations, zone)

    def __call__(self, msgid: str, /, **values: object) -> Markup:
        return self._html(self._translations.gettext(msgid), values)

    def plain(self, msgid: str, /, **values: object) -> str:
        """The text without HTML."""
        return self._text(self._translations.gettext(msgid), values)

    def ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> Markup:
        """A counted text; the sentence shows ``{n}`` as a number of the language."""
        return self._html(self._translations.ngettext(singular, plural, n), {"n": self.number(n)} | values)

    def plain_ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """A counted text without HTML."""
        return self._text(self._translations.ngettext(singular, plural, n), {"n": self.number(n)} | values)

    def pgettext(self, context: str, msgid: str, /, **values: object) -> Markup:
        """A text whose words mean something else elsewhere."""
        return self._html(cast(str, self._translations.pgettext(context, msgid)), values)

    def plain_pgettext(self, context: str, msgid: str, /, **values: object) -> str:
        """A text whose words mean something else elsewhere, without HTML."""
        return self._text(cast(str, self._translations.pgettext(context, msgid)), values)

    def message(self, message: Message, /, **values: object) -> Markup:
        """What the domain has to say, as HTML; the values given here go before the message's own."""
        return self._html(self._template(message), self._values(message) | values)

    def plain_message(self, message: Message, /, **values: object) -> str:
        """What the domain has to say, without HTML."""
        return self._text(self._template(message), self._values(message) | values)

    def choose(self, texts: Mapping[str, str]) -> str:
        """Of a text given in several languages, the reader's own, else the nearest; as it was written."""
        return self.language.choose(texts)

    def date(self, day: datetime.date) -> str:
        """A date with its year: ``10 July 2006``."""
        return self._dated(day, self.language.locale.date_formats["long"].pattern)

    def days(self, first: datetime.date, last: datetime.date) -> str:
        """From which day to which, what both have in common said once: ``1 to 5 December 2026``."""
        if first == last:
            return self.date(first)
        locale = self.language.locale
        start = self.date(first)
        if first.year == last.year:
            start = self._dated(first, locale.datetime_skeletons["d" if first.month == last.month else "MMMMd"].pattern)
        return _Prepared(self.language.span.format(first=start, last=self.date(last)))

    def day(self, moment: datetime.date, zone: Zone | None = None) -> str:
        """Weekday, day and month: ``Monday 10 July``. A ``datetime`` needs the zone it is told in."""
        return self._day(moment, zone, self.language.day)

    def brief_day(self, moment: datetime.date, zone: Zone | None = None) -> str:
        """The same for a button among others: ``Mon 10 Jul``."""
        return self._day(moment, zone, self.language.brief_day)

    def _day(self, moment: datetime.date, zone: Zone | None, pattern: str) -> str:
        if isinstance(moment, datetime.datetime):
            moment = _local(moment, zone)
        return self._dated(moment, pattern)

    def _dated(self, day: datetime.date, pattern: str) -> str:
        if day.day == 1 and self.language.first_of_month:
            pattern = _DAY_OF_MONTH.sub(f"'{self.language.first_of_month}'", pattern)
        return _Prepared(format_date(day, pattern, self.language.locale))

    def time(self, moment: datetime.datetime, zone: Zone) -> str:
        """Hours and minutes: ``09:30``."""
        return self._embedded(f"{_local(moment, zone):%H:%M}")

    def period(self, start: datetime.datetime, end: datetime.datetime, zone: Zone) -> str:
        """From when to when on one day: ``10:00–10:30``."""
        return _Prepared(self.language.period.format(start=self.time(start, zone), end=self.time(end, zone)))

    def number(self, number: float) -> str:
        """A number, grouped as the language does: ``1,500``."""
        return self._embedded(format_decimal(number, locale=self.language.locale))

    def both(self, name: str) -> str:
        """A name as this reader reads it, and as its owner writes it where that is another script."""
        in_both = getattr(name, "in_both", None)
        return self._embedded(name if in_both is None else in_both(arabic=self.language.rtl))

    def list(self, items: Iterable[object]) -> str:
        """Things one after another: ``a, b and c``; HTML where one of the items is."""
        given = [*items]
        locale = self.language.locale
        if any(isinstance(item, Markup) for item in given):
            escaped = format_list([self._html_value(item) for item in given], locale=locale)
            return Markup(escaped)  # noqa: S704 - each item is
        return _Prepared(format_list([self._text_value(item) for item in given], locale=locale))

    def _template(self, message: Message) -> str:
        plural: str | None = getattr(message, "plural", None)
        n: int | None = getattr(message, "n", None)
        if plural is None or n is None:
            return self._translations.gettext(message.msgid)
        return self._translations.ngettext(message.msgid, plural, n)

    def _values(self, message: Message) -> dict[str, object]:
        count: int | None = getattr(message, "n", None)
        return ({} if count is None else {"n": self.number(count)}) | dict(message.values)

    def _html(self, template: str, values: Mapping[str, object]) -> Markup:
        return Markup(self._sentence(template).format_map(_Values(values, self._html_value)))  # noqa: S704 - ours; each value is escaped

    def _text(self, template: str, values: Mapping[str, object]) -> str:
        return _Prepared(self._sentence(template).format_map(_Values(values, self._text_value)))

    def _sentence(self, template: str) -> str:
        return bidi.isolate_commands(template) if self.language.rtl else template

    def _html_value(self, value: object) -> Markup:
        return value if isinstance(value, Markup) else escape(self._text_value(value))

    def _text_value(self, value: object) -> str:
        match value:
            case _Prepared():
                return value
            case Markup():
                # What is < or > in a value is escaped in it: what is left are tags.
                return self._embedded(Markup(_TAG.sub("", value)).unescape())  # noqa: S704 - only to unescape it
            case str() if hasattr(value, "read_in"):
                return self._embedded(cast(InScripts, value).read_in(arabic=self.language.rtl))
            case datetime.datetime():
                raise TypeError("a datetime is shown in a zone: give it as text, from day(), time() or period()")
            case datetime.date():
                return self.date(value)
            case dict():
                return self._embedded(self.language.choose(value))
            case _:
                return self._embedded(str(value))

    def _embedded(self, text: str) -> str:
        return _Prepared(bidi.embed(text, right_to_left=self.language.rtl))


class _Values:
    """The values of one sentence, made ready when the sentence shows them."""

    def __init__(self, values: Mapping[str, object], ready: Callable[[object], str]) -> None:
        self._values = values
        self._ready = ready

    def __getitem__(self, name: str) -> str:
        return self._ready(self._values[name])


def _local(moment: datetime.datetime, zone: Zone | None) -> datetime.datetime:
    if zone is None or moment.tzinfo is None:
        raise TypeError("a moment is told in a zone: an aware datetime and a time zone are needed")
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
