"""Going through the form: put the open question, go on, go back, review all of it."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import ASKED, BELOW, REPLY_KEYBOARD, Turn
from handlers.registration import firms, review_screen
from handlers.registration.buttons import FormMove
from handlers.registration.clash import CLASH, MAY_CLASH, ClashStep, clashes
from handlers.registration.contact import BACK, ContactStep, EmailStep
from handlers.registration.form import REVIEW, Form
from handlers.registration.profile_card import show_profile
from handlers.registration.states import Joining
from handlers.registration.steps import (
    SIDES,
    DaysStep,
    KindStep,
    LanguagesStep,
    NameStep,
    OrganisationStep,
    OtherNameStep,
    SectorsStep,
    SectorStep,
    Step,
    TextStep,
)
from handlers.registration.sure import SURE, SureStep, until_now
from handlers.registration.tags import TagsStep
from handlers.views import profile
from handlers.views.keyboards import Keyboard, button, inline
from locales import N_, Texts
from missions.meetings import contradictions
from missions.registration import registration
from missions.registration.whole_profile import whole
from storage.tables import Delegate

FOLLOWING = {"organisation": ("kind",)}
"""What an answer may answer as well: the kind of an organisation that is registered already is known."""
LANGUAGES = N_("🗣 The languages you speak")
"""What their question reads once it is answered below it."""
CONTACT = ContactStep(
    "contact",
    N_(
        "📱 What is your phone number? You can add your e-mail address in the same message. Only the organisers and "
        "the people you have a confirmed meeting with will see them."
    ),
)
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        NameStep("name", N_("👤 What name should be on your badge? Tap it, or type it.")),
        OrganisationStep("organisation", N_("🏢 Which company or organisation do you represent?")),
        KindStep("kind", N_("🏷 What kind of organisation is it?")),
        TextStep("position", N_("💼 What is your position there?")),
        TextStep("offer", N_("🎁 What do you offer? One or two specific sentences, in your own language.")),
        TextStep("need", N_("🔎 What do you look for? We use this to suggest people to meet.")),
        SectorStep("sector", N_("🏷 Which sector is the closest?")),
        LanguagesStep("languages", N_("🗣 Which languages do you speak? Tick them, then continue.")),
        CONTACT,
        OtherNameStep(
            "other_name", N_("🔤 How is your name written in the other script? Those who read it will see this form.")
        ),
        EmailStep("email", N_("📧 What is your e-mail address?")),
        SectorsStep("sectors", N_("🏷 Which sectors are yours? Two or three are enough.")),
        TagsStep(
            "tags",
            N_(
                "🏷 What is it about? Tick what is right, untick what is wrong: 🎁 what you offer, 🔎 what you look for."
            ),
        ),
        DaysStep("days", N_("📅 Which days will you attend?")),
    )
}
"""In the order of registration; those not wanted there are reached from the review and the profile."""
STEPS[CLASH] = ClashStep(
    CLASH, N_("The meetings stay until they are moved or cancelled. The others and the organisers are notified.")
)
STEPS[SURE] = SureStep(SURE, N_("Save this? Other participants will read it."), STEPS)


async def ask_again(turn: Turn) -> None:
    """Repeats the open question; a review as it was counted, since nothing has changed."""
    form = await Form.load(turn)
    await (show_review(form) if form.step == REVIEW else ask(form))


async def ask(form: Form, *, ticked: bool = False) -> None:
    """Puts the question of the form's step; `ticked`: something was ticked under it."""
    if form.step == REVIEW:
        return await _ask_review(form)
    step = STEPS[form.step]
    await _take_back(form)
    text = Markup("\n").join([*await _heading(form), await step.text(form)])
    form.cut = False
    await form.save()
    if isinstance(step, ContactStep):
        return await form.turn.ask_below(text, step.keyboard(form), await step.done(form))
    rows = [*await step.rows(form), [button(form.turn._.plain(BACK), FormMove(step=step.name, on=False))]]
    keyboard = inline(form.turn._, rows)
    return await (_ask_both(form, text, keyboard, ticked=ticked) if asks_both(form) else form.turn.ask(text, keyboard))


def asks_both(form: Form) -> bool:
    """Whether languages and number are asked at once: the number's answer goes on from both."""
    return form.registering and form.step == "languages"


async def _ask_both(form: Form, text: Markup, keyboard: Keyboard, *, ticked: bool) -> None:
    """A tick repeats the languages alone, and a number that was refused the number alone."""
    turn = form.turn
    stands = await turn.state.get_value(REPLY_KEYBOARD)
    if stands and ticked:
        await turn.show(text, keyboard)
        return
    if not stands or turn.box.heading is None:
        # The keyboard that stands is replaced, not taken away.
        await turn.state.update_data({REPLY_KEYBOARD: False})
        await turn.ask(text, keyboard)
    question = Markup("\n").join([await _place(form, CONTACT.name), await CONTACT.text(form)])
    await turn.ask_also(question, CONTACT.keyboard(form))


async def go_on(form: Form) -> None:
    """The step is answered: the next one, or what comes after a change of one field."""
    if form.is_(Joining.editing):
        return await _save_change(form)
    if form.revising and form.step == "organisation" and await firms.alike(form):
        form.step = "kind"
        return await ask(form)
    form.step = REVIEW if form.revising else await _after(form)
    form.revising = False
    return await ask(form)


async def go_on_below(form: Form) -> None:
    """The step is answered by a press. When registering, its message keeps what was chosen; the next comes below."""
    if form.registering:
        turn = form.turn
        await turn.state.update_data({ASKED: None})
        await turn.show(await _answered(form, turn._(STEPS[form.step].question)))
        if turn.place is not None:
            form.done[form.step] = {"message": turn.place.message_id}
        form.turn = turn.below()
    await go_on(form)


async def keep_languages(form: Form) -> None:
    """The number was answered below the languages: what was ticked there stays to be read."""
    turn, languages = form.turn, STEPS["languages"].name
    asked = await turn.state.get_value(ASKED)
    if not asked:
        return
    await turn.rewrite(asked, await _answered(form, turn._(LANGUAGES), languages))
    await turn.state.update_data({ASKED: None})
    form.done[languages] = asked


async def _take_back(form: Form) -> None:
    """What is asked again is answered no longer: no line above says so."""
    for step in (form.step, *FOLLOWING.get(form.step, ())):
        if (told := form.done.pop(step, None)) is not None:
            await form.turn.rewrite(told, form.turn._(BELOW))


async def _answered(form: Form, question: Markup, step: str = "") -> Markup:
    """A question with what was chosen. step: which; by default the form's own."""
    answer = await STEPS[step or form.step].said(form)
    return form.turn._("{question}\n<b>{answer}</b> ✓", question=question, answer=answer)


async def go_back(form: Form) -> bool:
    """Ask the question before this one; False where there is none."""
    if form.is_(Joining.editing):
        await show_profile(form.turn, form.delegate_id)
        return True
    before = REVIEW if form.revising else await _before(form)
    if before is None:
        return False
    if asks_both(form):
        # The number was asked below: so is what was asked before.
        form.turn = form.turn.below()
    form.step, form.revising = before, False
    await ask(form)
    return True


async def _ask_review(form: Form) -> None:
    await registration.read_tags(form.turn.session, form.draft)
    form.review += 1
    await show_review(form)


async def show_review(form: Form) -> None:
    """The review as it was last counted: ticking a tag under it makes no button of it old."""
    turn, _ = form.turn, form.turn._
    form.cut = False
    await review_screen.take_sectors_of_topics(form)
    await form.save()
    if form.is_(Joining.claiming):
        head = _("This is what the organisers entered about you. Is it correct?")
    else:
        total = len(await _path(form)) + 1
        head = _("<b>{place}/{total}</b> · This is your profile. Is it correct?", place=total, total=total)
    lines = [head, *_shortened(_, form), Markup(), profile.text(_, await whole(turn.session, form.draft))]
    note, rows = await review_screen.below(form)
    if note is not None:
        lines += [Markup(), note]
    await turn.ask(Markup("\n").join(lines), inline(_, rows))


async def _heading(form: Form) -> list[Markup]:
    _ = form.turn._
    lines = [_cut_note(_)] if form.cut else []
    return [*lines, await _place(form, form.step)] if form.registering else lines


async def _place(form: Form, step: str) -> Markup:
    path = await _path(form)
    return form.turn._("<b>{place}/{total}</b>", place=path.index(step) + 1, total=len(path) + 1)


def _cut_note(_: Texts) -> Markup:
    return _("✂️ Your text was too long: the end was cut off. You can shorten it when you check your profile.")


def _shortened(_: Texts, form: Form) -> list[Markup]:
    """Which texts are kept without their end."""
    fields = [_(profile.FIELDS[name]) for name in form.shortened]
    return [_("✂️ Too long, the end was cut off: {fields}", fields=_.list(fields))] if fields else []


async def _save_change(form: Form) -> None:
    turn = form.turn
    if isinstance(STEPS[form.step], TextStep):
        form.field = form.step
        # Where the text is about something new, what, is theirs to say; the words stand there as well.
        form.step = "tags" if form.step in SIDES and await _new_tags(form) else SURE
        if form.step == "tags" or await until_now(form) != getattr(form.draft, form.field):
            return await ask(form)
    found = await clashes(form) if {form.step, form.field} & MAY_CLASH else []
    if found and form.step != CLASH:
        form.field, form.step = form.step, CLASH
        return await ask(form)
    delegate = await registration.change(turn.session, turn.person, form.delegate_id, form.draft)
    await show_profile(turn, form.delegate_id)
    return await tell(turn.box, await contradictions.told(turn.session, delegate, found))


async def _new_tags(form: Form) -> bool:
    delegate = await form.turn.session.get_one(Delegate, form.delegate_id)
    before = await registration.draft_of(form.turn.session, delegate)
    await registration.read_tags(form.turn.session, before)
    await registration.read_tags(form.turn.session, form.draft)
    return any({*form.draft.chips(side)} - {*before.chips(side)} for side in SIDES)


async def _before(form: Form) -> str | None:
    """The step to which Back leads; None before the first."""
    path = await _path(form)
    place = path.index(form.step) if form.step in path else len(path)
    return path[place - 1] if place else None


async def _after(form: Form) -> str:
    """The next step, or the review."""
    path = await _path(form)
    following = path[path.index(form.step) + 1 :] if form.step in path else []
    return following[0] if following else REVIEW


async def _path(form: Form) -> list[str]:
    """The steps that this person goes through; the one where they are is always among them."""
    return [name for name, step in STEPS.items() if name == form.step or await step.wanted(form)]
