"""The questions of a new mission, and the look at all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from aiogram.fsm.state import State
from markupsafe import Markup

from handlers.beginning import zones as candidates
from handlers.beginning.data import BeginAct, BeginPress
from handlers.beginning.states import ASKED, CHANGED, NewMission
from handlers.views import zones
from handlers.views.data import DeskChoice, MenuChoice
from handlers.views.keyboards import Screen, button, columns, inline
from handlers.views.message import Button, Rows
from locales import Texts, catalogues
from missions.beginning import draft as drafts
from missions.beginning.draft import MissionDraft
from storage.tables import Mission

Asked = tuple[list[Markup], Rows]


def question(_: Texts, state: str, draft: MissionDraft, *, reviewed: bool) -> Screen:
    """What is asked in this state. reviewed: all of it was asked once, so one comes back to the look at it."""
    texts, rows = _QUESTIONS[state](_, draft)
    place = next((number for number, asked in enumerate(ASKED) if asked.state == state), None)
    if reviewed:
        rows.append([button(_.plain("‹ Back"), BeginPress(act=BeginAct.REVIEW))])
    elif place is not None:
        texts.insert(0, _("➕ <b>A new mission</b> · {n} of {of}", n=_.number(place + 1), of=_.number(len(ASKED))))
        if place:
            rows.append([_change(_.plain("‹ Back"), ASKED[place - 1])])
    return Markup("\n\n").join(texts), inline(_, rows)


def _title(_: Texts, _draft: MissionDraft) -> Asked:
    lines = " / ".join(f"{code}: …" for code in catalogues().codes)
    return [
        _("✏️ What is the mission called? Type its title."),
        _("<i>For several languages, one line each, as {lines}</i>", lines=lines),
    ], []


def _days(_: Texts, _draft: MissionDraft) -> Asked:
    return [_("📅 On which days? Type the first and the last, as 14–17 June 2027 or 14/06/2027–17/06/2027.")], []


def _place(_: Texts, draft: MissionDraft) -> Asked:
    asked = _("📍 Where? Type the city and the country, as Málaga, Spain. If you know the main venue, put it first.")
    return [_days_line(_, draft), asked], []


def _pin(_: Texts, draft: MissionDraft) -> Asked:
    asked = _("🗺 Send its location, so that delegates find it on the map: tap 📎, then Location.")
    none = [button(_.plain("Continue without a map"), BeginPress(act=BeginAct.NO_PIN))]
    return [_("📍 <b>{place}</b>", place=draft.place), asked], [none]


def _zone(_: Texts, draft: MissionDraft) -> Asked:
    found = candidates.proposed(draft)
    rows: Rows = [
        [button(_zone_label(_, draft, zone), BeginPress(act=BeginAct.ZONE, arg=zones.number_of(zone)))]
        for zone in found
    ]
    asked = (
        _("🕓 Which time do the clocks there show? Choose, or type a city or a country.")
        if found
        else _("🕓 Which time do the clocks there show? Type a large city or a country of this time zone.")
    )
    return [_("📍 <b>{place}</b>", place=draft.place), asked], rows


def _hours(_: Texts, draft: MissionDraft) -> Asked:
    text = _("🧩 <b>Hours of meetings</b>\nEach day {hours}, {minutes} minutes a meeting.", **_frame(_, draft))
    asked = _("Choose how long a meeting lasts, or type other hours, as 9:00–13:00, 14:00–17:00.")
    minutes = [
        button(_.plain("{n} min", n=_.number(each)), BeginPress(act=BeginAct.MINUTES, arg=each))
        for each in drafts.MINUTES
    ]
    return [text, asked], columns(minutes, 3)


def _tables(_: Texts, _draft: MissionDraft) -> Asked:
    choices = [button(_.number(each), BeginPress(act=BeginAct.TABLES, arg=each)) for each in drafts.TABLES]
    return [_("🪑 How many tables are there for meetings? Choose, or type a number.")], columns(choices, 3)


def _delegations(_: Texts, _draft: MissionDraft) -> Asked:
    asked = _("🏳 Which delegations take part? Type each on a line of its own: Morocco, or Andalusia (Spain).")
    return [asked], [[button(_.plain("They are in my spreadsheet"), BeginPress(act=BeginAct.NO_DELEGATIONS))]]


_QUESTIONS: dict[str, Callable[[Texts, MissionDraft], Asked]] = {
    str(state.state): asked
    for state, asked in {
        NewMission.title: _title,
        NewMission.days: _days,
        NewMission.place: _place,
        NewMission.pin: _pin,
        NewMission.zone: _zone,
        NewMission.hours: _hours,
        NewMission.tables: _tables,
        NewMission.delegations: _delegations,
    }.items()
}


def review(_: Texts, draft: MissionDraft) -> Screen:
    """All of it, with what is proposed, before the mission is there."""
    on_map = draft.latitude is not None
    lines = [
        _("🔎 <b>Check before the mission is created</b>"),
        Markup(),
        *(_("✏️ <b>{title}</b> ({language})", title=text, language=code) for code, text in draft.title.items()),
        _days_line(_, draft),
        _("📍 {place} · on the map", place=draft.place) if on_map else _("📍 {place}", place=draft.place),
        _("🕓 {zone}", zone=_zone_label(_, draft, draft.time_zone)),
        _("🧩 Meetings each day {hours}, {minutes} minutes each", **_frame(_, draft)),
        _.ngettext("🪑 {n} table", "🪑 {n} tables", draft.tables),
        _delegations_line(_, draft),
    ]
    rows: Rows = [
        [button(_.plain("✅ Create the mission"), BeginPress(act=BeginAct.SAVE))],
        [_change(_.plain("✏️ Title"), NewMission.title), _change(_.plain("📅 Days"), NewMission.days)],
        [_change(_.plain("📍 Place"), NewMission.place), _change(_.plain("🕓 Time zone"), NewMission.zone)],
        [_change(_.plain("🧩 Hours"), NewMission.hours), _change(_.plain("🪑 Tables"), NewMission.tables)],
        [_change(_.plain("🏳 Delegations"), NewMission.delegations)],
    ]
    return Markup("\n").join(lines), inline(_, rows)


def begun(_: Texts, mission: Mission, *, delegations: bool) -> Screen:
    """The mission is there, and what to do next."""
    lines = [
        _("✅ <b>{mission}</b> is created.", mission=mission.title),
        _(
            "Next: your delegates. Fill in the template and send the file here, or send the spreadsheet that you have "
            "(.xlsx, .xls, .ods, .csv). You see what it changes before anything is written."
        ),
    ]
    if delegations:
        lines.append(_("Or invite people with links: they register themselves."))
    rows: Rows = [[button(_.plain("📄 Spreadsheets"), DeskChoice(to="files"))]]
    if delegations:
        rows.append([button(_.plain("✉️ Invitations"), DeskChoice(to="invitations"))])
    rows.append([button(_.plain("🗂 Organisers’ desk"), MenuChoice(to="desk"))])
    return Markup("\n\n").join(lines), inline(_, rows)


def _change(label: str, state: State) -> Button:
    return button(label, BeginPress(act=BeginAct.CHANGE, arg=CHANGED.index(state)))


def _days_line(_: Texts, draft: MissionDraft) -> Markup:
    """With how many there are: a day too many is seen by it."""
    first, last = draft.days
    text = _.ngettext(
        "📅 <b>{days}</b>: {n} day", "📅 <b>{days}</b>: {n} days", (last - first).days + 1, days=_.days(first, last)
    )
    return Markup("\n").join([text, _("{first} → {last}", first=_.day(first), last=_.day(last))])


def _zone_label(_: Texts, draft: MissionDraft, zone: str) -> str:
    """The city, and what its clock is ahead of UTC by on the mission's first day."""
    noon = datetime.combine(draft.days[0], time(12), ZoneInfo(zone))
    return _.plain("{city} (UTC{offset})", city=zones.city(_, zone), offset=_offset(noon))


def _offset(moment: datetime) -> str:
    """As "+1" or "−3:30"."""
    shift = moment.utcoffset()
    minutes = int(shift.total_seconds()) // 60 if shift is not None else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def _frame(_: Texts, draft: MissionDraft) -> dict[str, object]:
    stretches = [f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in draft.stretches]
    return {"hours": _.list(stretches), "minutes": _.number(draft.minutes)}


def _delegations_line(_: Texts, draft: MissionDraft) -> Markup:
    if not draft.delegations:
        return _("🏳 Delegations: as your spreadsheet names them")
    names = [_.choose({code: text for code, text in each.items() if code != "country"}) for each in draft.delegations]
    return _("🏳 {delegations}", delegations=_.list(names))
