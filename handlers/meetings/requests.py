"""/requests: what waits for my answer, and what I wait for."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.meetings.data import Act, MeetingPress
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import when
from handlers.views.message import About
from handlers.views.organisation_press import OrganisationAct, OrganisationPress
from locales import Texts
from missions.meetings import open_meetings
from missions.meetings.details import Details, sides
from missions.meetings.open_meetings import Requests
from storage.tables import CardKind

MANY = 20
"""Requests that one list shows."""


def router() -> Router:
    requests = Router(name="requests")
    requests.message.register(show, Command("requests"))
    requests.callback_query.register(show, MenuChoice.filter(F.to == "requests"))
    return requests


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    await turn.state.clear()
    open_requests = await open_meetings.requests_of(turn.session, turn.person)
    await turn.show(*view(turn._, open_requests))


def view(_: Texts, open_requests: Requests) -> Screen:
    """The lists, and a button for each request."""
    is_delegate = open_requests.delegate is not None
    parts = [
        (_("📨 <b>Waiting for your answer</b>"), open_requests.to_answer),
        (_("⏳ <b>Waiting for their answer</b>"), open_requests.asked),
        (_("👤 <b>For delegates who are not in the chat</b>"), open_requests.on_behalf),
    ]
    text, rows, number = [], [], 0
    for heading, part in parts:
        if not part:
            continue
        text.append(heading)
        for found, side_id in part[:MANY]:
            number += 1
            behalf = part is open_requests.on_behalf
            text.append(_for_other(_, number, found, side_id) if behalf else _line(_, number, found, side_id))
            label = _.plain("{n}. {name}", n=_.number(number), name=found.other(side_id).called)
            rows.append([button(label, _open(found))])
        text.append(Markup())
    if open_requests.organisations:
        text.append(_("🏢 <b>To organisations, not given to anyone yet</b>"))
    for asked in open_requests.organisations[:MANY]:
        number += 1
        named = {"name": asked.requester.called, "organisation": asked.organisation.name}
        text.append(_("{n}. {name} asks {organisation}", n=_.number(number), **named))
        opens = OrganisationPress(act=OrganisationAct.SHOW, id=asked.request.id)
        rows.append([button(_.plain("{n}. {name}", n=_.number(number), name=asked.organisation.name), opens)])
    if not text and not is_delegate:
        text = [
            _(
                "No request is waiting for you. Requests to delegates who are not in the chat come "
                "here: you answer for them."
            )
        ]
    elif not text:
        text = [_("No open requests. /people shows who you could meet.")]
        rows.append([button(_.plain("🤝 People to meet"), MenuChoice(to="people"))])
    agenda = button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))
    desk = button(_.plain("🗂 Organisers’ desk"), MenuChoice(to="desk"))
    rows.append([agenda if is_delegate else desk, button(_.plain("‹ Menu"), MenuChoice(to="menu"))])
    own_id = open_requests.delegate.id if open_requests.delegate else None
    names = sides(found for _heading, part in parts for found, _side in part[:MANY])
    names |= {each.requester.id for each in open_requests.organisations[:MANY]}
    # Of an organiser who takes no part, the mission's: below zero, where no delegate's id is.
    thing_id = own_id or -open_requests.mission.id
    return live((Markup("\n").join(text), inline(_, rows)), About(CardKind.REQUESTS, thing_id, own_id, names=names))


def _line(_: Texts, number: int, found: Details, side_id: int) -> Markup:
    other = found.other(side_id)
    slot = found.proposed or found.slot
    if found.meeting.any_time:
        return _(
            "{n}. {name}, {organisation}\nAny time when both are free",
            n=_.number(number),
            name=other.called,
            organisation=found.organisation(other).name,
        )
    return _(
        "{n}. {name}, {organisation}\n{when}",
        n=_.number(number),
        name=other.called,
        organisation=found.organisation(other).name,
        when=when(_, slot, found.mission),
    )


def _for_other(_: Texts, number: int, found: Details, side_id: int) -> Markup:
    """A request that an organiser answers: whom it is for, and how to ask them."""
    side = found.other(found.other(side_id).id)
    lines = [_line(_, number, found, side_id), _("👤 For <b>{name}</b>, who is not in the chat", name=side.called)]
    if side.phone:
        lines.append(_("📞 {phone}", phone=side.phone))
    return Markup("\n").join(lines)


def _open(found: Details) -> MeetingPress:
    return MeetingPress(act=Act.SHOW, id=found.meeting.id, revision=found.meeting.revision)
