"""An invitation written as words leads where the tap on its link does, from any state of the conversation.

Apps lose a link's payload: a desktop without Telegram's protocol handler, a chat that was begun before, a link that was
read aloud. A message that is nothing but the link, or its code, is taken for the tap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from aiogram.types import Message, Update

from missions.registration import invitations
from storage.database import UnitSession
from storage.tables.folding import without_ignorable

_TAPPED = re.compile(r"/start [\w-]+\Z")
_CODE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_COMMAND = re.compile(r"/?start(?:@\w+)?[\s=:]+(\S+)", re.IGNORECASE)
_LINK = re.compile(
    r"(?:https?://|tg://)?(?:(?:[\w-]+\.)?(?:t\.me|telegram\.me|telegram\.dog)|resolve)[/?]\S+", re.IGNORECASE
)
"""Also with the bot's name in front: wasl_bot.t.me."""
_LOOKED_AT = 60
"""Words of a message that are looked at."""
_AROUND = " \t\r\n\N{NO-BREAK SPACE}<>()[]{}«»“”\"'`.,;:!?،؛؟"
"""What people put around a link or a code when they write or quote it."""


async def as_tap(session: UnitSession, event: Update, *, awaited: bool) -> Update:
    """The update; where its message is an invitation in words, what Telegram sends when the link is tapped.

    awaited: a question stands, so that only a text that is nothing else is no answer to it.
    """
    message = event.message
    text = (message.text or "") if message is not None else ""
    if message is None or _TAPPED.match(text):
        return event
    code = await _known(session, [code_of(text)] if awaited else [code_of(text), *_codes_within(text)])
    if code is None:
        return event
    tapped: Message = message.model_copy(update={"text": f"/start {code}", "entities": None})
    return event.model_copy(update={"message": tapped})


def code_of(text: str) -> str | None:
    """The invitation's code, if the text is nothing else than a link, a command or a code."""
    words = without_ignorable(text).strip(_AROUND)
    if command := _COMMAND.fullmatch(words):
        words = command[1].strip(_AROUND)
    if _LINK.fullmatch(words):
        words = _payload(words)
    return words if _CODE.fullmatch(words) else None


def _codes_within(text: str) -> list[str]:
    """The codes of links among other words, and words that look like a code."""
    words = without_ignorable(text).split()[:_LOOKED_AT]
    links = [_payload(link[0].rstrip(_AROUND)) for word in words if (link := _LINK.search(word))]
    return [word for word in (*links, *(word.strip(_AROUND) for word in words)) if _CODE.fullmatch(word)]


async def _known(session: UnitSession, codes: Sequence[str | None]) -> str | None:
    for code in dict.fromkeys(codes):
        if code is not None and await invitations.is_code(session, code):
            return code
    return None


def _payload(link: str) -> str:
    """What a link gives to the bot: ?start=… of t.me and tg://resolve, and of the link that is shared in another."""
    shared = _asked(link, "url")
    return _asked(link, "start") or _asked(shared, "start")


def _asked(link: str, name: str) -> str:
    try:
        query = urlsplit(link).query
    except ValueError:  # what is shared may be no address at all
        return ""
    return next(iter(parse_qs(query).get(name, [])), "")
