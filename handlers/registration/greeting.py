"""An invitation link is opened: the greeting, what the mission is, and the question of consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.types import User
from markupsafe import Markup
from sqlmodel import col, select

from handlers.core.notices import tell
from handlers.core.questions import ask_again, resume
from handlers.core.turn import Turn
from handlers.core.voice import voice
from handlers.registration import asking
from handlers.registration.buttons import Agree, Disagree, Speak
from handlers.registration.form import REVIEW, Form
from handlers.registration.profile_card import view as profile_view
from handlers.registration.states import FILLING, Joining
from handlers.views import menu
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.zones import asked
from locales import N_, catalogues
from missions.errors import Refusal
from missions.identity.romanised import other_form
from missions.interpreters import linking
from missions.people import consent, mission_meant, person
from missions.people.home import home_of
from missions.people.mission_meant import show
from missions.registration import invitations, organisers, registration
from missions.registration.invitations import DELEGATE, Opened
from missions.registration.profile_draft import ProfileDraft
from storage.tables import Delegate, Delegation

NO_LINK = N_("Please open your invitation link again.")
ANSWERED = N_("This question has already been answered.")


async def open_link(turn: Turn, token: str) -> None:
    """Opens what a link leads this person to."""
    opened = await invitations.open(turn.session, token, turn.person)
    turn = await _in_their_language(turn, opened)
    await resume(turn, lambda state, data: _is_of(state, data, opened))
    if opened.invitation.interpreter_id is not None:
        await _open_entry(turn, opened)
    elif opened.invitation.role != DELEGATE:
        await _ask_for_role(turn, opened)
    elif opened.delegate is not None and not await _reviewing_claim(turn, opened):
        turn.person.mission_id = opened.mission.id
        show(turn.session, turn.person, opened.mission.id)
        await turn.finish()
        await turn.say(*await profile_view(turn, opened.delegate))
    elif await _is_filling(turn, opened):
        await ask_again(turn)
    elif opened.used and opened.delegate is None and await consent.given(turn.session, turn.person, opened.mission.id):
        # They agreed, and stopped later on: the questions begin again, the consent holds.
        await agreed(turn, opened, opened.invitation.delegation_id or 0)
    else:
        await _begin(turn, opened)


async def _begin(turn: Turn, opened: Opened) -> None:
    await turn.finish()
    await turn.state.set_state(Joining.greeting)
    await turn.state.update_data(invitation=opened.invitation.id)
    await greet(turn)


async def _open_entry(turn: Turn, opened: Opened) -> None:
    """An interpreter's link: the greeting, or the menu if they have agreed to it."""
    if not await linking.is_theirs(turn.session, opened, turn.person):
        await _begin(turn, opened)
        return
    turn.person.mission_id = opened.mission.id
    await turn.finish()
    await turn.say(*menu.view(turn._, await home_of(turn.session, turn.person)))


async def _in_their_language(turn: Turn, opened: Opened) -> Turn:
    """Who opens the link to an imported profile is spoken to in the language that its file says."""
    imported = (
        await turn.session.get(Delegate, opened.invitation.delegate_id) if opened.invitation.delegate_id else None
    )
    if imported is None or imported.person_id is not None or turn.person.language_chosen:
        return turn
    person.adopt_language(turn.person, imported.language)
    return turn.speaking(await voice(turn.session, turn.person))


async def greet(turn: Turn) -> None:
    """The greeting in the person's language, with the notice they are asked to agree to."""
    _ = turn._
    opened = await _opened(turn)
    mission = opened.mission
    show(turn.session, turn.person, mission.id)
    text = Markup("\n\n").join(
        [
            _("<b>{mission}</b>\n{days}", mission=mission.title, days=_.days(mission.starts_on, mission.ends_on)),
            *([_("ℹ️ {description}", description=mission.description)] if mission.description else []),
            *(await _to_interpreter(turn, opened) if opened.invitation.interpreter_id else _to_delegate(turn)),
        ]
    )
    await turn.ask(text, await _greeting_buttons(turn, opened))


def _to_delegate(turn: Turn) -> list[Markup]:
    _ = turn._
    return [
        _("👋 I am Wasl. In this chat you register, choose who to meet, and agree on a time and place."),
        _(
            "🔒 <b>Your data.</b> The organisers keep what you enter here to arrange your "
            "meetings. Other delegates see your profile, but your number only once a meeting is "
            "confirmed. It is deleted one year after the mission, or whenever you ask: /privacy. "
            "Do you agree?"
        ),
    ]


async def _to_interpreter(turn: Turn, opened: Opened) -> list[Markup]:
    _, entry = turn._, await linking.entry_of(turn.session, opened)
    return [
        _(
            "👋 I am Wasl. {name}, in this chat you find the meetings that you interpret, their changes and reminders, "
            "and the evening before who you will meet.",
            name=entry.name,
        ),
        _(
            "🔒 <b>Your data.</b> The organisers have your name, your languages and your hours, and keep your account "
            "here to reach you. Delegates see your name at their meetings. It is deleted one year after the mission, "
            "or whenever you ask: /privacy. Do you agree?"
        ),
    ]


async def _claim_entry(turn: Turn, opened: Opened) -> None:
    """The interpreter agrees: the entry is theirs."""
    interpreter, notices = await linking.claim(turn.session, opened, turn.person, called(turn.sender))
    await tell(turn.box, notices)
    await turn.finish()
    _ = turn._
    mission_meant.ask(turn.session, turn.person, opened.mission.id)
    text, keyboard = menu.view(_, await home_of(turn.session, turn.person))
    done = _("✅ Thank you, {name}. You are in.", name=interpreter.name)
    hours, zone = asked(_, opened.mission.time_zone)
    await turn.show(Markup("\n\n").join([done, hours, text]), inline(_, [*keyboard.rows, *zone]))


async def agreed(turn: Turn, opened: Opened, delegation_id: int) -> None:
    """The person agrees: the link is counted, the consent kept, and the first question asked."""
    if opened.invitation.interpreter_id is not None:
        await _claim_entry(turn, opened)
        return
    if opened.invitation.delegate_id is not None:
        delegate, notices = await registration.claim(turn.session, opened, turn.person, called(turn.sender))
        await tell(turn.box, notices)
        draft = await registration.draft_of(turn.session, delegate)
        draft.other_name = draft.other_name or other_form(draft.name, turn.sender.full_name[:100])
        form = Form(turn, _name(Joining.claiming), draft, REVIEW, delegate_id=delegate.id)
    else:
        draft = await registration.begin(turn.session, opened, turn.person, delegation_id)
        form = Form(turn, _name(Joining.registering), draft, next(iter(asking.STEPS)))
    form.invitation_id = opened.invitation.id
    await asking.ask(form)


async def disagreed(turn: Turn) -> None:
    """Nothing was stored, and nothing will be."""
    opened = await _opened(turn)
    await consent.withdraw(turn.session, turn.person, opened.mission.id)
    await turn.finish()
    await turn.show(turn._("Nothing was stored. To join later, open the link again."))


async def speak(turn: Turn, language: str) -> None:
    """The greeting once more, in the language that was pressed under it."""
    person.choose_language(turn.person, language)
    await greet(turn.speaking(catalogues().texts(language)))


async def opened_for(turn: Turn, invitation_id: int) -> Opened:
    """The link whose greeting is open: consent counts only for that one, whatever number a button carries.

    Raises:
        Refusal: no greeting is open, or that of another link, or the link is over meanwhile.
    """
    if await turn.state.get_state() in {_name(one) for one in FILLING}:
        raise Refusal(ANSWERED)
    opened = await _opened(turn)
    if opened.invitation.id != invitation_id:
        raise Refusal(NO_LINK)
    return opened


async def _opened(turn: Turn) -> Opened:
    invitation_id = await turn.state.get_value("invitation")
    if await turn.state.get_state() != _name(Joining.greeting) or invitation_id is None:
        raise Refusal(NO_LINK)
    return await invitations.reopen(turn.session, int(invitation_id), turn.person)


async def _greeting_buttons(turn: Turn, opened: Opened) -> Keyboard:
    _, invitation = turn._, opened.invitation
    if any((invitation.delegation_id, invitation.delegate_id, invitation.interpreter_id)):
        agree = [[button(_.plain("✅ I agree"), Agree(invitation=invitation.id))]]
    else:
        # One tap says both: which delegation is asked first, and every tap less is someone more who finishes.
        delegations = select(Delegation).where(Delegation.mission_id == opened.mission.id).order_by(col(Delegation.id))
        agree = [
            [
                button(
                    _.plain("✅ I agree · {delegation}", delegation=delegation.title),
                    Agree(invitation=invitation.id, delegation=delegation.id),
                )
            ]
            for delegation in await turn.session.exec(delegations)
        ]
    others = [
        button(language.name, Speak(language=language.code))
        for language in catalogues().languages
        if language.code != _.language.code
    ]
    return inline(_, [*agree, [button(_.plain("I do not agree"), Disagree(invitation=invitation.id))], others])


async def _ask_for_role(turn: Turn, opened: Opened) -> None:
    notices = await organisers.ask(turn.session, opened, turn.person, called(turn.sender))
    await tell(turn.box, notices)
    await turn.finish()
    await turn.say(
        turn._(
            "Thank you. Once the owner of <b>{mission}</b> confirms you, a message will come here.",
            mission=opened.mission.title,
        )
    )


async def _is_filling(turn: Turn, opened: Opened) -> bool:
    state = await turn.state.get_state() or ""
    return state != _name(Joining.greeting) and _is_of(state, await turn.state.get_data(), opened)


def _is_of(state: str, data: Mapping[str, Any], opened: Opened) -> bool:
    """Whether a question belongs to this link: its greeting, or the form of its mission."""
    if state == _name(Joining.greeting):
        return data.get("invitation") == opened.invitation.id
    return state in map(_name, FILLING) and ProfileDraft.read(data["form"]["draft"]).mission_id == opened.mission.id


async def _reviewing_claim(turn: Turn, opened: Opened) -> bool:
    return await turn.state.get_state() == _name(Joining.claiming) and await _is_filling(turn, opened)


def called(sender: User) -> str:
    """Who Telegram says this is: a display name anybody can choose, so user name and id with it."""
    known = [f"@{sender.username}"] if sender.username else []
    return f"{sender.full_name} ({', '.join([*known, str(sender.id)])})"


def _name(state: object) -> str:
    return str(getattr(state, "state", ""))
