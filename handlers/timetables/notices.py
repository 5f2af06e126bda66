"""Timetables: to organisers how far a draft is, to delegates the agenda that was published for them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import groupby

from markupsafe import Markup

from handlers.core import standing
from handlers.core.notices import Reader, Said
from handlers.timetables import draft as drawn
from handlers.timetables.mine import day_view, planned
from handlers.timetables.published import view as published_view
from handlers.views.first_line import first_line, soon, spot, true_until, who_else
from handlers.views.message import NeutralMessage
from missions.meetings.mission_frame import local_day
from missions.timetables import publish
from missions.timetables.notices import AgendaPublished, DraftProgressed
from missions.timetables.overview import shown
from missions.timetables.publish_job import PublishingProgressed
from missions.timetables.publish_state import Todo
from storage.tables import Delegate, Mission, Timetable, TimetableState


async def progressed(notice: DraftProgressed, reader: Reader) -> Said:
    row = await reader.session.get_one(Timetable, notice.timetable_id)
    return await standing.progress(
        reader,
        drawn.view(reader._, await shown(reader.session, row)),
        row.progress_row_id,
        ended=row.state is not TimetableState.MAKING,
        note=partial(setattr, row, "progress_row_id"),
    )


async def published(notice: PublishingProgressed, reader: Reader) -> Said:
    row = await reader.session.get_one(Timetable, notice.timetable_id)
    shown_in = Todo.from_json(row.publishing).row
    if not shown_in:
        # Published by a press that was answered with a message of its own.
        return []
    return await standing.progress(
        reader,
        published_view(reader._, await shown(reader.session, row)),
        shown_in,
        ended=row.state is not TimetableState.PUBLISHING,
        note=partial(publish.shown_in, row),
    )


async def agenda(notice: AgendaPublished, reader: Reader) -> Said:
    """A message a day, so that each has its own buttons."""
    _ = reader._
    side = await reader.session.get_one(Delegate, notice.delegate_id)
    mission = await reader.session.get_one(Mission, side.mission_id)
    row = await reader.session.get_one(Timetable, notice.timetable_id)
    meetings = [each for each in await planned(reader.session, side) if each.meeting.planned_at == row.published_at]
    days = [(day, list(of)) for day, of in groupby(meetings, key=lambda each: local_day(each.mission, each.slot))]
    messages = []
    for number, (day, of_day) in enumerate(days):
        heading = _("🧩 <b>{day}</b>", day=_.day(day))
        if number == 0:
            n = len(meetings)
            what = _.ngettext("🧩 <b>Your timetable: {n} meeting</b>", "🧩 <b>Your timetable: {n} meetings</b>", n)
            first = first_line(
                _,
                what,
                soon(_, of_day[0].slot.starts_at, mission, reader.session.now),
                spot(_, of_day[0]),
                who_else(of_day[0], side),
            )
            asked = _.ngettext(
                "“{mission}”. Please accept or decline it.",
                "“{mission}”. Please accept or decline them.",
                n,
                mission=mission.title,
            )
            intro = Markup("\n").join([first, asked])
            heading = Markup("\n\n").join([intro, heading])
        text, keyboard = day_view(_, side, day.toordinal(), of_day, heading)
        about = keyboard.about
        if about is not None and number == 0:
            about = replace(about, until=true_until(of_day[0].slot.starts_at, mission, reader.session.now))
        messages.append(
            NeutralMessage(text=text, buttons=keyboard.rows, about=about, expires_at=of_day[-1].slot.starts_at)
        )
    return messages
