"""My day on the screen: now, next, later, free times; directions and contact of what comes next one tap away."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.day.data import DayAct, DayPress
from handlers.views.data import MenuChoice, SheetPress
from handlers.views.duty import absence
from handlers.views.hours import hour, hours, hours_entity
from handlers.views.item import briefly, on_map, shown, what, where
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting_press import Act, MeetingPress
from handlers.views.message import About, Rows
from locales import N_, Texts
from missions.day.items import Item, ItemState, Phases, phases
from missions.day.my_day import MyDay
from storage.tables import CardKind, SheetKind

STATES = {
    ItemState.PLANNED: N_("🧩 Not yet confirmed by both"),
    ItemState.TO_ANSWER: N_("📨 Waiting for your answer"),
    ItemState.ASKED: N_("⏳ Waiting for an answer"),
}


def view(_: Texts, day: MyDay, *, pinned: bool = False) -> Screen:
    """The person's day as it is now. pinned: the message stays at the top, and what its buttons open comes below."""
    found = phases(day.items, day.now)
    text = Markup("\n\n").join([_heading(_, day), *_now_and_next(_, day, found), *_rest(_, day, found)])
    kind = CardKind.PINNED_DAY if pinned else CardKind.MY_DAY
    named = frozenset({day.whose} if day.whose > 0 else ()).union(*(each.named for each in _all(day)))
    until = None if day.is_over else day.until
    which = 0 if pinned else day.day.toordinal()
    about = About(kind, day.whose, day.whose, which, names=named, until=until)
    screen, keyboard = live((text, inline(_, _buttons(_, day, found, pinned=pinned))), about)
    return screen, keyboard.of_notice() if pinned else keyboard


def _all(day: MyDay) -> Sequence[Item]:
    return [*day.items, *([day.coming] if day.coming else [])]


def _heading(_: Texts, day: MyDay) -> Markup:
    head = _("📅 <b>Today</b> · {day}", day=_.day(day.day))
    if day.is_over:
        return Markup("\n").join([head, _("{mission} is over.", mission=day.title)])
    if not day.items:
        return Markup("\n").join([head, _("Nothing today.")])
    return head


def _now_and_next(_: Texts, day: MyDay, found: Phases) -> Sequence[Markup]:
    parts = [_item(_, each, _("🟠 <b>Now</b> · {item}", item=_named(_, day, each))) for each in found.now]
    if found.next is not None:
        parts.append(_item(_, found.next, _("⏰ <b>Next</b> · {item}", item=_named(_, day, found.next))))
    elif day.coming is not None:
        moment = _.day(day.coming.starts_at, day.zone)
        named = _named(_, day, day.coming)
        parts.append(_item(_, day.coming, _("⏰ <b>Next</b> · {day}, {item}", day=moment, item=named)))
    elif day.items and not found.now:
        parts.append(_("That was all."))
    return parts


def _rest(_: Texts, day: MyDay, found: Phases) -> Sequence[Markup]:
    parts = []
    if found.later:
        lines = [_item(_, each, _named(_, day, each)) for each in found.later]
        parts.append(Markup("\n").join([_("🗓 <b>Later</b>"), *lines]))
    ahead = [span for span in day.free if span.begins > day.now]
    if any(span.begins <= day.now < span.ends for span in day.free):
        until = next(span.ends for span in day.free if span.begins <= day.now < span.ends)
        parts.append(_("🟢 You are free until {time}.", time=hour(_, until, day.zone)))
    if ahead:
        times = Markup(" · ").join(hours(_, *span, day.zone) for span in ahead)
        parts.append(_("🟢 <b>Free</b> · {times}", times=times))
    return parts


def _named(_: Texts, day: MyDay, item: Item) -> Markup:
    both = hours_entity(_, item.starts_at, item.ends_at, day.zone)
    return _("{hours} · {what}", hours=both, what=what(_, item))


def _item(_: Texts, item: Item, first: Markup) -> Markup:
    lines = [first]
    if place := where(_, item):
        lines.append(_("📍 {place}", place=place))
    if item.also:
        lines.append(_("👥 With {names}", names=_.list(item.also)))
    if item.interpreter:
        lines.append(_("🗣 Interpreter: {name}", name=item.interpreter))
    if item.state in STATES:
        lines.append(_(STATES[item.state]))
    return Markup("\n").join(lines)


def _buttons(_: Texts, day: MyDay, found: Phases, *, pinned: bool) -> Rows:
    rows: Rows = []
    ahead = found.next or day.coming or next(iter(found.now), None)
    if ahead is not None:
        label = _.plain("{time} {name}", time=_.time(ahead.starts_at, day.zone), name=briefly(_, ahead))
        rows.append([button(label, shown(ahead))])
        row = [button(_.plain("📍 Map"), on_map(ahead))] if ahead.latitude is not None else []
        if ahead.state is ItemState.SET and not ahead.is_session and ahead.meets is None:
            contact = MeetingPress(act=Act.CONTACT, id=ahead.meeting_id, revision=ahead.revision)
            row.append(button(_.plain("📇 Contact"), contact))
        rows.append(row)
    agenda = button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))
    if day.sure:
        drawn = {kind: SheetPress(kind=kind, day=day.day.toordinal()) for kind in SheetKind}
        picture = button(_.plain("🖼 Picture"), drawn[SheetKind.PICTURE])
        rows.append([picture, button(_.plain("📄 PDF to print"), drawn[SheetKind.PAPER])])
    if day.whose < 0 and not day.is_over:
        rows.append(absence(_))
    if day.is_over:
        return [*rows, [agenda, button(_.plain("‹ Menu"), MenuChoice(to="menu"))]]
    if pinned:
        return [*rows, [agenda, button(_.plain("📌 Unpin"), DayPress(act=DayAct.UNPIN))]]
    keep = button(_.plain("📌 Keep it pinned"), DayPress(act=DayAct.PIN))
    return [*rows, [agenda, keep], [button(_.plain("‹ Menu"), MenuChoice(to="menu"))]]
