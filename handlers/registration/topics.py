"""Looking up a topic that nobody suggested: a sector, then its topics, a page at a time."""

from __future__ import annotations

from handlers.registration.buttons import Topic, Topics
from handlers.registration.form import Form
from handlers.registration.steps import SIDES
from handlers.views import labels
from handlers.views.keyboards import button, capital, columns, inline
from handlers.views.message import Button
from locales import N_, Texts
from missions.errors import Refusal
from missions.matching import sectors
from missions.proposals import topics
from missions.registration.registration import NO_TAG
from storage.tables import Mission

PAGE = 8
FIELDS = {"offer": N_("🎁 Which sector is your offer in?"), "need": N_("🔎 Which sector do you look for?")}


def doors(_: Texts) -> list[Button]:
    """The ways to other topics, from where those that were read stand."""
    return [
        button(_.plain("➕ 🎁 I offer…"), Topics(side="offer")),
        button(_.plain("➕ 🔎 I look for…"), Topics(side="need")),
    ]


async def show(form: Form, which: Topics) -> None:
    """The sectors, or a page of the topics of one.

    Raises:
        Refusal: there is no such side or sector.
    """
    _ = form.turn._
    if which.side not in SIDES or which.sector not in ("", *sectors()):
        raise Refusal(NO_TAG)
    if not which.sector:
        rows = columns(
            [button(capital(labels.sector(_, each)), Topics(side=which.side, sector=each)) for each in sectors()], 1
        )
        rows.append([button(_.plain("‹ Back"), Topics(side=which.side, shut=True))])
        await form.turn.ask(_(FIELDS[which.side]), inline(_, rows))
        return
    mission = await form.turn.session.get_one(Mission, form.draft.mission_id)
    known = topics.tags_of(mission, which.sector)
    page = max(0, min(which.page, (len(known) - 1) // PAGE))
    ticked = form.draft.ticked(which.side)
    rows = [
        [button(f"{'✅' if tag in ticked else '▫️'} {capital(labels.tag(_, mission, tag))}", _topic(which, tag, ticked))]
        for tag in known[page * PAGE : (page + 1) * PAGE]
    ]
    turning = []
    if page > 0:
        turning.append(button(_.plain("‹ Previous"), which.model_copy(update={"page": page - 1})))
    if (page + 1) * PAGE < len(known):
        turning.append(button(_.plain("Next ›"), which.model_copy(update={"page": page + 1})))
    back = [
        button(_.plain("‹ Sectors"), Topics(side=which.side)),
        button(_.plain("✅ Done"), Topics(side=which.side, shut=True)),
    ]
    head = _(
        "{sign} <b>{sector}</b>\nTick what is right.", sign=SIDES[which.side], sector=labels.sector(_, which.sector)
    )
    await form.turn.ask(head, inline(_, [*rows, turning, back]))


async def tick(form: Form, which: Topic) -> Topics:
    """Tick a topic, or untick it; its page.

    Raises:
        Refusal: there is no such side or topic, or enough are ticked.
    """
    mission = await form.turn.session.get_one(Mission, form.draft.mission_id)
    taxonomy = topics.taxonomy_of(mission)
    if which.side not in SIDES or which.tag not in taxonomy.tags:
        raise Refusal(NO_TAG)
    form.draft.look_up(which.side, which.tag, on=which.on)
    sector = taxonomy.concepts[which.tag].sector
    return Topics(side=which.side, sector=sector, page=topics.tags_of(mission, sector).index(which.tag) // PAGE)


def _topic(which: Topics, tag: str, ticked: list[str]) -> Topic:
    return Topic(side=which.side, tag=tag, on=tag not in ticked)
