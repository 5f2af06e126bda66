"""An announcement as its reader gets it."""

from __future__ import annotations

from markupsafe import Markup

from handlers.announcements.data import AnnouncementSeen
from handlers.core.message_text import MESSAGE_LIMIT, length
from handlers.views.keyboards import Keyboard, button, inline
from locales import N_, Texts, catalogues
from locales.bidi import right_to_left_html
from missions.announcements.drafts import text_for
from missions.errors import Refusal
from storage.tables import Announcement, Mission

DOES_NOT_FIT = N_("With the title of the mission around it, this text does not fit into a message. Please shorten it.")


def body(announcement: Announcement, mission: Mission, _: Texts) -> Markup:
    """The message in the words of this voice's readers."""
    return framed(text_for(announcement, _.language.code) or "", mission, _)


def framed(text: str, mission: Mission, _: Texts) -> Markup:
    """The words of the organisers, under the title of the mission and from whom they come."""
    return _("📣 <b>{mission}</b>\n<i>From the organisers</i>\n\n{text}", mission=mission.title, text=text)


def seen_button(delivery_id: int, _: Texts) -> Keyboard:
    """With 0, the button of a preview."""
    return inline(_, [[button(_.plain("✓ Seen"), AnnouncementSeen(delivery=delivery_id))]])


def check_fits(text: str, mission: Mission) -> None:
    """It has to fit for every reader, whichever language its frame is in.

    Raises:
        Refusal: with all that is put around it, it is too long for a message.
    """
    voices = [catalogues().texts(code) for code in catalogues().codes]
    if max(length(_sent(framed(text, mission, _), _)) for _ in voices) > MESSAGE_LIMIT:
        raise Refusal(DOES_NOT_FIT)


def _sent(text: Markup, _: Texts) -> str:
    return right_to_left_html(text) if _.language.rtl else text


def excerpt(text: str, limit: int) -> str:
    """The beginning, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
