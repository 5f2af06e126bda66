"""Words of a profile that is edited are shown, old and new, before others can read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiogram.types import Message
from markupsafe import Markup

from handlers.registration import firms
from handlers.registration.buttons import FormMove, Pick
from handlers.registration.form import Form
from handlers.registration.steps import Step
from handlers.views.keyboards import button
from handlers.views.message import Rows
from handlers.views.profile import FIELDS
from missions.registration import registration
from storage.tables import Delegate

SURE = "sure"


async def until_now(form: Form) -> str:
    """What the profile says until now in the field that is changed."""
    delegate = await form.turn.session.get_one(Delegate, form.delegate_id)
    return str(getattr(await registration.draft_of(form.turn.session, delegate), form.field))


async def old_and_new(form: Form) -> Markup:
    _ = form.turn._
    return _(
        "<b>{field}</b>\n\nCurrent: <i>{before}</i>\n\nNew: <i>{after}</i>",
        field=_(FIELDS[form.field]),
        before=await until_now(form) or _("<i>not given</i>"),
        after=getattr(form.draft, form.field),
    )


@dataclass(frozen=True, slots=True)
class SureStep(Step):
    """Save, or write it otherwise; what is typed takes the place of the new words."""

    steps: Mapping[str, Step] = field(default_factory=dict)

    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - the review at the end does it for registrations
        return False

    async def text(self, form: Form) -> Markup:
        found = await firms.alike(form) if form.field == "organisation" else []
        question = firms.question(form.turn._, found, self.question) if found else form.turn._(self.question)
        return Markup("\n\n").join([await old_and_new(form), question])

    async def rows(self, form: Form) -> Rows:
        _ = form.turn._
        save, change = FormMove(step=self.name, on=True), Pick(step=self.name, value="change")
        same = await firms.rows(form, self.name) if form.field == "organisation" else []
        return [*same, [button(_.plain("✅ Save"), save)], [button(_.plain("✏️ Edit"), change)]]

    async def take(self, form: Form, message: Message) -> None:
        form.step = form.field
        await self.steps[form.field].take(form, message)

    async def pick(self, form: Form, value: str) -> bool:
        if value.startswith(firms.SAME):
            await firms.take(form, value)
            return True
        form.step = form.field
        return False

    async def answered(self, form: Form) -> bool:  # noqa: ARG002 - looked at
        return True
