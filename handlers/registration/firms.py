"""Whether a firm is one that is registered already, under another spelling: asked on a screen that is shown anyway."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.registration.buttons import Pick
from handlers.registration.form import Form
from handlers.views.keyboards import button
from handlers.views.message import Rows
from locales import N_, Texts
from missions.errors import Refusal
from missions.registration import similar_firms
from missions.registration.similar_firms import one_of
from storage.tables import Organisation

SAME = "same."
"""Before the id of the organisation, as a button's value."""
NO_SUCH = N_("This button no longer works.")


async def alike(form: Form) -> Sequence[Organisation]:
    draft = form.draft
    return await similar_firms.similar(
        form.turn.session, draft.mission_id, draft.organisation, form.delegate_id or None
    )


def question(_: Texts, found: Sequence[Organisation], otherwise: str) -> Markup:
    """Is it one of these? Else the question that the screen puts without them."""
    names = _.list(each.name for each in found)
    same = _("🏢 Is it <b>{names}</b>? If so, tap the name. If not:", names=names)
    return Markup("\n\n").join([same, _(otherwise)])


async def rows(form: Form, step: str) -> Rows:
    _ = form.turn._
    return [
        [button(_.plain("🏢 Yes: {name}", name=each.name), Pick(step=step, value=f"{SAME}{each.id}"))]
        for each in await alike(form)
    ]


async def take(form: Form, value: str) -> None:
    """The delegate says that it is this one: its name and kind are theirs.

    Raises:
        Refusal: it is none of those that are alike.
    """
    number = value.removeprefix(SAME)
    if not number.isdecimal() or len(number) > len(str(2**53)):
        raise Refusal(NO_SUCH)
    draft = form.draft
    firm = await one_of(form.turn.session, draft.mission_id, draft.organisation, int(number), form.delegate_id or None)
    draft.organisation, draft.kind, draft.same_firm = firm.name, firm.kind.value, True
