"""What each message and press of joining leads to."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, StateFilter
from aiogram.types import Message

from handlers.core import questions
from handlers.core.turn import Turn
from handlers.registration import asking, greeting, topics
from handlers.registration.buttons import (
    Agree,
    Chip,
    Correct,
    Disagree,
    FormMove,
    Pick,
    Revise,
    Send,
    SendAs,
    Speak,
    Topic,
    Topics,
)
from handlers.registration.contact import BACK, ContactStep, is_
from handlers.registration.form import REVIEW, Form
from handlers.registration.review import send
from handlers.registration.states import FILLING, Joining
from handlers.registration.steps import SIDES
from handlers.views.data import MenuChoice
from handlers.views.profile import FIELDS
from locales import N_, catalogues
from missions.errors import Refusal
from missions.matching import sectors as all_sectors

TAGS = "tags"
NOT_OPEN = N_("This registration is closed. /profile shows your status.")
AGREE_FIRST = N_("Please answer with a button: do you agree?")
NONE_CHOSEN = N_("Please choose at least one.")
REVIEW_BUTTONS = N_("Please use a button under your profile: edit it, or send it.")


def router() -> Router:
    joining = Router(name="joining")
    joining.message.register(open_link, CommandStart(magic=F.args))
    joining.callback_query.register(speak, Speak.filter(F.language.in_(catalogues().codes)))
    joining.callback_query.register(agree, Agree.filter())
    joining.callback_query.register(disagree, Disagree.filter())
    joining.callback_query.register(pick, Pick.filter())
    joining.callback_query.register(move, FormMove.filter())
    joining.callback_query.register(revise, Revise.filter())
    joining.callback_query.register(chip, Chip.filter(F.side.in_(SIDES)))
    joining.callback_query.register(look_up, Topics.filter())
    joining.callback_query.register(tick_topic, Topic.filter())
    joining.callback_query.register(correct, Correct.filter())
    joining.callback_query.register(review_sent, Send.filter())
    joining.callback_query.register(sent_with_sector, SendAs.filter())
    joining.callback_query.register(resume, MenuChoice.filter(F.to == "resume"))
    joining.message.register(written, StateFilter(*FILLING), ~F.text.startswith("/"))
    joining.message.register(not_agreed_yet, StateFilter(Joining.greeting), ~F.text.startswith("/"))
    return joining


async def open_link(_message: Message, command: CommandObject, turn: Turn) -> None:
    await greeting.open_link(turn, (command.args or "").strip())


async def speak(_query: object, callback_data: Speak, turn: Turn) -> None:
    await greeting.speak(turn, callback_data.language)


async def agree(_query: object, callback_data: Agree, turn: Turn) -> None:
    opened = await greeting.opened_for(turn, callback_data.invitation)
    await greeting.agreed(turn, opened, callback_data.delegation)


async def disagree(_query: object, callback_data: Disagree, turn: Turn) -> None:
    await greeting.opened_for(turn, callback_data.invitation)
    await greeting.disagreed(turn)


async def pick(_query: object, callback_data: Pick, turn: Turn) -> None:
    form = await _form_at(turn, callback_data.step)
    if await asking.STEPS[form.step].pick(form, callback_data.value):
        await asking.go_on_below(form)
    else:
        await asking.ask(form, ticked=True)


async def move(_query: object, callback_data: FormMove, turn: Turn) -> None:
    form = await _form_at(turn, callback_data.step)
    if not callback_data.on:
        await _back(form)
    elif await asking.STEPS[form.step].answered(form):
        await asking.go_on_below(form)
    else:
        raise Refusal(NONE_CHOSEN)


async def revise(_query: object, callback_data: Revise, turn: Turn) -> None:
    form = await _form_at(turn, REVIEW)
    if callback_data.field not in FIELDS:
        raise Refusal(greeting.ANSWERED)
    form.step, form.revising, form.correcting = callback_data.field, True, False
    await asking.ask(form)


async def chip(_query: object, callback_data: Chip, turn: Turn) -> None:
    form = await _form_at(turn, REVIEW)
    if callback_data.tag not in form.draft.chips(callback_data.side):
        raise Refusal(greeting.ANSWERED)
    form.draft.tick(callback_data.side, callback_data.tag, on=callback_data.on)
    await asking.show_review(form)


async def look_up(_query: object, callback_data: Topics, turn: Turn) -> None:
    form = await _form_with_topics(turn)
    if not callback_data.shut:
        await topics.show(form, callback_data)
    elif form.step == REVIEW:
        await asking.show_review(form)
    else:
        await asking.ask(form)


async def tick_topic(_query: object, callback_data: Topic, turn: Turn) -> None:
    form = await _form_with_topics(turn)
    page = await topics.tick(form, callback_data)
    await form.save()
    await topics.show(form, page)


async def correct(_query: object, callback_data: Correct, turn: Turn) -> None:
    form = await _review_at(turn, callback_data.review)
    form.correcting = callback_data.on
    await asking.show_review(form)


async def review_sent(_query: object, callback_data: Send, turn: Turn) -> None:
    await send(await _review_at(turn, callback_data.review))


async def sent_with_sector(_query: object, callback_data: SendAs, turn: Turn) -> None:
    form = await _review_at(turn, callback_data.review)
    if not form.is_(Joining.registering) or callback_data.sector not in all_sectors():
        raise Refusal(greeting.ANSWERED)
    form.draft.sectors, form.draft.sectors_chosen = [callback_data.sector], True
    await send(form)


async def resume(_query: object, turn: Turn) -> None:
    if not await questions.resume(turn) or not await questions.ask_again(turn):
        raise Refusal(NOT_OPEN)


async def written(message: Message, turn: Turn) -> None:
    form = await Form.load(turn)
    if form.step == REVIEW:
        raise Refusal(REVIEW_BUTTONS)
    both = asking.asks_both(form)
    step = asking.CONTACT if both else asking.STEPS[form.step]
    if isinstance(step, ContactStep) and is_(message, BACK):
        await _back(form)
        return
    if step.name != form.step and not await asking.STEPS[form.step].answered(form):
        raise Refusal(NONE_CHOSEN)
    # Before it is taken: words typed at "Save?" lead back to their field, and are shown again.
    form.step = step.name
    await step.take(form, message)
    if both:
        await asking.keep_languages(form)
    await asking.go_on(form)


async def not_agreed_yet(_message: Message) -> None:
    raise Refusal(AGREE_FIRST)


async def _form_at(turn: Turn, step: str) -> Form:
    if await turn.state.get_state() not in {state.state for state in FILLING}:
        raise Refusal(NOT_OPEN)
    form = await Form.load(turn)
    if form.step != step:
        raise Refusal(greeting.ANSWERED)
    return form


async def _form_with_topics(turn: Turn) -> Form:
    """The form where tags are shown to be ticked: under the review, or at their own step."""
    if await turn.state.get_state() not in {state.state for state in FILLING}:
        raise Refusal(NOT_OPEN)
    form = await Form.load(turn)
    if form.step not in {REVIEW, TAGS}:
        raise Refusal(greeting.ANSWERED)
    return form


async def _review_at(turn: Turn, number: int) -> Form:
    form = await _form_at(turn, REVIEW)
    if number != form.review:
        raise Refusal(greeting.ANSWERED)
    return form


async def _back(form: Form) -> None:
    if await asking.go_back(form):
        return
    turn = form.turn
    await turn.state.set_state(Joining.greeting)
    await turn.state.update_data(invitation=form.invitation_id)
    await greeting.greet(turn)
