"""/desk: the mission in figures, and the way to everything that organisers do."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.commands import offer_commands
from handlers.core.turn import Turn
from handlers.desk.data import MissionChoice
from handlers.views.data import DeskChoice, MenuChoice
from handlers.views.keyboards import Keyboard, Screen, button, inline
from handlers.views.message import Rows
from locales import N_, Texts
from missions.directory.figures import DelegationFigures, Figures
from missions.operations.desk import Desk, desk_of
from missions.people import access
from storage.tables import Mission

SIGNS = {
    "approved": "✅",
    "waiting": "⏳",
    "questioned": "❔",
    "without_chat": "✉️",
    "unreachable": "🔕",
    "without_meeting": "🙋",
}
"""The figures of each delegation, in the order in which they are shown; their words stand with the totals."""


def router() -> Router:
    home = Router(name="desk")
    home.message.register(open_desk, Command("desk"))
    home.callback_query.register(show_desk, MenuChoice.filter(F.to == "desk"))
    home.callback_query.register(show_desk, DeskChoice.filter(F.to == "home"))
    home.callback_query.register(choose_mission, DeskChoice.filter(F.to == "missions"))
    home.callback_query.register(switch_mission, MissionChoice.filter())
    return home


async def open_desk(_message: Message, turn: Turn) -> None:
    desk = await desk_of(turn.session, turn.person)
    await turn.finish()
    await offer_commands(turn.box, turn.person, turn.chat_id, turn._)
    await turn.say(*view(turn._, desk))


async def show_desk(_query: CallbackQuery, turn: Turn) -> None:
    desk = await desk_of(turn.session, turn.person)
    await turn.finish()
    await offer_commands(turn.box, turn.person, turn.chat_id, turn._)
    if not await turn.show(*view(turn._, desk)):
        await turn.toast(turn._.plain("Nothing has changed."))


async def choose_mission(_query: CallbackQuery, turn: Turn) -> None:
    current = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    rows = [
        [button(_.choose(mission.title), MissionChoice(mission=mission.id))]
        for mission in await access.organised_by(turn.session, turn.person)
    ]
    rows.append([button(_.plain("‹ Back"), DeskChoice(to="home"))])
    await turn.show(_("You are looking at <b>{mission}</b>. Which one next?", mission=current.title), inline(_, rows))


async def switch_mission(_query: CallbackQuery, callback_data: MissionChoice, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person, callback_data.mission)
    turn.person.mission_id = mission.id
    await turn.show(*view(turn._, await desk_of(turn.session, turn.person)))


def view(_: Texts, desk: Desk) -> Screen:
    """The overview of a mission, and the buttons of its desk."""
    count, zone = desk.figures, desk.mission.time_zone
    parts = [_head(desk.mission, _), *_clock_fault(desk.clock_minutes_off, _), _totals(count, _)]
    parts += [_side(side, _) for side in count.delegations]
    parts.append(_("<i>As of {time}, mission time</i>", time=_.time(desk.at, zone)))
    return Markup("\n\n").join(parts), _keyboard(count, desk.set_aside, desk.organises_others, _, owner=desk.owned)


def _head(mission: Mission, _: Texts) -> Markup:
    return _("🗂 <b>{mission}</b>\n{days}", mission=mission.title, days=_.days(mission.starts_on, mission.ends_on))


def _clock_fault(minutes: int, _: Texts) -> list[Markup]:
    if not minutes:
        return []
    return [
        _.ngettext(
            "⚠️ The server's clock is {n} minute wrong. Until the operator corrects it, requests do not expire and no "
            "data are deleted.",
            "⚠️ The server's clock is {n} minutes wrong. Until the operator corrects it, requests do not expire and no "
            "data are deleted.",
            minutes,
        )
    ]


TOTALS = (
    ("registered", N_("👥 Registered in the chat: {n}")),
    ("approved", N_("✅ Approved: {n}")),
    ("waiting", N_("⏳ Waiting for approval: {n}")),
    ("questioned", N_("❔ Asked for more: {n}")),
    ("without_chat", N_("✉️ Not in the chat yet: {n}")),
    ("unreachable", N_("🔕 Unreachable (blocked the chat): {n}")),
    ("without_meeting", N_("🙋 Approved, without any meeting: {n}")),
)


def _totals(count: Figures, _: Texts) -> Markup:
    lines = [_(label, n=_.number(count.total(figure))) for figure, label in TOTALS]
    lines.append(_("🤝 Meetings confirmed: {n}", n=_.number(count.confirmed_meetings)))
    lines.append(_("📨 Requests open: {n}", n=_.number(count.open_requests)))
    return Markup("\n").join(lines)


def _side(side: DelegationFigures, _: Texts) -> Markup:
    shown = [
        Markup(f"{sign} {_.number(count)}")  # noqa: S704 - a sign of ours and a number
        for figure, sign in SIGNS.items()
        if (count := getattr(side, figure))
    ]
    figures = Markup("  ").join(shown or [_.number(0)])
    return _("<b>{delegation}</b>\n{figures}", delegation=side.delegation.title, figures=figures)


def _keyboard(count: Figures, aside: int, several: bool, _: Texts, *, owner: bool) -> Keyboard:
    waiting = count.total("waiting")
    rows: Rows = [
        [
            button(_.plain("⏳ Approvals ({n})", n=_.number(waiting)), DeskChoice(to="approvals")),
            button(_.plain("👥 People"), DeskChoice(to="people")),
        ],
        [
            button(_.plain("✉️ Invitations"), DeskChoice(to="invitations")),
            button(_.plain("📣 Announce"), DeskChoice(to="announce")),
        ],
        [button(_.plain("🧲 Proposals: who has few, what is sought"), DeskChoice(to="matching"))],
        [button(_.plain("🔀 Changes of venue or table"), DeskChoice(to="changes"))],
        [
            button(_.plain("🧩 Timetable"), DeskChoice(to="timetable")),
            button(_.plain("🗣 Interpreters"), DeskChoice(to="interpreters")),
        ],
    ]
    if aside:
        rows.append([button(_.plain("📮 Set aside ({n})", n=_.number(aside)), DeskChoice(to="aside"))])
    if owner:
        rows.append([button(_.plain("🔑 Organisers"), DeskChoice(to="organisers"))])
    if several:
        rows.append([button(_.plain("🔁 Another mission"), DeskChoice(to="missions"))])
    rows.append(
        [button(_.plain("🔄 Refresh"), DeskChoice(to="home")), button(_.plain("☰ Menu"), MenuChoice(to="menu"))]
    )
    return inline(_, rows)
