"""Another time for a request or a meeting: the times that suit both, and the proposal of one."""

from __future__ import annotations

from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.meetings import screen, slot_choice
from handlers.meetings import view as meeting_view
from handlers.meetings.data import Act, MeetingPress
from handlers.views.keyboards import choosing, inline
from handlers.views.meeting import when
from missions.meetings import agreeing, availability
from missions.meetings.states import Taken, take_up
from missions.meetings.transitions import MeetingAct
from storage.tables import Slot


async def ask(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await take_up(turn.session, turn.person, *callback_data.named, MeetingAct.PROPOSE)
    await show(turn, callback_data, callback_data.arg)


async def propose(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    try:
        done = await agreeing.propose(turn.session, turn.person, *callback_data.named, callback_data.arg)
    except Taken as taken:
        await turn.alert(turn._.plain_message(taken))
        await show(turn, callback_data, 0)
        return
    await turn.toast(turn._.plain("Proposed. The answer will come here."))
    await screen.show_done(turn, done)


async def show(turn: Turn, press: MeetingPress, page: int) -> None:
    """A page of the times that suit both, other than the present one."""
    _, session = turn._, turn.session
    found, side = await screen.looked_at(turn, press)
    meeting, other, mission = found.meeting, found.other(side.id), found.mission
    free = await availability.free_for(session, mission, side, other, moving=meeting)
    back = [meeting_view.press(_, _.plain("‹ Back"), Act.SHOW, meeting)]
    now = when(_, found.slot, mission)
    if not free:
        text = _(
            "🕓 {name}\nNow: {when}\nThere is no other time when you are both free and a table is available.",
            name=other.called,
            when=now,
        )
        await turn.show(*choosing((text, inline(_, [back])), meeting, side.id))
        return

    def pick(slot: Slot) -> MeetingPress:
        return MeetingPress(act=Act.SLOT, id=meeting.id, revision=meeting.revision, arg=slot.id)

    def page_of(to: int) -> MeetingPress:
        return MeetingPress(act=Act.WHEN, id=meeting.id, revision=meeting.revision, arg=to)

    day, notes, rows = slot_choice.rows(_, mission, free, page, pick=pick, turn=page_of)
    text = _(
        "🕓 {name}\nNow: {when}\n\n<b>{day}</b>\nYou are both free at these times. Which one do you propose?",
        name=other.called,
        when=now,
        day=_.day(day),
    )
    await turn.show(*choosing((Markup("\n").join([text, *notes]), inline(_, [*rows, back])), meeting, side.id))
