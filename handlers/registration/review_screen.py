"""What stands below the profile on its review: topics to tick, what can be corrected, and how to send it."""

from __future__ import annotations

from markupsafe import Markup

from handlers.registration import topics
from handlers.registration.buttons import Chip, Correct, Revise, Send, SendAs
from handlers.registration.contact import BACK
from handlers.registration.form import Form
from handlers.registration.states import Joining
from handlers.registration.steps import SIDES
from handlers.registration.tags import CHIP_WIDTH, chip_label
from handlers.views import labels, profile
from handlers.views.keyboards import button, capital, columns
from handlers.views.message import Rows
from locales import N_, Texts
from missions.matching import sectors
from missions.proposals.topics import taxonomy_of
from missions.registration.profile_draft import INFERRED_SECTORS
from storage.tables import Mission

READ = N_("🏷 Topics found in your text. Untick any that are wrong, then send.")
NO_TOPIC = N_("🏷 No topic found in your text. Choose a few to get better suggestions.")
NO_SECTOR = N_("🏷 Which sector is the closest? Tap it to send your profile to the organisers.")


async def below(form: Form) -> tuple[Markup | None, Rows]:
    """The sentence under the profile, and the buttons."""
    _, send, chips = form.turn._, _send(form), await _chips(form)
    if form.correcting:
        back = button(_.plain(BACK), Correct(review=form.review, on=False))
        return None, [*([] if _asks_sector(form) else send), *_corrections(_), [back]]
    correct = [button(_.plain("✏️ Edit something"), Correct(review=form.review, on=True))]
    if _asks_sector(form):
        return _(NO_SECTOR), [*chips, *send, topics.doors(_), correct]
    if chips:
        return _(READ), [*chips, topics.doors(_), *send, correct]
    return _(NO_TOPIC), [topics.doors(_), *send, *_corrections(_)]


async def take_sectors_of_topics(form: Form) -> None:
    """Where the words name no sector, the topics that were ticked do."""
    draft = form.draft
    if _asks_sector(form) and (ticked := [*draft.offer_tags, *draft.need_tags]):
        concepts = taxonomy_of(await form.turn.session.get_one(Mission, draft.mission_id)).concepts
        found = dict.fromkeys(concepts[tag].sector for tag in ticked if tag in concepts)
        draft.sectors = [*found][:INFERRED_SECTORS]


def _asks_sector(form: Form) -> bool:
    return form.is_(Joining.registering) and not form.draft.sectors


def _send(form: Form) -> Rows:
    """One button; or one for each sector, so that choosing it costs no act."""
    _ = form.turn._
    if _asks_sector(form):
        choices = [
            button("📨 " + capital(labels.sector(_, one)), SendAs(review=form.review, sector=one)) for one in sectors()
        ]
        return columns(choices, 1)
    claiming = form.is_(Joining.claiming)
    send = _.plain("✅ Yes, this is me") if claiming else _.plain("📨 Send to the organisers")
    return [[button(send, Send(review=form.review))]]


async def _chips(form: Form) -> Rows:
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


def _corrections(_: Texts) -> Rows:
    return columns([button("✏️ " + _.plain(label), Revise(field=field)) for field, label in profile.FIELDS.items()], 2)
