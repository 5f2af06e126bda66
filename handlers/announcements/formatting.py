"""Formatting of announcements: from the entities of the organiser's message to marks, and from marks to HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from aiogram.types import Message, MessageEntity
from markupsafe import Markup, escape

from locales import N_, Texts
from missions.announcements.marks import Mark, MarkKind
from missions.people import person as people
from storage.database import UnitSession

MOST_MARKS = 97
"""Telegram takes 100 entities of a message; one is in the frame, and two are to spare."""
FOUND_AGAIN = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})
"""What Telegram finds by itself in any text."""
_TAGS = {
    MarkKind.BOLD: "b",
    MarkKind.ITALIC: "i",
    MarkKind.UNDERLINE: "u",
    MarkKind.STRIKETHROUGH: "s",
    MarkKind.SPOILER: "tg-spoiler",
    MarkKind.CODE: "code",
    MarkKind.PRE: "pre",
    MarkKind.QUOTE: "blockquote",
}
SOME_LOST = N_("⚠️ Some formatting cannot be sent: those words arrive as plain text. Check the preview.")
STRANGER = N_("⚠️ {names}: not in this chat yet, so the mention arrives as a plain name.")
EMOJI = N_("ℹ️ Custom emoji may arrive as ordinary ones. Check the preview.")


@dataclass(frozen=True, slots=True)
class Formatted:
    """What a message says. some_lost: formatting that cannot be sent on; strangers: people who cannot be mentioned."""

    text: str
    marks: Sequence[Mark]
    some_lost: bool = False
    strangers: Sequence[str] = ()

    def notes(self, _: Texts) -> list[Markup]:
        """What the organiser has to know of it at once."""
        found = [_(SOME_LOST)] if self.some_lost else []
        if self.strangers:
            found.append(_(STRANGER, names=_.list(self.strangers)))
        if any(mark.kind is MarkKind.EMOJI for mark in self.marks):
            found.append(_(EMOJI))
        return found


async def formatted(session: UnitSession, message: Message) -> Formatted:
    """The words of a message, with what can be sent on of its formatting."""
    text, entities = message.text or "", message.entities or []
    at = {unit: place for place, unit in enumerate(_units(text))}
    marks: list[Mark] = []
    strangers, lost = [], False
    for entity in entities:
        start, end = at.get(entity.offset), at.get(entity.offset + entity.length)
        if entity.type in FOUND_AGAIN:
            continue
        if entity.type not in set(MarkKind) or start is None or end is None:
            lost = True
        elif entity.user is not None and await people.find(session, entity.user.id) is None:
            strangers.append(text[start:end])
        else:
            marks.append(Mark(MarkKind(entity.type), start, end, _value(entity)))
    room = MOST_MARKS - sum(entity.type in FOUND_AGAIN for entity in entities)
    return Formatted(text, marks[: max(room, 0)], lost or len(marks) > room, strangers)


def _units(text: str) -> list[int]:
    """The offset of each sign, and of the end, in UTF-16 code units, as Telegram counts."""
    return list(accumulate((2 if sign > "\uffff" else 1 for sign in text), initial=0))


def _value(entity: MessageEntity) -> str:
    if entity.user is not None:
        return str(entity.user.id)
    return entity.url or entity.custom_emoji_id or entity.language or ""


def html(text: str, marks: Sequence[Mark]) -> Markup:
    """The text with its marks as tags, whole and well nested."""
    return _part(text, 0, len(text), sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def _part(text: str, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    found, at = Markup(), start
    left = [*marks]
    while left:
        mark = left.pop(0)
        found += escape(text[at : mark.start])
        within = [replace(each, end=min(each.end, mark.end)) for each in left if each.start < mark.end]
        beyond = [replace(each, start=max(each.start, mark.end)) for each in left if each.end > mark.end]
        found += _tagged(mark, _part(text, mark.start, mark.end, within))
        at, left = mark.end, beyond
    return found + escape(text[at:end])


def _tagged(mark: Mark, inside: Markup) -> Markup:
    match mark.kind:
        case MarkKind.LINK:
            return Markup('<a href="{}">{}</a>').format(mark.value, inside)
        case MarkKind.MENTION:
            return Markup('<a href="tg://user?id={}">{}</a>').format(mark.value, inside)
        case MarkKind.EMOJI:
            return Markup('<tg-emoji emoji-id="{}">{}</tg-emoji>').format(mark.value, inside)
        case MarkKind.FOLDED_QUOTE:
            return Markup("<blockquote expandable>{}</blockquote>").format(inside)
        case MarkKind.PRE if mark.value:
            return Markup('<pre><code class="language-{}">{}</code></pre>').format(mark.value, inside)
        case _:
            return Markup("<{0}>{1}</{0}>").format(_TAGS[mark.kind], inside)
