"""Whatever no journey took: answered with what it could have been, and buttons that do it."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.questions import ask_again, waits
from handlers.core.turn import Turn
from handlers.views.data import DeskList, MenuChoice
from handlers.views.directory_press import By, DirectoryPress
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import Rows
from handlers.views.typed import SEARCH, WORDS
from locales import Texts
from missions.people.home import Home, home_of
from storage.tables import DelegateStatus

LONGEST = 100
"""Signs of the words that are looked for."""
SHOWN = 24
"""Signs of the words on a button."""


def router() -> Router:
    fallback = Router(name="fallback")
    fallback.message.register(not_understood)
    fallback.edited_message.register(edited)
    fallback.callback_query.register(old_button)
    return fallback


async def not_understood(message: Message, turn: Turn) -> None:
    words = " ".join((message.text or "").split())[:LONGEST]
    home, waiting = await home_of(turn.session, turn.person), await waits(turn)
    if words and not words.startswith("/"):
        await turn.state.update_data({WORDS: words})
    await turn.say(*view(turn._, home, words, waiting=waiting))


def view(_: Texts, home: Home, words: str, *, waiting: bool) -> Screen:
    """What a person may have meant. words: what they typed. waiting: a registration is under way."""
    rows: Rows = []
    if waiting:
        rows.append([button(_.plain("✍️ Continue where I left off"), MenuChoice(to="resume"))])
    if words.startswith("/"):
        text = _("I do not know this command. /help lists the commands.")
    elif home.mission is None and not waiting:
        join = _("To take part in a mission, open your invitation link, or send it to me here.")
        text = Markup("\n").join([_("I did not understand."), join])
    else:
        text = _("I did not understand. Did you mean one of these?")
        rows += _searches(_, home, words)
    rows.append([button(_.plain("☰ Menu"), MenuChoice(to="menu")), button(_.plain("❓ Help"), MenuChoice(to="help"))])
    return text, inline(_, rows)


def _searches(_: Texts, home: Home, words: str) -> Rows:
    """Looking for the words where the person may look: in the directory, at the desk."""
    shown = words if len(words) <= SHOWN else words[: SHOWN - 1].rstrip() + "…"
    rows: Rows = []
    if words and home.delegate is not None and home.delegate.status is DelegateStatus.APPROVED:
        look = DirectoryPress(by=By.SEARCH, of=SEARCH)
        rows.append([button(_.plain("🔎 Search the directory: “{words}”", words=shown), look)])
    if words and home.organises:
        look_up = DeskList(of=SEARCH)
        rows.append([button(_.plain("👥 Search the delegates: “{words}”", words=shown), look_up)])
    return rows


async def edited(message: Message, turn: Turn) -> None:
    """An edit reaches nobody: what was sent first has been taken as it was. What is expected now is asked below.

    A location that is shared live is edited at each step, and needs no answer.
    """
    if not message.text:
        return
    question = turn.questions.get(await turn.state.get_state() or "")
    said = _not_read_again(turn._, question.back if question else "")
    turn.box.heading = said
    if not await ask_again(turn):
        turn.box.heading = None
        await turn.say(said)


def _not_read_again(_: Texts, back: str) -> Markup:
    """back: the label of the button that leads to what was answered."""
    if not back:
        return _("Edited messages are not read again. Please send the correction as a new message.")
    return _(
        "Edited messages are not read again. To correct your previous answer, press “{back}” and send it again.",
        back=_.plain(back),
    )


async def old_button(_query: CallbackQuery, turn: Turn) -> None:
    await turn.alert(turn._.plain("This button no longer works. /menu shows what you can do."))
