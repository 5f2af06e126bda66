"""The queue of registrations that wait: one card at a time."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.core.turn import Turn
from handlers.desk import profile
from handlers.desk.data import ApprovalAct
from handlers.views import waiting
from handlers.views.data import DeskChoice, ProfileCard
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About, Action
from handlers.views.waiting import WaitingAct
from missions.directory import roster
from missions.registration.waiting import waiting_list
from storage.tables import CardKind, Mission

QUEUE = "queue"
PEOPLE = "people"
WAITING = "waiting"
"""Where an organiser came from to a decision, as the conversation's data say it: what is shown next follows."""
WAYS = (QUEUE, PEOPLE, WAITING)
"""By their place, as a profile's card keeps it in day; from there on, the profile as a list of people opened it."""


async def go_on(turn: Turn, delegate_id: int, came_from: str) -> None:
    """After a decision: the next one of the queue, or the same profile again."""
    decided = await roster.profile(turn.session, turn.person, delegate_id)
    if came_from == PEOPLE:
        await show_card(turn, delegate_id, came_from)
        return
    if came_from == WAITING:
        await show_waiting(turn, decided.delegate.mission_id)
        return
    await show_next(turn, await turn.session.get_one(Mission, decided.delegate.mission_id), after=delegate_id)


async def show_waiting(turn: Turn, mission_id: int) -> None:
    """The card of all who wait in a mission."""
    await turn.show(*waiting.view(turn._, await waiting_list(turn.session, mission_id)))


async def show_next(turn: Turn, mission: Mission, after: int = 0) -> None:
    """The next profile of a mission that waits, after this one and round."""
    _ = turn._
    delegate, _count = await roster.next_waiting(turn.session, mission.id, after)
    if delegate is None:
        desk = inline(_, [[button(_.plain("‹ Desk"), DeskChoice(to="home"))]])
        await turn.show(_(waiting.NONE_LEFT), desk)
        return
    await show_card(turn, delegate.id, QUEUE)


async def show_card(turn: Turn, delegate_id: int, came_from: str) -> None:
    await turn.show(*await view(Reader(turn.person, turn._, turn.session), delegate_id, came_from, turn.back))


async def view(reader: Reader, delegate_id: int, came_from: str, back: Action | None = None) -> Screen:
    """A profile with the buttons to decide on it. back leads to the list that it was found in."""
    _ = reader._
    shown = await roster.profile(reader.session, reader.person, delegate_id)
    rows = profile.decisions(shown, _, came_from)
    text = profile.card(_, shown)
    if came_from == QUEUE:
        _next, count = await roster.next_waiting(reader.session, shown.delegate.mission_id)
        head = _.ngettext("⏳ {n} registration is waiting", "⏳ {n} registrations are waiting", count)
        text = Markup("\n\n").join([head, text])
        if count > 1:
            rows.append([button(_.plain("➡️ Next"), ApprovalAct(act="next", delegate=delegate_id))])
        rows.append([button(_.plain("‹ Desk"), DeskChoice(to="home"))])
    elif came_from == WAITING:
        waiting_list_of = WaitingAct(act="list", mission=shown.delegate.mission_id)
        rows.append([button(_.plain("‹ Back to the list"), waiting_list_of)])
    else:
        rows.append([button(_.plain("🔄 Refresh"), ProfileCard(delegate=delegate_id))])
        rows.append([button(_.plain("‹ Back to the list"), back or DeskChoice(to="people"))])
    way = WAYS.index(came_from if came_from in WAYS else PEOPLE)
    about = About(CardKind.PROFILE, delegate_id, delegate_id, way)
    return live((text, inline(_, rows)), about)
