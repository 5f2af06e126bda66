"""Requests to an organisation: asked from the directory, given to one of its people by them or at the desk."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.notices import Reader, Said, tell
from handlers.core.turn import Turn
from handlers.meetings import screen
from handlers.views.data import MenuChoice
from handlers.views.first_line import Spot, Who, first_line
from handlers.views.hours import hour
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import who
from handlers.views.message import About, NeutralMessage, Rows
from handlers.views.organisation_press import OrganisationAct, OrganisationPress
from locales import N_, Texts
from missions.errors import Refusal
from missions.meetings import organisation_requests as requests
from missions.meetings.details import details
from missions.meetings.notices import OrganisationAnswered, OrganisationAsked
from missions.meetings.organisation_requests import OrganisationRequestDetails, OrganisationRequestDone
from missions.meetings.states import side_read_by
from missions.people.access import require_delegate
from missions.registration.fields import typed
from storage.database import UnitSession
from storage.tables import CardKind, Lane, LiveCard, Meeting, OrganisationRequest, OrganisationRequestState, Person

NO_NOTE = N_("Please type the note as text, or press the button to send without one.")
SHOWN = 10
"""People of an organisation on one card."""
STANDS = {
    OrganisationRequestState.OPEN: N_("🏢 <b>Request to {organisation}</b>: not given to anyone yet"),
    OrganisationRequestState.GIVEN: N_("✅ <b>Request to {organisation}</b>: given to {name}"),
    OrganisationRequestState.DECLINED: N_("✖️ <b>Request to {organisation}</b>: declined"),
    OrganisationRequestState.WITHDRAWN: N_("↩️ <b>Request to {organisation}</b>: withdrawn"),
    OrganisationRequestState.EXPIRED: N_("⌛ <b>Request to {organisation}</b>: no one answered in time"),
}


class AskingOrganisation(StatesGroup):
    note = State()


def router() -> Router:
    asking = Router(name="requests to organisations")
    handlers = {
        OrganisationAct.ASK: ask_note,
        OrganisationAct.SEND: send,
        OrganisationAct.SEND_NOTED: send,
        OrganisationAct.SHOW: show,
        OrganisationAct.GIVE: give,
        OrganisationAct.DECLINE: decline,
        OrganisationAct.WITHDRAW: withdraw,
    }
    for act, handler in handlers.items():
        asking.callback_query.register(handler, OrganisationPress.filter(F.act == act))
    noting = StateFilter(AskingOrganisation.note)
    asking.message.register(take_note, noting, F.text, ~F.text.startswith("/"))
    asking.message.register(no_note, noting, ~F.text)
    return asking


async def ask_note(_query: CallbackQuery, callback_data: OrganisationPress, turn: Turn) -> None:
    await turn.state.clear()
    await _ask_note(turn, callback_data.id)


async def _ask_note(turn: Turn, organisation_id: int) -> None:
    _, delegate = turn._, await require_delegate(turn.session, turn.person)
    organisation = await requests.can_be_asked(turn.session, delegate, organisation_id)
    note = await _note_so_far(turn, organisation_id)
    await turn.state.set_state(AskingOrganisation.note)
    await turn.state.update_data({"organisation": organisation_id, "note": note})
    if note:
        text = _("🏢 <b>{organisation}</b>\n\nYour note: <i>{note}</i>", organisation=organisation.name, note=note)
        label, act = _.plain("📨 Send with this note"), OrganisationAct.SEND_NOTED
    else:
        text = _(
            "🏢 <b>{organisation}</b>\nThe organisation chooses who meets you.\n\n"
            "Type a short note (what you would like to talk about), or send the request without one.",
            organisation=organisation.name,
        )
        label, act = _.plain("📨 Send without a note"), OrganisationAct.SEND
    rows = [
        [button(label, OrganisationPress(act=act, id=organisation_id))],
        [button(_.plain("✖️ Discard"), MenuChoice(to="directory"))],
    ]
    await turn.ask(text, inline(_, rows))


async def ask_again(turn: Turn) -> None:
    """Ask for the note once more, or show the one that was written."""
    await _ask_note(turn, int((await turn.state.get_data())["organisation"]))


async def take_note(message: Message, turn: Turn) -> None:
    """The note is shown as it would be sent."""
    await turn.state.update_data(note=typed("note", message.text or "").text)
    await ask_again(turn)


async def no_note(_message: Message) -> None:
    raise Refusal(NO_NOTE)


async def _note_so_far(turn: Turn, organisation_id: int) -> str:
    data = await turn.state.get_data()
    return str(data.get("note") or "") if data.get("organisation") == organisation_id else ""


async def send(_query: CallbackQuery, callback_data: OrganisationPress, turn: Turn) -> None:
    delegate = await require_delegate(turn.session, turn.person)
    note = await _note_so_far(turn, callback_data.id)
    if bool(note) != (callback_data.act is OrganisationAct.SEND_NOTED):
        await _ask_note(turn, callback_data.id)
        return
    done = await requests.ask(turn.session, delegate, callback_data.id, note)
    await turn.finish()
    await _show_done(turn, done)


async def show(_query: CallbackQuery, callback_data: OrganisationPress, turn: Turn) -> None:
    asked = await turn.session.get(OrganisationRequest, callback_data.id)
    if asked is None or not await requests.may_see(turn.session, turn.person, asked):
        raise Refusal(requests.NOT_YOURS)
    await turn.show(*await view(turn._, turn.session, asked, turn.person))


async def give(_query: CallbackQuery, callback_data: OrganisationPress, turn: Turn) -> None:
    """Who takes it sees the meeting request at once."""
    done = await requests.give(turn.session, turn.person, callback_data.id, callback_data.arg)
    meeting = await turn.session.get_one(Meeting, done.request.meeting_id)
    side = await side_read_by(turn.session, turn.person, meeting)
    if side is None or side.id != callback_data.arg:
        await _show_done(turn, done)
        return
    await screen.show(turn, await details(turn.session, meeting), side)
    await tell(turn.box, done.notices)


async def decline(_query: CallbackQuery, callback_data: OrganisationPress, turn: Turn) -> None:
    await _show_done(turn, await requests.decline(turn.session, turn.person, callback_data.id))


async def withdraw(_query: CallbackQuery, callback_data: OrganisationPress, turn: Turn) -> None:
    await _show_done(turn, await requests.withdraw(turn.session, turn.person, callback_data.id))


async def _show_done(turn: Turn, done: OrganisationRequestDone) -> None:
    await turn.show(*await view(turn._, turn.session, done.request, turn.person))
    await tell(turn.box, done.notices)


async def view(
    _: Texts, session: UnitSession, asked: OrganisationRequest, person: Person, heading: Markup | None = None
) -> Screen:
    """The request as it is, with what this person can do about it."""
    found = await requests.details_of_request(session, asked)
    truth = Markup("\n").join([_state(_, found), *_lines(_, found, person)])
    text = truth if heading is None else Markup("\n").join([heading, *_lines(_, found, person)])
    rows = await _rows(_, session, found, person)
    named = {found.requester.id, *([found.given_to.id] if found.given_to else [])}
    about = About(CardKind.ORGANISATION, asked.id, names=frozenset(named))
    return live((text, inline(_, rows)), about, truth)


def _state(_: Texts, found: OrganisationRequestDetails) -> Markup:
    name = found.given_to.called if found.given_to else ""
    return _(STANDS[found.request.state], organisation=found.organisation.name, name=name)


def _lines(_: Texts, found: OrganisationRequestDetails, person: Person) -> list[Markup]:
    lines = [Markup(), who(_, found.requester, found.requester_organisation)]
    if found.request.note:
        lines.append(_("Note: <i>{note}</i>", note=found.request.note))
    if found.request.state is OrganisationRequestState.OPEN:
        zone, until = found.mission.time_zone, found.request.expires_at
        day, time, name = _.day(until, zone), hour(_, until, zone), found.organisation.name
        if found.requester.person_id == person.id:
            lines.append(_("{name} can answer until {day}, {time}.", name=name, day=day, time=time))
        else:
            lines.append(_("Please answer by {day}, {time}.", day=day, time=time))
    return lines


async def _rows(_: Texts, session: UnitSession, found: OrganisationRequestDetails, person: Person) -> Rows:
    asked, rows = found.request, Rows()
    if await requests.may_give(session, person, asked):
        for each in (await requests.people_of_organisation(session, found.organisation.id))[:SHOWN]:
            mine = each.person_id == person.id
            label = _.plain("✅ I take it") if mine else _.plain("🔁 Give to {name}", name=each.name)
            press = OrganisationPress(act=OrganisationAct.GIVE, id=asked.id, arg=each.id)
            rows.insert(0 if mine else len(rows), [button(label, press)])
        decline_it = OrganisationPress(act=OrganisationAct.DECLINE, id=asked.id)
        rows.append([button(_.plain("✖️ Decline for {organisation}", organisation=found.organisation.name), decline_it)])
    elif asked.state is OrganisationRequestState.OPEN:
        take_back = OrganisationPress(act=OrganisationAct.WITHDRAW, id=asked.id)
        rows.append([button(_.plain("↩️ Withdraw"), take_back)])
    rows.append([button(_.plain("📨 Requests"), MenuChoice(to="requests"))])
    return rows


async def organisation_asked(notice: OrganisationAsked, reader: Reader) -> Said:
    _ = reader._
    asked = await reader.session.get_one(OrganisationRequest, notice.request_id)
    found = await requests.details_of_request(reader.session, asked)
    heading = first_line(
        _,
        _("🏢 <b>Request to your organisation</b>"),
        where=Spot(found.organisation.name),
        who=Who(found.requester.called, found.requester_organisation.name),
    )
    text, keyboard = await view(_, reader.session, asked, reader.person, heading)
    return [
        NeutralMessage(
            text=text, buttons=keyboard.rows, about=keyboard.about, lane=Lane.REMINDER, expires_at=asked.expires_at
        )
    ]


async def organisation_answered(notice: OrganisationAnswered, reader: Reader) -> Said:
    """To who asked: the meeting request that it has become, or that it is off."""
    _ = reader._
    asked = await reader.session.get_one(OrganisationRequest, notice.request_id)
    text, keyboard = await view(_, reader.session, asked, reader.person)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about)]


async def card(live_card: LiveCard, reader: Reader) -> Screen | None:
    asked = await reader.session.get(OrganisationRequest, live_card.thing_id)
    if asked is None or not await requests.may_see(reader.session, reader.person, asked):
        return None
    return await view(reader._, reader.session, asked, reader.person)


async def card_line(live_card: LiveCard, reader: Reader) -> Markup:
    asked = await reader.session.get(OrganisationRequest, live_card.thing_id)
    if asked is None:
        return reader._("This request no longer concerns you.")
    return _state(reader._, await requests.details_of_request(reader.session, asked))
