"""The dry run of a shift: what breaks first, then what moves and whom it touches."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from handlers.changes.data import ShiftBy, ShiftFrom, ShiftSure
from handlers.changes.names import named
from handlers.views.keyboards import Screen, button, inline
from handlers.views.session import SIGNS
from locales import Texts
from missions.changes.shift_preview import Hurried, Missed, ShiftPreview
from missions.people.reach import Reach
from storage.tables import Mission

LINES = 8
"""Lines of one kind of trouble."""


def view(_: Texts, choice: ShiftBy, shown: ShiftPreview) -> Screen:
    """What a shift would do now, with the button that does it."""
    lines = [
        _("🔎 <b>Preview: nothing has changed yet</b>"),
        Markup(),
        _("<b>{change}</b>", change=_what(_, shown)),
        *([_("🏛 Only {venue}", venue=shown.venue.title)] if shown.venue else []),
        *_breaks(_, shown),
        Markup(),
        *_touches(_, shown),
    ]
    sure = ShiftSure(**choice.model_dump(), fingerprint=shown.fingerprint)
    label = _.plain("✅ Confirm and notify") if shown.people else _.plain("✅ Confirm")
    back = ShiftFrom(since=choice.since, venue=choice.venue, only=choice.only)
    return Markup("\n").join(lines), inline(_, [[button(label, sure)], [button(_.plain("‹ Back"), back)]])


def _what(_: Texts, shown: ShiftPreview) -> str:
    shift, zone = shown.frame.shift, shown.frame.mission.time_zone
    n, since = abs(shift.minutes), _.plain("{day} {time}", day=_.day(shift.since, zone), time=_.time(shift.since, zone))
    if shift.minutes > 0:
        return _.plain_ngettext("{since}: {n} minute later", "{since}: {n} minutes later", n, since=since)
    return _.plain_ngettext("{since}: {n} minute earlier", "{since}: {n} minutes earlier", n, since=since)


def _touches(_: Texts, shown: ShiftPreview) -> list[Markup]:
    mission, by = shown.frame.mission, shown.frame.shift.by
    lines = [_("<b>This affects</b>"), _.ngettext("🤝 {n} meeting", "🤝 {n} meetings", shown.meetings)]
    if n := shown.requests:
        lines.append(_.ngettext("📨 {n} open request", "📨 {n} open requests", n))
    lines += [
        _(
            "{sign} {title}: {before} → {after}",
            sign=SIGNS[each.kind],
            title=each.title,
            before=_.time(each.starts_at, mission.time_zone),
            after=_.time(each.starts_at + by, mission.time_zone),
        )
        for each in shown.frame.sessions[:LINES]
    ]
    if n := len(shown.frame.sessions) - LINES:
        lines += [_.ngettext("… and {n} more", "… and {n} more", n)] if n > 0 else []
    lines.append(_.ngettext("👥 {n} person", "👥 {n} people", len(shown.people)))
    if shown.people:
        lines.append(_("<i>{names}</i>", names=named(_, [each.delegate.called for each in shown.people])))
    if shown.interpreters:
        lines.append(_("🗣 Interpreters: {names}", names=named(_, shown.interpreters)))
    reach = Counter(each.reach for each in shown.people)
    if n := reach[Reach.WITHOUT_CHAT]:
        lines.append(_.ngettext("✉️ {n} of them not in the chat yet", "✉️ {n} of them not in the chat yet", n))
    if n := reach[Reach.UNREACHABLE]:
        lines.append(_.ngettext("🔕 {n} of them unreachable", "🔕 {n} of them unreachable", n))
    before, after = (_.time(each, mission.time_zone) for each in shown.ends)
    lines.append(_("🏁 End of the day: {before} → {after}", before=before, after=after))
    return lines


def _breaks(_: Texts, shown: ShiftPreview) -> list[Markup]:
    if not shown.breaks:
        return []
    mission = shown.frame.mission
    lines = [Markup(), _("⚠️ <b>What this would break</b>")]
    lines += [_missed(_, each, mission) for each in shown.missed[:LINES]]
    lines += [_hurried(_, each, mission) for each in shown.hurried[:LINES]]
    if n := max(0, len(shown.hurried) - LINES):
        lines.append(_.ngettext("… and {n} more", "… and {n} more", n))
    for each in shown.closed:
        since = _.time(each.since, mission.time_zone)
        lines.append(
            _.ngettext(
                "• 🏛 {venue} is closed then: {n} meeting, from {time}",
                "• 🏛 {venue} is closed then: {n} meetings, from {time}",
                each.meetings,
                venue=each.venue.title,
                time=since,
            )
        )
    if shown.interpreters_away:
        lines.append(_("• 🗣 Not there then: {names}", names=named(_, shown.interpreters_away)))
    if shown.away:
        lines.append(_("• ✈️ Away by then: {names}", names=named(_, shown.away)))
    return lines


def _missed(_: Texts, each: Missed, mission: Mission) -> Markup:
    return _.ngettext(
        "• {sign} {time} {title}: {n} person would miss it: {names}",
        "• {sign} {time} {title}: {n} people would miss it: {names}",
        len(each.people),
        sign=SIGNS[each.row.kind],
        time=_.time(each.row.starts_at, mission.time_zone),
        title=each.row.title,
        names=named(_, each.people),
    )


def _hurried(_: Texts, each: Hurried, mission: Mission) -> Markup:
    name = _.plain("🗣 {name}", name=each.name) if each.interprets else _.plain("{name}", name=each.name)
    moved, stays = (_.time(moment, mission.time_zone) for moment in (each.moves_to, each.stays_at))
    if not each.minutes:
        return _("• {name}: {moved} and {stays} at the same time", name=name, moved=moved, stays=stays)
    return _(
        "• {name}: {moved} and {stays} at two venues, {minutes} min to get there",
        name=name,
        moved=moved,
        stays=stays,
        minutes=_.number(each.minutes),
    )
