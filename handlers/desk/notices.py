"""Notices to owners and organisers about the installation."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.desk.data import InterpreterAct
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button
from handlers.views.message import NeutralMessage
from missions.interpreters.linking import InterpreterLinked
from missions.operations.restored import Restored
from missions.operations.zone_rules import ZoneRulesChanged
from missions.people import access
from storage.tables import Interpreter, Mission


async def restored(notice: Restored, reader: Reader) -> Said:
    _ = reader._
    missions = await access.organised_by(reader.session, reader.person)
    zone = missions[0].time_zone if missions else "UTC"
    made = notice.backup_made_at
    parts = [
        _(
            "🗄 <b>Data restored as of {day}, {time}</b>, from a backup. Anything done later must be done again.",
            day=_.brief_day(made, zone),
            time=_.time(made, zone),
        )
    ]
    rows = [[button(_.plain("‹ Desk"), DeskChoice(to="home"))]] if missions else []
    if notice.held:
        parts.append(
            _.ngettext(
                "⏸ {n} message that was waiting is on hold until you decide.",
                "⏸ {n} messages that were waiting are on hold until you decide.",
                notice.held,
            )
        )
        if missions:
            rows.insert(0, [button(_.plain("📮 View them"), DeskChoice(to="aside"))])
    text = Markup("\n\n").join(parts)
    return [NeutralMessage(text=text, buttons=rows)]


async def zone_rules_changed(notice: ZoneRulesChanged, reader: Reader) -> Said:
    _ = reader._
    mission = await reader.session.get_one(Mission, notice.mission_id)
    text = _(
        "🕰 <b>{mission}</b>: the official time in {zone} has changed. All slots, meetings and "
        "announcements keep their local times; you do not need to do anything.",
        mission=mission.title,
        zone=mission.time_zone,
    )
    return [NeutralMessage(text=text, buttons=[[button(_.plain("‹ Desk"), DeskChoice(to="home"))]])]


async def interpreter_linked(notice: InterpreterLinked, reader: Reader) -> Said:
    _ = reader._
    interpreter = await reader.session.get_one(Interpreter, notice.interpreter_id)
    text = _(
        "🗣 <b>{name}</b>, interpreter, is in the chat now: {who}. If this is not the right person, end the access.",
        name=interpreter.name,
        who=notice.called,
    )
    act = InterpreterAct(act="show", id=interpreter.id)
    return [NeutralMessage(text=text, buttons=[[button(_.plain("🗣 Show the interpreter"), act)]])]
