"""How places, moves and changes read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from handlers.views.hours import hours
from handlers.views.table import table_at, table_name
from locales import N_, Texts
from missions.changes import Place
from storage.tables import Mission

CHANGES = {
    "timetable-mended": N_("Timetable repaired"),
    "session-moved": N_("{title}: new time or place"),
    "session-cancelled": N_("{title}: cancelled"),
}


def where(_: Texts, place: Place) -> str:
    """The venue in the reader's language, and the table."""
    if not place.title:
        return _.plain("place to be announced")
    if not place.table:
        return _.plain("{venue}", venue=place.title)
    return table_at(_, place.title, place.table)


def when(_: Texts, place: Place, mission: Mission) -> str:
    """Day and hours in the mission's time."""
    both = hours(_, place.starts_at, place.ends_at, mission.time_zone)
    return _.plain("{day}, {hours}", day=_.day(place.starts_at, mission.time_zone), hours=both)


def arrow(_: Texts, before: object, after: object) -> Markup:
    """Struck through what was, bold what is."""
    return _("<s>{before}</s>\n→ <b>{after}</b>", before=before, after=after)


def at_another_time(before: Place, after: Place) -> bool:
    return before.starts_at != after.starts_at


def elsewhere(before: Place, after: Place) -> bool:
    """Whether the two meet at another place, or the same place has another name."""
    return (before.title, before.table, before.address) != (after.title, after.table, after.address)


def other_interpreter(before: Place, after: Place) -> bool:
    return before.interpreter_id != after.interpreter_id


def from_to(_: Texts, before: Place, after: Place, mission: Mission) -> Markup:
    """What of a meeting is different: its time, its place, its interpreter, or only the pin on the map."""
    if before.interpreter == after.interpreter:
        return _moved(_, before, after, mission)
    lines = [] if _same_place(before, after) else [_moved(_, before, after, mission)]
    if after.interpreter and before.interpreter:
        lines.append(_("🗣 Interpreter: {change}", change=arrow(_, before.interpreter, after.interpreter)))
    elif after.interpreter:
        lines.append(_("🗣 Interpreter: {name}", name=after.interpreter))
    else:
        lines.append(_("🗣 No interpreter"))
    return Markup("\n").join(lines)


def _same_place(before: Place, after: Place) -> bool:
    return not at_another_time(before, after) and not elsewhere(before, after)


def _moved(_: Texts, before: Place, after: Place, mission: Mission) -> Markup:
    if at_another_time(before, after):
        return arrow(_, both(_, before, mission), both(_, after, mission))
    if (before.title, before.table) != (after.title, after.table):
        return arrow(_, where(_, before), where(_, after))
    if before.address != after.address and before.address:
        return Markup("\n").join([_("📍 {place}", place=where(_, after)), arrow(_, before.address, after.address)])
    if before.address != after.address:
        return _("📍 {place}\n<b>{address}</b>", place=where(_, after), address=after.address)
    return _("📍 <b>{place}</b>: the location on the map was corrected.", place=where(_, after))


def both(_: Texts, place: Place, mission: Mission) -> str:
    """When and where, in one line."""
    return _.plain("{when}, {where}", when=when(_, place, mission), where=where(_, place))


def pair(_: Texts, names: tuple[str, str]) -> str:
    """Who meets whom."""
    one, other = names
    return _.plain("{one} – {other}", one=one, other=other)


def said(_: Texts, detail: Mapping[str, Any], pairs: Mapping[int, tuple[str, str]]) -> str:
    """A change in one line, for organisers. pairs: the names of the two, by the meeting that was moved."""
    match detail["kind"]:
        case "meeting-moved":
            names = pairs.get(detail["id"])
            return pair(_, names) if names else _.plain("A cancelled meeting")
        case "table-moved":
            named = table_name(_, detail["table"])
            return _.plain("{table}: {before} → {after}", table=named, before=detail["venue"], after=detail["to"])
        case "file-loaded" | "clock-shifted":
            return _of_many(_, detail)
        case "timetable-mended" | "session-moved" | "session-cancelled":
            return _.plain(CHANGES[detail["kind"]], title=detail.get("title", ""))
        case "venue-corrected" if detail["venue"] == detail["to"]:
            return _.plain("{venue}: address or map corrected", venue=detail["venue"])
        case _:
            return _.plain("{before} → {after}", before=detail["venue"], after=detail["to"])


def _of_many(_: Texts, detail: Mapping[str, Any]) -> str:
    """A loaded file, or a shift of the clock."""
    if detail["kind"] == "clock-shifted":
        return _shifted(_, detail)
    n = detail["meetings"]
    return _.plain_ngettext("Mission file: {n} meeting elsewhere", "Mission file: {n} meetings elsewhere", n)


def _shifted(_: Texts, detail: Mapping[str, Any]) -> str:
    """A shift of the clock: from which hour on, of what, by how much."""
    day, n = _.brief_day(date.fromisoformat(detail["day"])), abs(detail["minutes"])
    hour = _.plain("{day} {time}", day=day, time=detail["hour"])
    since = hour if detail["only"] else _.plain("From {hour} on", hour=hour)
    if "venue" in detail:
        since = _.plain("{venue}: {since}", venue=detail["venue"], since=since)
    if detail["minutes"] > 0:
        return _.plain_ngettext("{since}, {n} minute later", "{since}, {n} minutes later", n, since=since)
    return _.plain_ngettext("{since}, {n} minute earlier", "{since}, {n} minutes earlier", n, since=since)
