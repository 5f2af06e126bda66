"""What an offer and a need are about: tags read from the texts, for the delegate to confirm."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from handlers.registration import topics
from handlers.registration.form import Form
from handlers.registration.steps import SIDES, ManyStep
from handlers.registration.sure import old_and_new
from handlers.views import labels
from handlers.views.message import Rows
from locales import Texts
from missions.registration import registration
from missions.registration.profile_draft import ProfileDraft
from storage.tables import Mission

CHIP_WIDTH = 20
"""Signs on a chip, above which each has a row of its own."""


def chip_label(_: Texts, mission: Mission, draft: ProfileDraft, side: str, tag: str) -> str:
    """A tag on its button: ticked or not, of which side, and what it is called."""
    ticked = tag in draft.ticked(side)
    label = labels.tag(_, mission, tag)
    return f"{'✅' if ticked else '▫️'} {SIDES[side]} {label[:1].upper()}{label[1:]}"


@dataclass(frozen=True, slots=True)
class TagsStep(ManyStep):
    """Reached from the review and the profile, and after a text has changed; a value is "offer.TAG" or "need.TAG"."""

    needs_one: bool = False

    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - the review shows them as chips
        return False

    async def text(self, form: Form) -> Markup:
        question = await ManyStep.text(self, form)
        return Markup("\n\n").join([await old_and_new(form), question]) if form.field else question

    async def choices(self, form: Form) -> list[tuple[str, str]]:
        await registration.read_tags(form.turn.session, form.draft, tick=False)
        _, draft = form.turn._, form.draft
        mission = await form.turn.session.get_one(Mission, draft.mission_id)
        return [
            (f"{side}.{tag}", f"{sign} {labels.tag(_, mission, tag)}")
            for side, sign in SIDES.items()
            for tag in draft.chips(side)
        ]

    async def rows(self, form: Form) -> Rows:
        *ticks, on = await ManyStep.rows(self, form)
        return [*ticks, topics.doors(form.turn._), on]

    async def chosen(self, form: Form) -> list[str]:
        return [f"{side}.{tag}" for side in SIDES for tag in form.draft.ticked(side)]

    async def keep(self, form: Form, values: list[str]) -> None:
        for side in SIDES:
            kept = [value.removeprefix(f"{side}.") for value in values if value.startswith(f"{side}.")]
            setattr(form.draft, f"{side}_tags", kept)

    async def answered(self, form: Form) -> bool:  # noqa: ARG002 - none at all is an answer too
        return True
