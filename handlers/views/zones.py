"""Time zones by the names that people know them by: a city, or a country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from zlib import crc32

from babel import Locale
from babel.dates import get_timezone_location
from markupsafe import Markup

from handlers.views.data import MenuChoice
from handlers.views.keyboards import button
from handlers.views.message import Rows
from locales import Texts, catalogues
from locales.languages import Language
from missions.day.phone_zone import zones_of
from missions.names import fold
from timekeeping.countries import zones_by_country

_MORE = {
    "Africa/Casablanca": "rabat fes marrakech tanger tangier agadir meknes oujda tetouan الرباط فاس مراكش طنجه اكادير",
    "Europe/Madrid": "malaga sevilla seville barcelona valencia granada cordoba مالقه اشبيليه برشلونه غرناطه قرطبه",
    "Africa/Abidjan": "bouake yamoussoukro korhogo بواكي",
    "Africa/Dakar": "thies",
    "Europe/Paris": "marseille lyon toulouse bordeaux مرسيليا ليون",
}
"""Large cities of the region that the tz database does not list, folded."""


def city(_: Texts, zone: str) -> str:
    """The city after which a zone is called, in the reader's language."""
    return _city(_.language, zone)


def asked(_: Texts, zone: str) -> tuple[Markup, Rows]:
    """What a person who joins reads of the mission's hours, and the way to say that their phone shows others."""
    line = _("🕓 All hours are in the time of {city}.", city=city(_, zone))
    choice = button(_.plain("🕓 My phone shows another time"), MenuChoice(to="time"))
    return line, [] if _.phone_zone else [[choice]]


def number_of(zone: str) -> int:
    """A button names a zone by a number, which lists of other editions keep."""
    return crc32(zone.encode())


def zone_of(number: int) -> str | None:
    """The zone with this number."""
    return _by_number().get(number)


def typed(text: str, now: datetime) -> Sequence[str]:
    """The zones of the cities and countries that a text names, in any of our languages."""
    said = f" {fold(text)} "
    cities = [zone for name, zone in _by_city() if f" {name} " in said]
    if cities:
        return list(dict.fromkeys(cities))
    return [zone for name, country in _by_country() if f" {name} " in said for zone in zones_of(country, now)]


def _city(language: Language, zone: str) -> str:
    return get_timezone_location(zone, locale=language.locale, return_city=True).rpartition("/")[2]


@cache
def _by_number() -> Mapping[int, str]:
    return {number_of(zone): zone for zones in zones_by_country().values() for zone in zones}


@cache
def _by_city() -> Sequence[tuple[str, str]]:
    """Longest names first: one may be part of another."""
    found = {
        (fold(name), zone)
        for zone in _by_number().values()
        for name in (*(_city(each, zone) for each in catalogues().languages), zone.rpartition("/")[2].replace("_", " "))
    }
    found |= {(fold(name), zone) for zone, names in _MORE.items() for name in names.split()}
    return sorted(found, key=lambda each: (-len(each[0]), each))


@cache
def _by_country() -> Sequence[tuple[str, str]]:
    """As for cities."""
    found = {
        (fold(str(locale.territories[country])), country)
        for country in zones_by_country()
        for locale in (*(each.locale for each in catalogues().languages), Locale("es"))
        if country in locale.territories
    }
    return sorted(found, key=lambda each: (-len(each[0]), each))
