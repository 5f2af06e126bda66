"""Timetables: to organisers how far a draft is, to delegates the agenda that was published for them."""

from __future__ import annotations

from itertools import groupby

from aiogram.methods import EditMessageText, SendMessage
from markupsafe import Markup

from handlers.core.notices import Reader, renders
from handlers.timetables import draft as drawn
from handlers.timetables.mine import day_view, planned
from handlers.timetables.published import view as published_view
from missions.meetings.mission_frame import local_day
from missions.timetables.notices import AgendaPublished, DraftProgressed
from missions.timetables.publish_job import PublishingProgressed
from missions.timetables.publish_state import Todo
from storage.tables import Delegate, Lane, Mission, Timetable


@renders(DraftProgressed)
async def progressed(notice: DraftProgressed, reader: Reader) -> None:
    row = await reader.session.get_one(Timetable, notice.timetable_id)
    mission = await reader.session.get_one(Mission, row.mission_id)
    text, keyboard = await drawn.view(reader.session, mission, row, reader._)
    if row.progress_row_id is None:
        row.progress_row_id = await reader.box.post(
            SendMessage(chat_id=reader.chat_id, text=text, reply_markup=keyboard)
        )
        return
    edit = EditMessageText(chat_id=reader.chat_id, message_id=0, text=text, reply_markup=keyboard)
    await reader.box.post(edit, after_id=row.progress_row_id, key=f"timetable:{row.id}")


@renders(PublishingProgressed)
async def published(notice: PublishingProgressed, reader: Reader) -> None:
    row = await reader.session.get_one(Timetable, notice.timetable_id)
    text, keyboard = await published_view(reader.session, row, reader._)
    shown_in = Todo.from_json(row.publishing).row
    if not shown_in:
        # Published by a press that was answered with a message of its own.
        return
    edit = EditMessageText(chat_id=reader.chat_id, message_id=0, text=text, reply_markup=keyboard)
    await reader.box.post(edit, after_id=shown_in, key=f"publishing:{row.id}")


@renders(AgendaPublished)
async def agenda(notice: AgendaPublished, reader: Reader) -> None:
    """A message a day, so that each has its own buttons."""
    _ = reader._
    side = await reader.session.get_one(Delegate, notice.delegate_id)
    mission = await reader.session.get_one(Mission, side.mission_id)
    row = await reader.session.get_one(Timetable, notice.timetable_id)
    meetings = [each for each in await planned(reader.session, side) if each.meeting.planned_at == row.published_at]
    days = [(day, list(of)) for day, of in groupby(meetings, key=lambda each: local_day(each.mission, each.slot))]
    for number, (day, of_day) in enumerate(days):
        heading = _("🧩 <b>{day}</b>", day=_.day(day))
        if number == 0:
            n = len(meetings)
            intro = _.ngettext(
                "🧩 <b>Your timetable is here</b>: {n} meeting in the mission “{mission}”. Does it suit you?",
                "🧩 <b>Your timetable is here</b>: {n} meetings in the mission “{mission}”. Do they suit you?",
                n,
                mission=mission.title,
            )
            heading = Markup("\n\n").join([intro, heading])
        text, keyboard = day_view(_, side, day.toordinal(), of_day, heading)
        await reader.box.post(
            SendMessage(chat_id=reader.chat_id, text=text, reply_markup=keyboard),
            lane=Lane.CHANGE,
            expires_at=of_day[-1].slot.starts_at,
        )
