"""Going through the form: put the open question, go on, go back, review all of it."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import ASKED, Turn
from handlers.registration import topics
from handlers.registration.buttons import Chip, Correct, FormMove, Revise, Send
from handlers.registration.clash import CLASH, MAY_CLASH, ClashStep, clashes
from handlers.registration.contact import BACK, ContactStep
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
    SectorsStep,
    SectorStep,
    Step,
    TextStep,
)
from handlers.registration.sure import SURE, SureStep, until_now
from handlers.registration.tags import CHIP_WIDTH, TagsStep, chip_label
from handlers.views import profile
from handlers.views.keyboards import button, columns, inline
from handlers.views.message import Rows
from locales import N_, Texts
from missions.meetings import contradictions
from missions.registration import registration
from missions.registration.whole_profile import whole
from storage.tables import Delegate, Mission

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
        ContactStep(
            "contact",
            N_(
                "📱 What is your phone number? Only the organisers and the people you have a confirmed "
                "meeting with will see it."
            ),
        ),
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


async def ask(form: Form) -> None:
    """Puts the question of the form's step."""
    if form.step == REVIEW:
        return await _ask_review(form)
    step = STEPS[form.step]
    text = Markup("\n").join([*await _heading(form), await step.text(form)])
    form.cut = False
    await form.save()
    if isinstance(step, ContactStep):
        return await form.turn.ask_below(text, step.keyboard(form), await step.done(form))
    rows = [*await step.rows(form), [button(form.turn._.plain(BACK), FormMove(step=step.name, on=False))]]
    return await form.turn.ask(text, inline(form.turn._, rows))


async def go_on(form: Form) -> None:
    """The step is answered: the next one, or what comes after a change of one field."""
    if form.is_(Joining.editing):
        return await _save_change(form)
    form.step = REVIEW if form.revising else await _after(form)
    form.revising = False
    return await ask(form)


async def go_on_below(form: Form) -> None:
    """The step is answered by a press. When registering, its message keeps what was chosen; the next comes below."""
    if form.registering:
        step, turn = STEPS[form.step], form.turn
        _ = turn._
        await turn.state.update_data({ASKED: None})
        await turn.show(_("{question}\n<b>{answer}</b> ✓", question=_(step.question), answer=await step.said(form)))
        form.turn = turn.below()
    await go_on(form)


async def go_back(form: Form) -> bool:
    """Ask the question before this one; False where there is none."""
    if form.is_(Joining.editing):
        await show_profile(form.turn, form.delegate_id)
        return True
    before = REVIEW if form.revising else await _before(form)
    if before is None:
        return False
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
    await form.save()
    claiming = form.is_(Joining.claiming)
    if claiming:
        head = _("This is what the organisers entered about you. Is it correct?")
    else:
        total = len(await _path(form)) + 1
        head = _("<b>{place}/{total}</b> · This is your profile. Is it correct?", place=total, total=total)
    lines = [head, *_shortened(_, form), Markup(), profile.text(_, await whole(turn.session, form.draft))]
    send = _.plain("✅ Yes, this is me") if claiming else _.plain("📨 Send to the organisers")
    rows = [[button(send, Send(review=form.review))]]
    chips = await chip_rows(form)
    if chips and not form.correcting:
        lines += [
            Markup(),
            _("🏷 Topics found in your text. Untick any that are wrong, then send."),
        ]
        rows = [
            *chips,
            topics.doors(_),
            *rows,
            [button(_.plain("✏️ Edit something"), Correct(review=form.review, on=True))],
        ]
    elif form.correcting:
        rows += _edit_rows(_)
    else:
        lines += [Markup(), _("🏷 No topic found in your text. Choose a few to get better suggestions.")]
        rows = [topics.doors(_), *rows, *_edit_rows(_)]
    if form.correcting:
        rows.append([button(_.plain(BACK), Correct(review=form.review, on=False))])
    await turn.ask(Markup("\n").join(lines), inline(_, rows))


async def chip_rows(form: Form) -> Rows:
    """The tags read from the texts, ticked or not."""
    mission = await form.turn.session.get_one(Mission, form.draft.mission_id)
    draft = form.draft
    chips = [
        button(
            chip_label(form.turn._, mission, draft, side, tag),
            Chip(side=side, tag=tag, on=tag not in draft.ticked(side)),
        )
        for side in SIDES
        for tag in draft.chips(side)
    ]
    return columns(chips, 1 if any(len(chip.text) > CHIP_WIDTH for chip in chips) else 2)


def _edit_rows(_: Texts) -> Rows:
    return columns([button("✏️ " + _.plain(label), Revise(field=field)) for field, label in profile.FIELDS.items()], 2)


async def _heading(form: Form) -> list[Markup]:
    _ = form.turn._
    lines = [_cut_note(_)] if form.cut else []
    if form.registering:
        path = await _path(form)
        place, total = path.index(form.step) + 1, len(path) + 1
        lines.append(_("<b>{place}/{total}</b>", place=place, total=total))
    return lines


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
