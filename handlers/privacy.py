"""/privacy: the notice, my data as a file, and erasing me."""

from __future__ import annotations

import json

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery
from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.views.data import MenuChoice
from handlers.views.keyboards import button, inline
from locales import N_
from missions.errors import Refusal
from missions.people import consent
from missions.privacy import erasure
from missions.privacy import export as my_data
from storage.tables import Mission

OWNERS_STAY = N_("You are the operator of this Wasl: first remove yourself from its settings.")


class PrivacyChoice(CallbackData, prefix="privacy"):
    """export, erase, really-erase, show."""

    act: str


def router() -> Router:
    privacy = Router(name="privacy")
    privacy.message.register(show, Command("privacy"))
    privacy.callback_query.register(show, MenuChoice.filter(F.to == "privacy"))
    privacy.callback_query.register(show, PrivacyChoice.filter(F.act == "show"))
    privacy.callback_query.register(export, PrivacyChoice.filter(F.act == "export"))
    privacy.callback_query.register(ask, PrivacyChoice.filter(F.act == "erase"))
    privacy.callback_query.register(erase, PrivacyChoice.filter(F.act == "really-erase"))
    return privacy


async def show(_event: object, turn: Turn) -> None:
    _ = turn._
    parts = [
        _("🔒 <b>Your data</b>"),
        _("<b>Who:</b> the organisers of your mission, through Wasl in this chat."),
        _(
            "<b>What:</b> what you enter in your profile, your meetings and answers, your Telegram "
            "id and language, and the messages of this chat for a few days."
        ),
        _(
            "<b>Why:</b> to suggest people to meet, arrange meetings and notify you of changes. "
            "Other delegates see your profile; your phone number only once a meeting is confirmed. "
            "Nothing is sold or used for anything else."
        ),
        _("<b>How long:</b> until one year after the mission, or until you delete it here."),
        _(
            "<b>Your rights:</b> to see, correct, export and delete your data, and to withdraw your "
            "consent (Morocco: law 09-08, Côte d’Ivoire: law 2013-450, European Union: GDPR). The "
            "organisers and the data protection authority of your country can help you."
        ),
        *await _agreements(turn),
    ]
    rows = [
        [button(_.plain("📄 Export my data"), PrivacyChoice(act="export"))],
        [button(_.plain("🗑 Delete my data"), PrivacyChoice(act="erase"))],
    ]
    await turn.show(Markup("\n\n").join(parts), inline(_, rows))


async def export(_query: CallbackQuery, turn: Turn) -> None:
    document = json.dumps(await my_data.export(turn.session, turn.person), ensure_ascii=False, indent=2)
    file = BufferedInputFile(document.encode(), filename="wasl-my-data.json")
    caption = turn._("All the data that Wasl holds about you.")
    await turn.box.post(SendDocument(chat_id=turn.chat_id, document=file, caption=caption))


async def ask(_query: CallbackQuery, turn: Turn) -> None:
    if turn.person.owner:
        raise Refusal(OWNERS_STAY)
    _ = turn._
    text = _(
        "<b>Delete all your data?</b> Your profile, your answers and your messages are deleted; your "
        "meetings are cancelled, and the others are notified. This cannot be undone."
    )
    rows = [
        [button(_.plain("🗑 Yes, delete everything"), PrivacyChoice(act="really-erase"))],
        [button(_.plain("‹ No, keep it"), PrivacyChoice(act="show"))],
    ]
    await turn.show(text, inline(_, rows))


async def erase(_query: CallbackQuery, turn: Turn) -> None:
    if turn.person.owner:
        raise Refusal(OWNERS_STAY)
    await tell(turn.box, await erasure.prepare(turn.session, turn.person))
    await turn.finish()
    await erasure.erase(turn.session, turn.person)
    await turn.show(turn._("Done: all your data have been deleted. Delete this chat to remove it from your phone too."))


async def _agreements(turn: Turn) -> list[Markup]:
    _, lines = turn._, []
    for given in await consent.of(turn.session, turn.person):
        mission = await turn.session.get_one(Mission, given.mission_id)
        day = _.date(given.given_at.date())
        if given.withdrawn_at is None:
            said = _(
                "✅ You agreed for {mission} on {day} (privacy notice {version}).",
                mission=mission.title,
                day=day,
                version=given.version,
            )
        else:
            said = _("You withdrew your consent for {mission}.", mission=mission.title)
        lines.append(said)
    return [Markup("\n").join(lines)] if lines else []
