"""An edit that contradicts confirmed meetings says so before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.registration.buttons import FormMove, Pick
from handlers.registration.form import Form
from handlers.registration.steps import Step
from handlers.views.keyboards import button
from handlers.views.meeting import when
from handlers.views.message import Rows
from missions.meetings.contradictions import Contradiction, contradicted
from storage.tables import Delegate

CLASH = "clash"
MAY_CLASH = frozenset({"days", "languages"})
"""Fields whose change may contradict a meeting."""


async def clashes(form: Form) -> Sequence[Contradiction]:
    """The confirmed meetings that the draft contradicts."""
    delegate = await form.turn.session.get_one(Delegate, form.delegate_id)
    return await contradicted(form.turn.session, delegate, form.draft.days, form.draft.languages)


@dataclass(frozen=True, slots=True)
class ClashStep(Step):
    """Save all the same, or choose otherwise."""

    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - asked only where a change needs it
        return False

    async def text(self, form: Form) -> Markup:
        _ = form.turn._
        lines = [
            _("• {when}: {name}", when=when(_, each.meeting.slot, each.meeting.mission), name=self._other(form, each))
            for each in await clashes(form)
        ]
        return Markup("\n").join([_("⚠️ This conflicts with your confirmed meetings:"), *lines, _(self.question)])

    def _other(self, form: Form, each: Contradiction) -> str:
        return each.meeting.other(form.delegate_id).called

    async def rows(self, form: Form) -> Rows:
        _ = form.turn._
        save, change = FormMove(step=self.name, on=True), Pick(step=self.name, value="change")
        return [[button(_.plain("✅ Save anyway"), save)], [button(_.plain("✏️ Edit"), change)]]

    async def pick(self, form: Form, value: str) -> bool:  # noqa: ARG002 - there is only one
        form.step = form.field
        return False

    async def answered(self, form: Form) -> bool:  # noqa: ARG002 - looked at
        return True
