"""Another time for a request or a meeting: the times that suit both, and the proposal of one."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from handlers.meetings import slot_choice
from handlers.meetings import view as meeting_view
from handlers.meetings.data import Act, MeetingPress
from handlers.meetings.press import Press
from handlers.views.keyboards import inline
from handlers.views.meeting import when
from missions.meetings import availability, requests
from missions.meetings.details import details
from missions.meetings.states import Taken, Turn, take_up
from storage.tables import Slot


async def ask(_query: CallbackQuery, press: Press) -> None:
    await take_up(press.session, press.person, *press.named, Turn.EITHER)
    await show(press, press.data.arg)


async def propose(_query: CallbackQuery, press: Press) -> None:
    try:
        done = await requests.propose(press.session, press.person, *press.named, press.data.arg)
    except Taken as taken:
        await press.alert(press._.plain_message(taken))
        await show(press, 0)
        return
    await press.query.answer(press._.plain("Proposed. You will be told here as soon as there is an answer."))
    await press.show_done(done)


async def show(press: Press, page: int) -> None:
    """A page of the times that suit both, besides the present one."""
    _, session = press._, press.session
    meeting, side = await press.seen()
    found = await details(session, meeting)
    other, mission = found.other(side.id), found.mission
    free = await availability.free_for(session, mission, side, other, moving=meeting)
    back = [meeting_view.press(_, _.plain("‹ Back"), Act.SHOW, meeting)]
    now = when(_, found.slot, mission)
    if not free:
        text = _(
            "🕓 {name}\nNow: {when}\nThere is no other time at which both of you are free and a table is left.",
            name=other.name,
            when=now,
        )
        await press.show(text, inline(_, [back]))
        return

    def pick(slot: Slot) -> MeetingPress:
        return MeetingPress(act=Act.SLOT, id=meeting.id, revision=meeting.revision, arg=slot.id)

    def turn(to: int) -> MeetingPress:
        return MeetingPress(act=Act.WHEN, id=meeting.id, revision=meeting.revision, arg=to)

    day, rows = slot_choice.rows(_, mission, free, page, pick=pick, turn=turn)
    text = _(
        "🕓 {name}\nNow: {when}\n\n<b>{day}</b>\nThese times suit you both. Which one do you propose?",
        name=other.name,
        when=now,
        day=_.day(day),
    )
    await press.show(text, inline(_, [*rows, back]))
