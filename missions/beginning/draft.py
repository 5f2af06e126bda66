"""What is known so far of a mission that is being begun in the chat, and the plan that it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from locales import N_
from missions.errors import Refusal
from missions.loading.plan.slots import cut_all
from missions.loading.plan.values import DelegationPlan, MissionPlan, SlotBlock, VenuePlan
from missions.names import bare, says_something
from storage.tables.folding import fold

TITLE_LIMIT, PLACE_LIMIT = 200, 200
"""Signs that a mission file may have there, too."""
MINUTES = (15, 20, 25, 30, 45, 60)
TABLES = (5, 10, 15, 20, 30, 50)
MOST_TABLES = 300
MOST_STRETCHES = 6
VENUE = "venue"
"""The key of the mission's first place."""
_KEY_LIMIT = 32
"""Of the 40 signs that a key has: the rest tells missions of one name apart."""

NO_TITLE = N_("Please type a title of at most {most} characters.")
NO_PLACE = N_("Please type the city and the country, at most {most} characters.")
UNREADABLE_STRETCHES = N_("Please type the hours of a day as 9:00–13:00, 14:00–17:00.")
NO_SLOT = N_("No meeting of {minutes} minutes fits into these hours. Please type others.")
NO_NUMBER = N_("Please type a number from 1 to {most}.")

_HOUR = r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?"
_STRETCH = re.compile(rf"{_HOUR}\s*(?:-|–|—|→|à|to|a|إلى)\s*{_HOUR}")


@dataclass(frozen=True, slots=True)
class MissionDraft:
    """The answers, as JSON keeps them; days and hours in ISO 8601, minutes and tables as they are proposed."""

    title: Mapping[str, str] = field(default_factory=dict)
    starts_on: str = ""
    ends_on: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str = ""
    hours: Sequence[Sequence[str]] = (("09:00", "13:00"), ("14:00", "17:00"))
    """From when to when people meet, each day."""
    minutes: int = 30
    tables: int = 10
    delegations: Sequence[Mapping[str, str]] = ()
    """Each with its country, and its title by language beside it: {"country": "MA", "fr": "Maroc"}."""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> MissionDraft:
        """As it was kept."""
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        """For a conversation's data."""
        return asdict(self)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last."""
        return date.fromisoformat(self.starts_on), date.fromisoformat(self.ends_on)

    @property
    def stretches(self) -> list[tuple[time, time]]:
        """The hours of a day."""
        return [(time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in self.hours]


def titled(draft: MissionDraft, texts: Mapping[str, str]) -> MissionDraft:
    """With titles by language; those of other languages stay.

    Raises:
        Refusal: one says nothing or is too long.
    """
    tidy = {code: " ".join(text.split()) for code, text in texts.items()}
    if not tidy or not all(says_something(text) and len(text) <= TITLE_LIMIT for text in tidy.values()):
        raise Refusal(NO_TITLE, most=TITLE_LIMIT)
    return replace(draft, title={**draft.title, **tidy})


def placed(draft: MissionDraft, text: str) -> MissionDraft:
    """With the place that was typed; where another one was, its coordinates go.

    Raises:
        Refusal: it says nothing or is too long.
    """
    place = ", ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    if not says_something(place) or len(place) > PLACE_LIMIT:
        raise Refusal(NO_PLACE, most=PLACE_LIMIT)
    return replace(draft, place=place, latitude=None, longitude=None)


def timed(draft: MissionDraft, text: str) -> MissionDraft:
    """With the hours of a day that were typed: "9–13, 14:00–17:30".

    Raises:
        Refusal: they cannot be read, overlap, or no meeting fits.
    """
    parts = [part.strip() for part in re.split(r"[,;،\n]|\bet\b|\band\b", bare(text)) if part.strip()]
    found = [_STRETCH.fullmatch(part) for part in parts]
    try:
        pairs = [(_time(each[1], each[2]), _time(each[3], each[4])) for each in found if each]
    except ValueError:
        raise Refusal(UNREADABLE_STRETCHES) from None
    flat = [hour for pair in sorted(pairs) for hour in pair]
    if len(pairs) != len(parts) or not 1 <= len(pairs) <= MOST_STRETCHES or flat != sorted(flat) or not _apart(pairs):
        raise Refusal(UNREADABLE_STRETCHES)
    hours = [[f"{begins:%H:%M}", f"{ends:%H:%M}"] for begins, ends in sorted(pairs)]
    return _with_slots(replace(draft, hours=hours))


def lasting(draft: MissionDraft, minutes: int) -> MissionDraft:
    """With meetings of this length.

    Raises:
        Refusal: none fits.
    """
    return _with_slots(replace(draft, minutes=minutes))


def seated(draft: MissionDraft, text: str) -> MissionDraft:
    """With the number of tables that was typed.

    Raises:
        Refusal: it is no such number.
    """
    written = bare(text)
    if not written.isdecimal() or not 1 <= int(written) <= MOST_TABLES:
        raise Refusal(NO_NUMBER, most=MOST_TABLES)
    return replace(draft, tables=int(written))


def _apart(pairs: Sequence[tuple[time, time]]) -> bool:
    return all(begins < ends for begins, ends in pairs)


def _time(hour: str, minute: str | None) -> time:
    return time(int(hour), int(minute or 0))


def _with_slots(draft: MissionDraft) -> MissionDraft:
    """The same, once every stretch has a slot on every day."""
    if cut_all(blocks(draft), ZoneInfo(draft.time_zone))[1]:
        raise Refusal(NO_SLOT, minutes=draft.minutes)
    return draft


def blocks(draft: MissionDraft) -> tuple[SlotBlock, ...]:
    """The stretches of each day, as a mission file has them."""
    first, last = draft.days
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(SlotBlock(day, begins, ends, draft.minutes) for day in days for begins, ends in draft.stretches)


def slots(draft: MissionDraft) -> int:
    """How many there are in all."""
    return len(cut_all(blocks(draft), ZoneInfo(draft.time_zone))[0])


def plan(draft: MissionDraft, language: str, known: Sequence[str]) -> MissionPlan:
    """What a file of this mission would say. language: the organiser's. known: keys of missions that there are."""
    first, last = draft.days
    cut, _errors = cut_all(blocks(draft), ZoneInfo(draft.time_zone))
    default = language if language in draft.title else next(iter(draft.title))
    venue = VenuePlan(
        VENUE,
        {default: draft.place},
        latitude=draft.latitude,
        longitude=draft.longitude,
        tables=tuple(str(number) for number in range(1, draft.tables + 1)),
    )
    return MissionPlan(
        key=key(draft, known),
        title=draft.title,
        default_language=default,
        starts_on=first,
        ends_on=last,
        time_zone=draft.time_zone,
        delegations=delegations(draft, default),
        venues=(venue,),
        slot_blocks=blocks(draft),
        slots=cut,
    )


def delegations(draft: MissionDraft, language: str) -> tuple[DelegationPlan, ...]:
    """Each with a key of its own."""
    found: dict[str, DelegationPlan] = {}
    for each in draft.delegations:
        titles = {code: text for code, text in each.items() if code != "country"}
        titles.setdefault(language, next(iter(titles.values())))
        name = unused(slug(titles.get("en", "") or titles[language]) or each["country"].lower() or "delegation", found)
        found[name] = DelegationPlan(name, titles, each["country"])
    return tuple(found.values())


def key(draft: MissionDraft, known: Sequence[str]) -> str:
    """Of the title's words in Latin letters and the year: "malaga-2027"."""
    words = next((found for text in draft.title.values() if (found := slug(text))), "mission")
    year = draft.starts_on[:4]
    return unused(words if year in words else f"{words}-{year}", known)


def slug(text: str) -> str:
    """Small letters, digits and hyphens; empty for a text in other letters."""
    plain = fold(text)
    words = re.findall(r"[a-z0-9]+", plain) if plain.isascii() else []
    short = ""
    for word in words:
        longer = f"{short}-{word}" if short else word[:_KEY_LIMIT]
        if len(longer) > _KEY_LIMIT:
            break
        short = longer
    return short


def unused(wanted: str, known: Sequence[str] | Mapping[str, object]) -> str:
    """The key, or the next one that no mission has."""
    found, number = wanted, 2
    while found in known:
        found, number = f"{wanted}-{number}", number + 1
    return found
