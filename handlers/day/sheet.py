"""My day as a picture for the phone and as a PDF for printing, from one template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.documents.glyphs import breakable
from handlers.documents.typesetting import DrawnAs, Typeset
from handlers.views.hours import apart
from handlers.views.item import briefly, where
from handlers.views.message import EnclosedFile, NeutralMessage
from locales import Texts
from missions import local_time
from missions.day.items import Item, ItemState, MeetingParty
from missions.day.my_day import MyDay
from missions.day.sheets import SheetToDraw
from storage.tables import Lane, SheetKind

TEMPLATE = "day.typ"
PER_PICTURE = 10
"""Room on one picture, of which a meeting takes two and a free time one: Telegram keeps 1,280 pixels of
height, and more would be small print."""
NOON = time(12)
OF_SESSIONS = "#f2994a"
COLOURS = {ItemState.SET: "#2f80ed", ItemState.PLANNED: "#9b51e0"}


async def draw(_: Texts, sheet: SheetToDraw, typeset: Typeset) -> NeutralMessage:
    """The message with the drawn day."""
    data = contents(_, sheet.day, _version(_, sheet), sheet.kind)
    day, named = _.day(sheet.day.day), [f"delegate:{named}" for each in sheet.day.sure for named in each.named]
    lane = Lane.REPLY if sheet.asked else Lane.CHANGE
    name = f"wasl-{sheet.day.day.isoformat()}"
    if sheet.kind is SheetKind.PICTURE:
        drawn = await typeset(TEMPLATE, data, DrawnAs.PICTURES)
        files = [EnclosedFile(f"{name}-{n}.png", each, _("🖼 {day}", day=day)) for n, each in enumerate(drawn, 1)]
        return NeutralMessage(pictures=files, naming=named, lane=lane)
    caption = _("📄 {day} · version {n}", day=day, n=sheet.version)
    if not sheet.asked:
        caption = _("🔀 {day} has changed: version {n} replaces what you printed before.", day=day, n=sheet.version)
    (paper,) = await typeset(TEMPLATE, data, DrawnAs.PAPER)
    file = EnclosedFile(f"{name}-{sheet.version}.pdf", paper, caption)
    return NeutralMessage(files=[file], naming=named, lane=lane)


def contents(_: Texts, day: MyDay, version: str, kind: SheetKind) -> Mapping[str, object]:
    """What the template says of a day."""
    entries = [entry for _begins, entry in sorted(_entries(_, day), key=lambda each: each[0])]
    entries = entries or [{"free": _.plain("No meetings on this day.")}]
    whose = _.plain("{name}", name=breakable(day.name))
    if day.organisation:
        whose = _.plain("{name}, {organisation}", name=breakable(day.name), organisation=breakable(day.organisation))
    return {
        "language": _.language.code,
        "rtl": _.language.rtl,
        "kind": kind.value,
        "title": _.day(day.day),
        "subtitle": [whose, _.plain("{mission}", mission=day.title), *apart(_, _middle(day), day.zone)],
        "version": version,
        "parts": _parts(entries) if kind is SheetKind.PICTURE else [entries],
    }


def _middle(day: MyDay) -> datetime:
    """An hour of the day at which clocks that change on it have changed."""
    return next((each.starts_at for each in day.sure), local_time.instant(day.day, NOON, ZoneInfo(day.zone)))


def _parts(entries: Sequence[Mapping[str, object]]) -> list[list[Mapping[str, object]]]:
    """The entries of each picture."""
    parts: list[list[Mapping[str, object]]] = [[]]
    height = 0
    for entry in entries:
        height += 1 if "free" in entry else 2
        if height > PER_PICTURE:
            parts.append([])
            height = 1 if "free" in entry else 2
        parts[-1].append(entry)
    return parts


def _version(_: Texts, sheet: SheetToDraw) -> str:
    day = sheet.day
    when = _.plain("{day}, {time}", day=_.day(day.now, day.zone), time=_.time(day.now, day.zone))
    if sheet.kind is SheetKind.PAPER:
        return _.plain("Version {n} · {when}", n=sheet.version, when=when)
    return _.plain("As of {when}", when=when)


def _entries(_: Texts, day: MyDay) -> Iterator[tuple[datetime, Mapping[str, object]]]:
    for item in day.sure:
        yield item.starts_at, _item(_, day, _drawn(item))
    for span in day.free:
        yield span.begins, {"free": _.plain("{hours} · free", hours=_.period(*span, day.zone))}


def _item(_: Texts, day: MyDay, item: Item) -> Mapping[str, object]:
    return {
        "from": _.time(item.starts_at, day.zone),
        "to": _.time(item.ends_at, day.zone),
        "name": briefly(_, item),
        "lines": _lines(_, item),
        "colour": OF_SESSIONS if item.is_session else COLOURS[item.state],
    }


def _lines(_: Texts, item: Item) -> Sequence[str]:
    firms = [item.organisation, *([item.meets.organisation] if item.meets else [])]
    lines = [_.plain("{organisation}", organisation=each) for each in firms if each]
    if place := where(_, item):
        lines.append(place)
    if item.address:
        lines.append(_.plain("{address}", address=item.address))
    if item.also:
        lines.append(_.plain("With {names}", names=_.list(item.also)))
    if item.interpreter:
        lines.append(_.plain("Interpreter: {name}", name=item.interpreter))
    if item.state is ItemState.PLANNED:
        lines.append(_.plain("Not yet confirmed by both"))
    return lines


def _drawn(item: Item) -> Item:
    """The item in signs that our fonts have."""
    return replace(
        item,
        name=breakable(item.name),
        organisation=breakable(item.organisation),
        title={code: breakable(text) for code, text in item.title.items()},
        venue={code: breakable(text) for code, text in item.venue.items()},
        table=breakable(item.table),
        address=breakable(item.address),
        interpreter=breakable(item.interpreter),
        meets=_drawn_side(item.meets) if item.meets else None,
        also=[breakable(name) for name in item.also],
    )


def _drawn_side(side: MeetingParty) -> MeetingParty:
    return side._replace(name=breakable(side.name), organisation=breakable(side.organisation))
