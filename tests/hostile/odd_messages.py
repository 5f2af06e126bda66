"""What an app, or somebody with an app of their own, can send in place of an answer."""

from __future__ import annotations

import time
from typing import Any

from tests.people import Person

Content = dict[str, Any]

AHEAD = 300
"""Seconds, longer than the bot takes for all of these on a busy machine."""

_FILE = {"file_id": "AgAD", "file_unique_id": "Qw", "file_size": 10}
_PLACE = {"latitude": 36.7, "longitude": -4.4}

NO_TEXTS: tuple[Content, ...] = (
    {"sticker": {**_FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
    {"photo": [{**_FILE, "width": 1, "height": 1}], "caption": "<b>{}</b> %s"},
    {"voice": {**_FILE, "duration": 1}},
    {"video_note": {**_FILE, "duration": 1, "length": 1}},
    {"document": {**_FILE, "file_name": "../../{}.exe"}},
    {"dice": {"emoji": "🎲", "value": 1}},
    {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    {"location": _PLACE},
    {"contact": {"phone_number": "+33100000000", "first_name": "{}", "user_id": 4242}},
    {"contact": {"phone_number": "0", "first_name": "\u202e"}},
)
SAYING_NOTHING = ("\u202e\u2066\u200f\u2069", "\x00\x00", "👨‍👩‍👧‍👦🏳️‍🌈", "⁉️ …", "<>&", "{}", "\u200b\u200d")
"""Texts without a letter or a digit."""
ODD_STARTS = ("/start ../../etc", "/start {}%s", "/start " + "A" * 3000, "/start \u202e\x00", "/start 0 0")
SAYING_SOMETHING = ("x" * 4096, "\u202eتجربة <b>{name}</b> %s &amp; '); DROP", "👩🏽‍🚀 a" * 40)
NASTY = "\u202eZoë </b><i>{name}</i> %s %(x)s ';-- \u2069& شركة"
"""An answer that is one: it is to be kept as it reads, without its controls, and shown without harm."""


def update(person: Person, number: int, content: Content, *, kind: str = "message") -> dict[str, Any]:
    """A raw update; content has what the message has besides its frame."""
    sender = {"id": person.id, "is_bot": False, "first_name": "Odd \u202e<b>{}</b>", "language_code": "en"}
    chat = {"id": person.id, "type": "private", "first_name": "Odd"}
    # Dated ahead: each answer asks the question again, and a message older than its question does not answer it.
    # A text that fills a message is older than those after it, which else were the rest that the app cut off.
    ahead = AHEAD if len(str(content.get("text", ""))) >= 4096 else 2 * AHEAD
    frame = {"message_id": 500_000 + number, "date": int(time.time()) + ahead, "chat": chat, "from": sender}
    return {kind: {**frame, **content, **({"entities": _command(content)} if _command(content) else {})}}


def _command(content: Content) -> list[dict[str, Any]]:
    said = str(content.get("text", ""))
    return [{"type": "bot_command", "offset": 0, "length": 6}] if said.startswith("/start") else []
