"""/profile: one's own card; edit it, pause, leave, come back."""

from __future__ import annotations

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.questions import ask_again, resume
from handlers.core.turn import Turn
from handlers.registration import asking
from handlers.registration.form import Form
from handlers.registration.profile_card import ProfileAct, view
from handlers.registration.states import Joining
from handlers.views.data import MenuChoice
from handlers.views.keyboards import button, inline
from handlers.views.profile import FIELDS
from handlers.views.profile_missing import ProfileEdit
from missions.errors import Refusal
from missions.people import access
from missions.registration import participation, registration
from storage.tables import Delegate


def router() -> Router:
    profile = Router(name="profile")
    profile.message.register(show, Command("profile"))
    profile.callback_query.register(show, MenuChoice.filter(F.to == "profile"))
    profile.callback_query.register(edit, ProfileEdit.filter(F.field.in_(FIELDS)))
    profile.callback_query.register(act, ProfileAct.filter())
    return profile


async def show(_event: object, turn: Turn) -> None:
    delegate = await access.delegate_of(turn.session, turn.person)
    if delegate is None:
        waiting = await resume(turn)
    else:
        waiting = await resume(turn, lambda state, data: _claims(state, data, delegate))
    if waiting:
        await ask_again(turn)
    elif delegate is not None:
        await _show(turn, delegate)
    else:
        raise await access.no_delegate(turn.session, turn.person)


def _claims(state: str, data: dict[str, Any], delegate: Delegate) -> bool:
    """Whether a question that was set aside is whether this imported profile is right."""
    return state == Joining.claiming.state and bool(data["form"]["delegate_id"] == delegate.id)


async def edit(_event: object, callback_data: ProfileEdit, turn: Turn) -> None:
    delegate = await participation.own(turn.session, turn.person, callback_data.delegate)
    draft = await registration.draft_of(turn.session, delegate)
    # What the texts say now goes with them when they change.
    await registration.read_tags(turn.session, draft, tick=False)
    form = Form(turn, str(Joining.editing.state), draft, callback_data.field, delegate_id=delegate.id)
    await asking.ask(form)


async def act(_query: CallbackQuery, callback_data: ProfileAct, turn: Turn) -> None:
    delegate = await participation.own(turn.session, turn.person, callback_data.delegate)
    if delegate.revision != callback_data.revision:
        await turn.alert(turn._.plain("Your profile has changed. This is the current version."))
        return await _show(turn, delegate)
    match callback_data.act:
        case "pause":
            await participation.pause(turn.session, turn.person, delegate.id)
        case "resume":
            await participation.resume(turn.session, turn.person, delegate.id)
        case "leave":
            return await _ask_whether_to_leave(turn, delegate)
        case "really-leave":
            _left, notices = await participation.leave(turn.session, turn.person, delegate.id)
            await tell(turn.box, notices)
        case "back":
            _returned, notices = await participation.come_back(turn.session, turn.person, delegate.id)
            await tell(turn.box, notices)
        case "answer":
            _answered, notices = await registration.answer(turn.session, turn.person, delegate.id)
            await tell(turn.box, notices)
        case "show":
            pass
        case _:
            raise Refusal(participation.CHANGED)
    return await _show(turn, delegate)


async def _show(turn: Turn, delegate: Delegate) -> None:
    await turn.finish()
    await turn.show(*await view(turn, delegate))


async def _ask_whether_to_leave(turn: Turn, delegate: Delegate) -> None:
    _ = turn._
    ahead = await participation.confirmed_ahead(turn.session, delegate)
    lines = [
        _("<b>Leave this mission?</b> You will not be suggested to anyone. You can come back later."),
        *(
            [
                _.ngettext(
                    "Your {n} confirmed meeting is cancelled, and the other person is notified.",
                    "Your {n} confirmed meetings are cancelled, and the others are notified.",
                    ahead,
                )
            ]
            if ahead
            else []
        ),
    ]
    sure = ProfileAct(delegate=delegate.id, act="really-leave", revision=delegate.revision)
    stay = ProfileAct(delegate=delegate.id, act="show", revision=delegate.revision)
    rows = [[button(_.plain("🚪 Yes, leave"), sure)], [button(_.plain("‹ No, stay"), stay)]]
    await turn.show(Markup("\n").join(lines), inline(_, rows))
