"""What an organiser says on the telephone: in the delegate's language, and in Latin letters where it is Arabic."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from handlers.views.first_line import soon
from handlers.views.table import table_at
from locales import Texts, bidi, catalogues
from missions import local_time
from missions.changes.calls.queue import CallToMake
from missions.changes.place import Place
from missions.changes.receipts import Told
from missions.changes.session_moves import SessionAt, SessionMove
from missions.changes.shift_told import ShiftedItem, ShiftedMeeting, ShiftedSession
from storage.tables import Mission

SAID = 3
"""Things that one call names: the others follow in the chat, or in the next call."""
LATIN_FIRST = ("fr", "en", "es")
"""Languages whose names of places are in Latin letters, in the order in which they are preferred."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How the parts of the sentence are said: in the language's own letters, or as they sound, in Latin ones.

    The texts of the context "Latin letters" are for a reader who speaks the language and does not read its letters.
    """

    _: Texts
    mission: Mission
    now: datetime
    latin: bool = False

    def title(self, texts: Mapping[str, str]) -> str:
        """A name in the language, or as it is written in Latin letters."""
        if not self.latin:
            return self._.choose(texts)
        return next((texts[code] for code in LATIN_FIRST if code in texts), self._.choose(texts))

    def when(self, moment: datetime) -> str:
        if not self.latin:
            return soon(self._, moment, self.mission, self.now)
        _, zone = self._, local_time.zone(self.mission)
        time = _.time(moment, zone)
        days = (local_time.local_date(moment, zone) - local_time.local_date(self.now, zone)).days
        if days == 0:
            return _.plain_pgettext("Latin letters", "today {time}", time=time)
        if days == 1:
            return _.plain_pgettext("Latin letters", "tomorrow {time}", time=time)
        return _.plain_pgettext("Latin letters", "{day} {time}", day=f"{moment.astimezone(zone):%d/%m}", time=time)

    def place(self, title: Mapping[str, str], table: str) -> str:
        if not title:
            return self._.plain("place to be announced") if not self.latin else "?"
        venue = self.title(title)
        if not table:
            return self._.plain("{venue}", venue=venue)
        if self.latin:
            return self._.plain_pgettext("Latin letters", "{venue}, table {table}", venue=venue, table=table)
        return table_at(self._, venue, table)


def language_of(call: CallToMake) -> Texts:
    """The delegate's language, as in their chat; that of their profile where they have none."""
    known = catalogues()
    code = call.person.language if call.person is not None and call.person.telegram_id else call.delegate.language
    return known.texts(known.pick(code, "en"))


def sentence(call: CallToMake, mission: Mission, now: datetime, _: Texts, *, latin: bool = False) -> str:
    """The whole of it, in this language."""
    voice = Voice(_, mission, now, latin)
    said = [_greeting(voice, call), *_changes(voice, call), _thanks(voice)]
    return " ".join(bidi.strip_controls(each) for each in said)


def whatsapp(call: CallToMake, text: str) -> str:
    """The address that opens WhatsApp with this text; empty where the number does not name its country."""
    number = call.delegate.phone.strip()
    digits = re.sub(r"\D", "", number)
    if number.startswith("00"):
        digits = digits.removeprefix("00")
    elif not number.startswith("+"):
        return ""
    return f"https://wa.me/{digits}?text={quote(text)}" if len(digits) >= 7 else ""


def _greeting(voice: Voice, call: CallToMake) -> str:
    _, values = voice._, {"name": call.delegate.called, "mission": voice.title(voice.mission.title)}
    if voice.latin:
        return _.plain_pgettext("Latin letters", "Hello {name}, this is the reception desk of {mission}.", **values)
    return _.plain("Hello {name}, this is the reception desk of {mission}.", **values)


def _thanks(voice: Voice) -> str:
    return (
        voice._.plain_pgettext("Latin letters", "Thank you, goodbye.")
        if voice.latin
        else voice._.plain("Thank you, goodbye.")
    )


def _changes(voice: Voice, call: CallToMake) -> Sequence[str]:
    to_come = [each for each in call.stands if each.needed_at > voice.now] or call.stands
    return [_change(voice, each.said, call.delegate.id) for each in to_come[:SAID]]


def _change(voice: Voice, said: Told | SessionMove | ShiftedItem, delegate_id: int) -> str:
    match said:
        case Told():
            return _meeting(voice, said.other.called, said.before, said.after)
        case SessionMove(after=None):
            return _cancelled(voice, said.row.title, said.before.starts_at)
        case SessionMove(after=SessionAt() as after):
            return _session(voice, said.row.title, after.starts_at, voice.place(after.title, ""))
        case ShiftedMeeting(found=found):
            title, table = (found.venue.title, found.table.label) if found.venue and found.table else ({}, "")
            place = voice.place(title, table)
            return _later(voice, found.other(delegate_id).called, said.before, said.starts_at, place)
        case ShiftedSession():
            place = voice.place(said.venue.title if said.venue else {}, "")
            return _session(voice, said.row.title, said.starts_at, place)
        case _:
            return ""


def _meeting(voice: Voice, other: str, before: Place, after: Place) -> str:
    place = voice.place(after.title, after.table)
    if before.starts_at != after.starts_at:
        return _later(voice, other, before.starts_at, after.starts_at, place)
    _, values = voice._, {"other": other, "when": voice.when(after.starts_at), "place": place}
    if voice.latin:
        return _.plain_pgettext(
            "Latin letters", "Your meeting with {other}, {when}, is now at this place: {place}.", **values
        )
    return _.plain("Your meeting with {other}, {when}, is now at this place: {place}.", **values)


def _later(voice: Voice, other: str, before: datetime, after: datetime, place: str) -> str:
    _ = voice._
    values = {"other": other, "before": voice.when(before), "when": voice.when(after), "place": place}
    if voice.latin:
        return _.plain_pgettext(
            "Latin letters", "Your meeting with {other}, planned for {before}, is now {when}. Place: {place}.", **values
        )
    return _.plain("Your meeting with {other}, planned for {before}, is now {when}. Place: {place}.", **values)


def _session(voice: Voice, title: Mapping[str, str], when: datetime, place: str) -> str:
    _, values = voice._, {"title": voice.title(title), "when": voice.when(when), "place": place}
    if voice.latin:
        return _.plain_pgettext("Latin letters", "“{title}” is now {when}. Place: {place}.", **values)
    return _.plain("“{title}” is now {when}. Place: {place}.", **values)


def _cancelled(voice: Voice, title: Mapping[str, str], before: datetime) -> str:
    _, values = voice._, {"title": voice.title(title), "before": voice.when(before)}
    if voice.latin:
        return _.plain_pgettext("Latin letters", "“{title}”, planned for {before}, is cancelled.", **values)
    return _.plain("“{title}”, planned for {before}, is cancelled.", **values)
