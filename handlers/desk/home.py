"""/desk: the mission in figures, and the way to everything that organisers do."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.commands import offer_commands
from handlers.core.turn import Turn
from handlers.desk import delegation_figures, lists
from handlers.desk.data import DelegationFigure, MissionChoice
from handlers.views import menu
from handlers.views.data import DeskChoice, DeskList, MenuChoice
from handlers.views.keyboards import Keyboard, Screen, button, columns, inline
from handlers.views.message import Rows
from handlers.views.mission_switch import DESK
from locales import Texts
from missions.directory.figures import DelegationFigures, Figures
from missions.operations.desk import Desk, desk_of
from missions.people import access
from missions.people.mission_meant import choose, parts_of
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
FIGURES_A_ROW = 5
DELEGATIONS_A_ROW = 2


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
    """A button of older desks."""
    await access.require_organiser(turn.session, turn.person)
    await turn.show(*menu.missions_to_choose(turn._, await parts_of(turn.session, turn.person), DESK))


async def switch_mission(query: CallbackQuery, callback_data: MissionChoice, turn: Turn) -> None:
    """A button of older lists of missions."""
    await choose(turn.session, turn.person, callback_data.mission, access.NOT_FOR_YOU)
    await show_desk(query, turn)


def view(_: Texts, desk: Desk) -> Screen:
    """The overview of a mission, and the buttons of its desk."""
    count, zone = desk.figures, desk.mission.time_zone
    parts = [_head(desk.mission, _), *_clock_fault(desk.clock_minutes_off, _), *_halt(desk, _), _totals(count, _)]
    parts += [_side(side, _) for side in count.delegations]
    parts.append(_("<i>As of {time}, mission time</i>", time=_.time(desk.at, zone)))
    return Markup("\n\n").join(parts), _keyboard(desk, _)


def _head(mission: Mission, _: Texts) -> Markup:
    return _("🗂 <b>{mission}</b>\n{days}", mission=mission.title, days=_.days(mission.starts_on, mission.ends_on))


def _clock_fault(minutes: int, _: Texts) -> list[Markup]:
    if not minutes:
        return []
    return [
        _.ngettext(
            "⚠️ The server’s clock is {n} minute wrong. Until the operator corrects it, requests do "
            "not expire and no data are deleted.",
            "⚠️ The server’s clock is {n} minutes wrong. Until the operator corrects it, requests do "
            "not expire and no data are deleted.",
            minutes,
        )
    ]


def _halt(desk: Desk, _: Texts) -> list[Markup]:
    if desk.halted_until is None:
        return []
    until = _.time(desk.halted_until, desk.mission.time_zone)
    return [_("⏸ Telegram has asked for a pause: messages wait until {time}, then go out by themselves.", time=until)]


def _totals(count: Figures, _: Texts) -> Markup:
    lines = [_(label, n=_.number(count.total(figure))) for figure, label in lists.PEOPLE.items()]
    lines += [_(label, n=_.number(getattr(count, figure))) for figure, label in lists.MEETINGS.items()]
    return Markup("\n").join(lines)


def _side(side: DelegationFigures, _: Texts) -> Markup:
    shown = [
        Markup(f"{sign} {_.number(count)}")  # noqa: S704 - a sign of ours and a number
        for figure, sign in SIGNS.items()
        if (count := getattr(side, figure))
    ]
    figures = Markup("  ").join(shown or [_.number(0)])
    return _("<b>{delegation}</b>\n{figures}", delegation=side.delegation.title, figures=figures)


def _lists(count: Figures, _: Texts) -> Rows:
    """Each figure that counts anything opens its list."""
    people = [(figure, SIGNS.get(figure, "👥"), count.total(figure)) for figure in lists.PEOPLE]
    meetings = [(figure, label[0], getattr(count, figure)) for figure, label in lists.MEETINGS.items()]
    return columns(
        [button(f"{sign} {_.number(n)}", DeskList(of=figure)) for figure, sign, n in (*people, *meetings) if n],
        FIGURES_A_ROW,
    )


def _sides(count: Figures, _: Texts) -> Rows:
    """Each delegation opens its own figures."""
    sides = [each.delegation for each in count.delegations]
    opened = [
        button(_.choose(side.title), DelegationFigure(of=delegation_figures.ALL, delegation=side.id)) for side in sides
    ]
    return columns(opened, DELEGATIONS_A_ROW)


def _keyboard(desk: Desk, _: Texts) -> Keyboard:
    count = desk.figures
    waiting = count.total("waiting")
    rows: Rows = [
        *_lists(count, _),
        *_sides(count, _),
        [
            button(_.plain("⏳ Approvals ({n})", n=_.number(waiting)), DeskChoice(to="approvals")),
            button(_.plain("👥 People"), DeskChoice(to="people")),
        ],
        [
            button(_.plain("✉️ Invitations"), DeskChoice(to="invitations")),
            button(_.plain("📣 Announce"), DeskChoice(to="announce")),
        ],
        [
            button(_.plain("🧲 Suggestions, supply and demand"), DeskChoice(to="matching")),
            button(_.plain("📄 Spreadsheets"), DeskChoice(to="files")),
        ],
        [
            button(_.plain("📋 Programme"), DeskChoice(to="programme")),
            button(_.plain("🔀 Change a venue or table"), DeskChoice(to="changes")),
        ],
        [
            button(_.plain("🧩 Timetable"), DeskChoice(to="timetable")),
            button(_.plain("🗣 Interpreters"), DeskChoice(to="interpreters")),
        ],
    ]
    if count.for_others:
        label = _.plain("📞 Answer for others ({n})", n=_.number(count.for_others))
        rows.insert(-3, [button(label, DeskList(of="for_others"))])
    if count.not_given:
        label = _.plain("🏢 Requests to organisations ({n})", n=_.number(count.not_given))
        rows.insert(-3, [button(label, MenuChoice(to="requests"))])
    rows.append(
        [
            button(_.plain("⚙️ Settings"), DeskChoice(to="settings")),
            button(_.plain("📈 Messages a day"), DeskChoice(to="pushes")),
        ]
    )
    if desk.set_aside:
        rows.append([button(_.plain("📮 Held messages ({n})", n=_.number(desk.set_aside)), DeskChoice(to="aside"))])
    if desk.owned:
        rows.append(
            [
                button(_.plain("🔑 Organisers"), DeskChoice(to="organisers")),
                button(_.plain("➕ New mission"), MenuChoice(to="new-mission")),
            ]
        )
    rows.append(
        [button(_.plain("🔄 Refresh"), DeskChoice(to="home")), button(_.plain("☰ Menu"), MenuChoice(to="menu"))]
    )
    return inline(_, rows)
