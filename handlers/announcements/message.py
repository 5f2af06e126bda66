"""An announcement as its reader gets it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from handlers.announcements.data import AnnouncementSeen
from handlers.announcements.formatting import html
from handlers.core.message_text import MESSAGE_LIMIT, length
from handlers.views.keyboards import Keyboard, button, inline
from locales import N_, Texts, bidi, catalogues
from missions.announcements.drafts import marks_for, text_for
from missions.announcements.marks import Mark
from missions.errors import Refusal
from storage.tables import Announcement, Mission

SOURCE_LIMIT = 32_000
"""Bytes of a message with its tags, addresses of links among them, that Telegram reads."""
DOES_NOT_FIT = N_("This text and the title of the mission do not fit into one message. Please shorten the text.")


def body(announcement: Announcement, mission: Mission, _: Texts) -> Markup:
    """The message in the words of this voice's readers."""
    code = _.language.code
    return framed(html(text_for(announcement, code) or "", marks_for(announcement, code)), mission, _)


def framed(words: Markup | str, mission: Mission, _: Texts) -> Markup:
    """The words of the organisers, which a lock screen shows; below them, from whom they come."""
    text = Markup(bidi.embed(escape(words), right_to_left=_.language.rtl))  # noqa: S704 - only isolates are put around it
    return _("📣 {text}\n\n<i>The organisers, {mission}</i>", text=text, mission=mission.title)


def seen_button(delivery_id: int, _: Texts) -> Keyboard:
    """With 0, the button of a preview."""
    return inline(_, [[button(_.plain("✓ Seen"), AnnouncementSeen(delivery=delivery_id))]])


def check_fits(text: str, marks: Sequence[Mark], mission: Mission) -> None:
    """It has to fit for every reader, whichever language its frame is in.

    Raises:
        Refusal: with all that is put around it, it is too long for a message.
    """
    words = html(text, marks)
    voices = [catalogues().texts(code) for code in catalogues().codes]
    messages = [_sent(framed(words, mission, _), _) for _ in voices]
    if any(length(Markup(each)) > MESSAGE_LIMIT or len(each.encode()) > SOURCE_LIMIT for each in messages):  # noqa: S704 - ours
        raise Refusal(DOES_NOT_FIT)


def _sent(text: Markup, _: Texts) -> str:
    return bidi.right_to_left_html(text) if _.language.rtl else text


def excerpt(text: str, limit: int) -> str:
    """The beginning, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
