"""Each figure of the desk opens what it counts: delegates, or meetings."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk import people
from handlers.desk.data import DelegationFigure
from handlers.views.data import DeskChoice, DeskList, MeetingChoice, ProfileCard
from handlers.views.keyboards import Screen, button, inline
from handlers.views.meeting import when
from handlers.views.meeting_press import Act, MeetingPress
from handlers.views.message import Action, Button
from handlers.views.origin import From
from locales import N_, Texts
from missions.directory import desk_lists
from missions.directory.desk_lists import PAGE, MeetingsCounted, PeopleCounted
from missions.meetings.details import Details
from missions.people import access

PEOPLE = {
    "registered": N_("👥 Registered in the chat: {n}"),
    "approved": N_("✅ Approved: {n}"),
    "waiting": N_("⏳ Waiting for approval: {n}"),
    "questioned": N_("❔ Asked for details: {n}"),
    "without_chat": N_("✉️ Not in the chat yet: {n}"),
    "unreachable": N_("🔕 Unreachable (blocked the bot): {n}"),
    "without_meeting": N_("🙋 Approved, without a meeting: {n}"),
}
MEETINGS = {
    "agreed": N_("🤝 Meetings confirmed by both: {n}"),
    "placed": N_("🧩 Placed by the timetable, not yet accepted by both: {n}"),
    "requests": N_("📨 Open requests: {n}"),
}
FOR_OTHERS = "for_others"
"""Requests whose answer an organiser brings, since the delegate has no chat: no figure, but a button of the desk."""
_HEADINGS = {**PEOPLE, **MEETINGS, FOR_OTHERS: N_("📞 Answer for others ({n})")}


def router() -> Router:
    lists = Router(name="desk lists")
    lists.callback_query.register(show_people, DeskList.filter(F.of.in_(PEOPLE)))
    lists.callback_query.register(show_meetings, DeskList.filter(F.of.in_({*MEETINGS, FOR_OTHERS})))
    return lists


async def show_people(_query: CallbackQuery, callback_data: DeskList, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    counted = await desk_lists.people(turn.session, mission, callback_data.of, callback_data.offset)
    here = callback_data.model_copy(update={"offset": counted.offset})
    await turn.show(*of_people(turn._, here, counted, button(turn._.plain("‹ Desk"), DeskChoice(to="home"))))


async def show_meetings(_query: CallbackQuery, callback_data: DeskList, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    counted = await desk_lists.meetings(turn.session, mission, callback_data.of, callback_data.offset)
    await turn.show(*_of_meetings(turn._, callback_data.of, counted))


def of_people(
    _: Texts, here: DeskList | DelegationFigure, counted: PeopleCounted, back: Button, whose: str = ""
) -> Screen:
    """A page of the people whom a figure counts. whose: the delegation, where it is the figure of one."""
    heading = _heading(_, here.of, counted.many)
    if whose:
        heading = Markup("\n").join([Markup("<b>{}</b>").format(whose), heading])
    return heading, inline(_, [*people.buttons(counted.entries, _, here), _turning(_, here, counted.many), [back]])


def _of_meetings(_: Texts, figure: str, counted: MeetingsCounted) -> Screen:
    here = DeskList(of=figure, offset=counted.offset)
    lines, rows = [_heading(_, figure, counted.many)], []
    for number, found in enumerate(counted.entries, counted.offset + 1):
        lines.append(_line(_, number, found, figure))
        names = {"one": found.requester.called, "other": found.invitee.called}
        label = _.plain("{n}. {one} – {other}", n=_.number(number), **names)
        rows.append([button(label, _opens(found, figure, here))])
    rows += [_turning(_, here, counted.many), [button(_.plain("‹ Desk"), DeskChoice(to="home"))]]
    return Markup("\n\n").join(lines), inline(_, rows)


def _heading(_: Texts, figure: str, many: int) -> Markup:
    return Markup("<b>{}</b>").format(_(_HEADINGS[figure], n=_.number(many)))


def _line(_: Texts, number: int, found: Details, figure: str) -> Markup:
    awaited = next((each for each in (found.requester, found.invitee) if each.id == found.meeting.awaits_id), None)
    moment = when(_, found.proposed or found.slot, found.mission)
    if found.meeting.any_time:
        moment = _.plain("Any time when both are free")
    line = _(
        "{n}. {when}: {one} ({firm}) – {other} ({other_firm})",
        n=_.number(number),
        when=moment,
        one=found.requester.called,
        firm=found.organisation(found.requester).name,
        other=found.invitee.called,
        other_firm=found.organisation(found.invitee).name,
    )
    if awaited is None or figure not in {"requests", FOR_OTHERS}:
        return line
    lines = [line, _("Waiting for {name}", name=awaited.called)]
    if figure == FOR_OTHERS and awaited.phone:
        lines.append(_("📞 {phone}", phone=awaited.phone))
    return Markup("\n").join(lines)


def _opens(found: Details, figure: str, here: DeskList) -> Action:
    meeting = found.meeting
    if figure == FOR_OTHERS:
        return MeetingPress(act=Act.SHOW, id=meeting.id, revision=meeting.revision)
    if figure == "requests":
        return From(ProfileCard(delegate=meeting.awaits_id or meeting.invitee_id), here)
    return From(MeetingChoice(meeting=meeting.id), here)


def _turning(_: Texts, here: DeskList | DelegationFigure, many: int) -> list[Button]:
    row = []
    if here.offset > 0:
        row.append(button(_.plain("‹ Previous"), here.model_copy(update={"offset": max(0, here.offset - PAGE)})))
    if here.offset + PAGE < many:
        row.append(button(_.plain("Next ›"), here.model_copy(update={"offset": here.offset + PAGE})))
    return row
