"""Who let people in or put them out, in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from locales import N_, Texts
from missions.registration.removal_log import LoggedAct

BY_A_PERSON = {
    "delegate.approved": N_("{day}, {time}: approved by {who}"),
    "delegate.refused": N_("{day}, {time}: refused by {who}"),
    "delegate.suspended": N_("{day}, {time}: suspended by {who}"),
    "delegate.removed": N_("{day}, {time}: removed by {who}"),
    "delegate.unclaim": N_("{day}, {time}: claim undone by {who}"),
    "delegate.left": N_("{day}, {time}: {who} left the mission"),
    "delegate.claim": N_("{day}, {time}: profile claimed by {who}"),
    "role.accept": N_("{day}, {time}: organiser confirmed by {who}"),
    "role.refuse": N_("{day}, {time}: organiser refused by {who}"),
    "role.end": N_("{day}, {time}: organiser removed by {who}"),
}
BY_THE_OPERATOR = {"role.end": N_("{day}, {time}: organiser removed on the server")}


def lines(_: Texts, acts: Sequence[LoggedAct], zone: str) -> list[Markup]:
    """The acts, a line each, in one part; none where nothing was done."""
    said = [_line(_, act, zone) for act in acts]
    return [Markup("\n").join([_("🗒 <b>Who did what</b>"), *said])] if said else []


def _line(_: Texts, act: LoggedAct, zone: str) -> Markup:
    when = {"day": _.day(act.at, zone), "time": _.time(act.at, zone)}
    if not act.by and act.act in BY_THE_OPERATOR:
        return Markup("• ") + _(BY_THE_OPERATOR[act.act], **when)
    return Markup("• ") + _(BY_A_PERSON[act.act], **when, who=_who(_, act.by))


def _who(_: Texts, name: str) -> Markup | str:
    if not name:
        return _("a deleted account")
    return _("account {number}", number=name) if name.isdigit() else name
