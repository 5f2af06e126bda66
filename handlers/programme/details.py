"""Editing what a session says, of one that is there or one being added: each part, then a look at all of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.programme import desk as desk_screens
from handlers.programme import invited, review
from handlers.programme.data import DetailAct, DetailPress, GuestPress
from handlers.views import labels
from handlers.views.keyboards import button, columns, inline
from handlers.views.message import Rows
from handlers.views.texts_typed import texts_typed
from locales import N_, Texts, catalogues
from locales.bidi import strip_controls
from missions.directory import roster
from missions.errors import Refusal
from missions.people import access
from missions.sessions import describing, desk
from missions.sessions.describing import SessionDetails
from missions.timetables import interpreters

FORGOTTEN = N_("This question has closed. Please open the session again.")
FOUND = 8
"""People found by name who are offered: more words find fewer."""


class EditingSession(StatesGroup):
    """What a session says is being edited.

    The data: "details" as they are to be, "was" as they were, "session" with its number; of a session that is being
    added the latter two are missing, and what `adding` keeps is there.
    """

    review = State()
    title = State()
    description = State()
    speakers = State()
    languages = State()
    interpretation = State()
    invited = State()
    guest = State()


PARTS = {
    DetailAct.REVIEW: EditingSession.review,
    DetailAct.TITLE: EditingSession.title,
    DetailAct.DESCRIPTION: EditingSession.description,
    DetailAct.SPEAKERS: EditingSession.speakers,
    DetailAct.LANGUAGES: EditingSession.languages,
    DetailAct.INTERPRETATION: EditingSession.interpretation,
    DetailAct.INVITED: EditingSession.invited,
    DetailAct.SEARCH: EditingSession.guest,
}


def router() -> Router:
    details = Router(name="editing a session")
    typed = F.text & ~F.text.startswith("/")
    handlers: dict[DetailAct, Callable[..., Awaitable[None]]] = {
        DetailAct.EDIT: begin,
        **dict.fromkeys(PARTS, open_part),
        DetailAct.NONE: leave_empty,
        DetailAct.LANGUAGE: choose_language,
        DetailAct.INTO: choose_language,
        DetailAct.OPEN: change_invitation,
        DetailAct.DELEGATION: change_invitation,
        DetailAct.KIND: change_invitation,
        DetailAct.REMOVE: change_invitation,
        DetailAct.SAVE: save,
    }
    for act, handler in handlers.items():
        details.callback_query.register(handler, DetailPress.filter(F.act == act))
    details.callback_query.register(add_guest, GuestPress.filter())
    for state, take in (
        (EditingSession.title, take_title),
        (EditingSession.description, take_description),
        (EditingSession.speakers, take_speakers),
        (EditingSession.guest, search),
    ):
        details.message.register(take, StateFilter(state), typed)
    details.message.register(not_this, StateFilter(EditingSession), ~F.text.startswith("/") | ~F.text)
    return details


async def begin(_query: CallbackQuery, callback_data: DetailPress, turn: Turn) -> None:
    _mission, counted = await desk.find(turn.session, turn.person, callback_data.arg)
    if counted.row.cancelled_at is not None:
        raise Refusal(describing.IS_CANCELLED)
    said = asdict(SessionDetails.of(counted.row))
    await turn.state.set_data({"session": counted.row.id, "details": said, "was": said})
    await _ask(turn, EditingSession.review)


async def open_part(_query: CallbackQuery, callback_data: DetailPress, turn: Turn) -> None:
    await _draft(turn)
    await _ask(turn, PARTS[callback_data.act])


async def take_title(message: Message, turn: Turn) -> None:
    draft = await _draft(turn)
    typed = {code: " ".join(text.split()) for code, text in texts_typed(_clean(message), turn._).items()}
    describing.check_title(typed)
    await _set(turn, replace(draft, title={**draft.title, **typed}))


async def take_description(message: Message, turn: Turn) -> None:
    draft = await _draft(turn)
    typed = texts_typed(_clean(message), turn._)
    describing.check_description(typed)
    await _set(turn, replace(draft, description={**draft.description, **typed}))


async def take_speakers(message: Message, turn: Turn) -> None:
    draft = await _draft(turn)
    speakers = " ".join(_clean(message).split())
    describing.check_speakers(speakers)
    await _set(turn, replace(draft, speakers=speakers))


async def leave_empty(_query: CallbackQuery, turn: Turn) -> None:
    draft = await _draft(turn)
    if await turn.state.get_state() == EditingSession.description.state:
        draft = replace(draft, description={})
    elif await turn.state.get_state() == EditingSession.speakers.state:
        draft = replace(draft, speakers="")
    await _set(turn, draft)


async def choose_language(_query: CallbackQuery, callback_data: DetailPress, turn: Turn) -> None:
    """In which it is held, or into which it is interpreted."""
    draft = await _draft(turn)
    known = await _languages(turn, draft)
    name = "languages" if callback_data.act is DetailAct.LANGUAGE else "interpretation"
    code = known[callback_data.arg % len(known)]
    chosen: list[str] = getattr(draft, name)
    kept = [each for each in chosen if each != code] if code in chosen else [*chosen, code]
    draft = SessionDetails.of({**asdict(draft), name: kept})
    await _set(turn, draft, PARTS[DetailAct.LANGUAGES if name == "languages" else DetailAct.INTERPRETATION])


async def change_invitation(_query: CallbackQuery, callback_data: DetailPress, turn: Turn) -> None:
    draft = await _draft(turn)
    mission = await access.require_organiser(turn.session, turn.person)
    entries = await invited.changed(turn.session, mission, draft.invited, callback_data)
    await _set(turn, replace(draft, invited=entries), EditingSession.invited)


async def search(message: Message, turn: Turn) -> None:
    """Delegates by name or organisation, each with a button that invites them."""
    await _draft(turn)
    mission = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    found = await roster.search(turn.session, mission.id, message.text or "")
    rows: Rows = [
        [button(_.plain("{name} · {organisation}", name=each.name, organisation=each.organisation), each_press)]
        for each in found[:FOUND]
        for each_press in [GuestPress(delegate=each.delegate_id)]
    ]
    rows.append([button(_.plain("‹ Back"), DetailPress(act=DetailAct.INVITED))])
    if not found:
        text = _("No one found. Try another word of the name or the organisation.")
    else:
        text = _("👤 Whom do you invite? For someone else, type another name.")
    await turn.say(text, inline(_, rows))


async def add_guest(_query: CallbackQuery, callback_data: GuestPress, turn: Turn) -> None:
    draft = await _draft(turn)
    profile = await roster.profile(turn.session, turn.person, callback_data.delegate)
    if profile.delegate.mission_id != (await access.require_organiser(turn.session, turn.person)).id:
        raise Refusal(invited.NO_SUCH)
    await _set(
        turn, replace(draft, invited=invited.with_guest(draft.invited, profile.delegate.id)), PARTS[DetailAct.INVITED]
    )


async def save(_query: CallbackQuery, turn: Turn) -> None:
    """Of a session that is being added, `adding` has its own button."""
    draft, data = await _draft(turn), await turn.state.get_data()
    if "session" not in data:
        raise Refusal(FORGOTTEN)
    before = SessionDetails.of(data["was"])
    row, out = await describing.describe(turn.session, turn.person, data["session"], before, draft)
    await turn.finish()
    if out:
        text = turn._.plain_ngettext("Saved. Notifying {n} person.", "Saved. Notifying {n} people.", out)
    else:
        text = turn._.plain("Saved.")
    await turn.toast(text)
    await desk_screens.show(turn, row.id)


async def not_this(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Put the open question."""
    _, draft, data = turn._, await _draft(turn), await turn.state.get_data()
    state = await turn.state.get_state() or ""
    if state == EditingSession.review.state:
        await turn.show(*await review.view(turn, data, draft))
        return
    if state == EditingSession.invited.state:
        mission = await access.require_organiser(turn.session, turn.person)
        await turn.show(*await invited.view(_, turn.session, mission, draft.invited))
        return
    back = [button(_.plain("‹ Back"), DetailPress(act=DetailAct.REVIEW))]
    if state in (EditingSession.languages.state, EditingSession.interpretation.state):
        await turn.show(*await _language_question(turn, state, draft))
        return
    if state == EditingSession.guest.state:
        await turn.show(
            _("👤 Type a name or an organisation."),
            inline(_, [[button(_.plain("‹ Back"), DetailPress(act=DetailAct.INVITED))]]),
        )
        return
    text, rows = _text_question(_, state, draft)
    await turn.show(text, inline(_, [*rows, back]))


def _text_question(_: Texts, state: str, draft: SessionDetails) -> tuple[Markup, Rows]:
    lines = " / ".join(f"{code}: …" for code in catalogues().codes)
    if state == EditingSession.title.state:
        return _with(
            _("✏️ Type its title. For several languages, one line each, as {lines}", lines=lines), draft.title, _
        ), []
    if state == EditingSession.description.state:
        text = _("📝 Type its description. For several languages, begin each with its code, as {lines}", lines=lines)
        rows = [[button(_.plain("No description"), DetailPress(act=DetailAct.NONE))]] if draft.description else []
        return _with(text, draft.description, _), rows
    text = _("🎤 Type who speaks.")
    if not draft.speakers:
        return text, []
    said = Markup("\n\n").join([text, _("<i>{text}</i>", text=draft.speakers)])
    return said, [[button(_.plain("No speakers"), DetailPress(act=DetailAct.NONE))]]


def _with(text: Markup, said: dict[str, str], _: Texts) -> Markup:
    """The question with what is there now."""
    now = [_("{language}: <i>{text}</i>", language=labels.language(_, code), text=each) for code, each in said.items()]
    return Markup("\n").join([text, Markup(), *now]) if now else text


async def _language_question(turn: Turn, state: str, draft: SessionDetails) -> tuple[Markup, Any]:
    _ = turn._
    held = state == EditingSession.languages.state
    text = _("🌐 In which languages is it held?") if held else _("🎧 Into which languages is it interpreted?")
    chosen = draft.languages if held else draft.interpretation
    act = DetailAct.LANGUAGE if held else DetailAct.INTO
    buttons = [
        button(
            _.plain("{mark} {value}", mark="☑️" if code in chosen else "▫️", value=labels.language(_, code)),
            DetailPress(act=act, arg=place),
        )
        for place, code in enumerate(await _languages(turn, draft))
    ]
    return text, inline(_, [*columns(buttons, 2), [button(_.plain("‹ Done"), DetailPress(act=DetailAct.REVIEW))]])


async def _languages(turn: Turn, draft: SessionDetails) -> list[str]:
    """Those that the bot speaks, those of the mission, and those that are chosen."""
    mission = await access.require_organiser(turn.session, turn.person)
    spoken = await interpreters.languages(turn.session, mission)
    return list(dict.fromkeys([*catalogues().codes, *sorted(spoken), *draft.languages, *draft.interpretation]))


def _clean(message: Message) -> str:
    return strip_controls(message.text or "").replace("\x00", "")


async def _draft(turn: Turn) -> SessionDetails:
    """Raises:
    Refusal: the question has closed.
    """
    said = await turn.state.get_value("details")
    if not said or not str(await turn.state.get_state()).startswith(EditingSession.__name__):
        raise Refusal(FORGOTTEN)
    return SessionDetails.of(said)


async def _set(turn: Turn, details: SessionDetails, question: State = EditingSession.review) -> None:
    await turn.state.update_data(details=asdict(details))
    await _ask(turn, question)


async def _ask(turn: Turn, question: State) -> None:
    await turn.state.set_state(question)
    await ask_again(turn)
