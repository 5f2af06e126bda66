"""Then the words: a text for each language that the audience reads, or whose text its readers get."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.announcements import described
from handlers.announcements.data import Announce, Composing
from handlers.announcements.formatting import formatted
from handlers.announcements.message import check_fits
from handlers.core.turn import Turn
from handlers.views import labels
from handlers.views.keyboards import button, inline
from handlers.views.message import Rows
from locales import N_, Texts, catalogues
from missions.announcements import drafts
from missions.announcements.drafts import DryRun
from missions.errors import Refusal
from storage.tables import Announcement

NO_SUCH = N_("This language is not available.")
ONLY_TEXT = N_("An announcement is text only. Please type it as a message, or /cancel.")


def router() -> Router:
    texts = Router(name="announcement texts")
    texts.callback_query.register(open_texts, Announce.filter(F.act == "texts"))
    texts.callback_query.register(ask_text, Announce.filter(F.act == "write"))
    texts.callback_query.register(fall_back, Announce.filter(F.act == "fallback"))
    texts.message.register(take_text, Composing.text, F.text & ~F.text.startswith("/"))
    texts.message.register(only_text, Composing.text, ~F.text)
    return texts


async def open_texts(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    await show(turn, await drafts.own(turn.session, turn.person, callback_data.id))


async def ask_text(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    draft = await drafts.own(turn.session, turn.person, callback_data.id)
    if callback_data.argument not in catalogues().codes:
        raise Refusal(NO_SUCH)
    await turn.finish()
    await turn.state.set_state(Composing.text)
    await turn.state.set_data({"announcement": draft.id, "language": callback_data.argument})
    await prompt(turn)


async def prompt(turn: Turn) -> None:
    """Ask for the text in one language."""
    _ = turn._
    data = await turn.state.get_data()
    back = button(_.plain("‹ Back"), Announce(act="texts", id=data["announcement"]))
    text = _(
        "✏️ <b>{language}</b>\nType the announcement in this language and send it here (at most {limit} characters).",
        language=labels.language(_, data["language"]),
        limit=_.number(drafts.TEXT_LIMIT),
    )
    await turn.ask(text, inline(_, [[back]]))


async def take_text(message: Message, turn: Turn) -> None:
    data = await turn.state.get_data()
    try:
        draft = await drafts.own(turn.session, turn.person, data["announcement"])
    except Refusal as refusal:
        # No draft any more: nothing typed belongs to it.
        await turn.finish()
        await turn.say(turn._.message(refusal))
        return
    said, language = await formatted(turn.session, message), data["language"]
    await drafts.write(turn.session, draft, language, said.text, said.marks)
    marks = drafts.marks_for(draft, language)
    check_fits(draft.texts[language], marks, await drafts.mission_of(turn.session, draft))
    await turn.finish()
    if notes := said.notes(turn._):
        await turn.say(Markup("\n").join(notes))
    await show(turn, draft)


async def only_text(_message: Message) -> None:
    raise Refusal(ONLY_TEXT)


async def fall_back(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    draft = await drafts.own(turn.session, turn.person, callback_data.id)
    await drafts.fall_back(turn.session, draft, callback_data.argument or None)
    await show(turn, draft)


async def show(turn: Turn, draft: Announcement) -> None:
    """Each language of the audience with what its readers get."""
    _ = turn._
    await turn.finish()
    run = await drafts.dry_run(turn.session, draft)
    awaited = await _await_text(turn, draft, run)
    head = _("✏️ <b>Write the text in each language your audience reads</b>")
    if not run.languages:
        head = Markup("\n\n").join([head, _("No one in this audience has opened the chat yet.")])
    if awaited is not None:
        language = labels.language(_, awaited)
        head = Markup("\n").join([head, _("Write the text in {language} now, or choose.", language=language)])
    rows = _languages(run, draft, _) + _fallbacks(run, draft, _)
    if run.languages and not run.missing:
        rows.append([button(_.plain("👁 Next: check and send"), Announce(act="check", id=draft.id))])
    rows.append([button(_.plain("‹ Audience"), Announce(act="audience", id=draft.id))])
    await turn.ask(Markup("\n\n").join([head, described.languages(run, draft, _)]), inline(_, rows))


async def _await_text(turn: Turn, draft: Announcement, run: DryRun) -> str | None:
    """What is typed now is the text in the first language that has none, the organiser's own before others."""
    missing = sorted(run.missing, key=lambda code: (code != turn._.language.code, code))
    awaited = next((code for code in missing if code in catalogues().codes), None)
    await turn.state.set_state(Composing.choosing if awaited is None else Composing.text)
    await turn.state.set_data({"announcement": draft.id} | ({} if awaited is None else {"language": awaited}))
    return awaited


def _languages(run: DryRun, draft: Announcement, _: Texts) -> Rows:
    # Who wrote a text for a language that nobody reads now can still change it.
    codes = sorted({*run.languages, *draft.texts}, key=lambda code: (code != _.language.code, code))
    return [
        [
            button(
                _.plain("✅ {language}: edit", language=labels.language(_, code))
                if code in draft.texts
                else _.plain("✏️ {language}: write", language=labels.language(_, code)),
                Announce(act="write", id=draft.id, argument=code),
            )
        ]
        for code in codes
    ]


def _fallbacks(run: DryRun, draft: Announcement, _: Texts) -> Rows:
    without = [code for code in run.languages if code not in draft.texts]
    if not without or not draft.texts:
        return []
    others = labels.languages(_, without)
    rows = [
        [
            button(
                _.plain("↪️ {others}: send the text in {language}", others=others, language=labels.language(_, code)),
                Announce(act="fallback", id=draft.id, argument=code),
            )
        ]
        for code in draft.texts
        if code != draft.fallback
    ]
    if draft.fallback is not None:
        none = Announce(act="fallback", id=draft.id)
        rows.append([button(_.plain("✖️ {others}: write a separate text", others=others), none)])
    return rows
