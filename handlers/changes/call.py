"""One call: the number, what has changed, the sentence to say, and what came of it."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from handlers.changes.call_sentence import language_of, sentence, whatsapp
from handlers.changes.data import CallPress
from handlers.views import labels
from handlers.views.first_line import soon
from handlers.views.keyboards import Screen, button, inline, link, live
from handlers.views.message import About, Button, Rows
from locales import Texts
from missions.changes.calls.queue import CallToMake
from missions.people.reach import Reach
from storage.tables import CardKind, Delegate, Mission


def view(_: Texts, mission: Mission, call: CallToMake, now: datetime) -> Screen:
    """For the organiser who is calling."""
    delegate, theirs = call.delegate, language_of(call)
    own = sentence(call, mission, now, theirs)
    lines = [
        _("📞 <b>{name}</b>, {organisation}", name=delegate.called, organisation=call.organisation),
        _("<b>{phone}</b>", phone=delegate.phone),
        _("⏳ Has to know by {time}", time=soon(_, call.needed_at, mission, now)),
        *_reach(_, call),
        Markup(),
        _("🗣 Say this ({language}):", language=labels.languages(_, [theirs.language.code])),
        _("<i>{sentence}</i>", sentence=own),
    ]
    if theirs.language.rtl:
        latin = sentence(call, mission, now, theirs, latin=True)
        lines += [Markup(), _("🔤 In Latin letters:"), _("<i>{sentence}</i>", sentence=latin)]
    if theirs.language.code != _.language.code:
        mine = sentence(call, mission, now, _)
        lines += [Markup(), _("💬 It means:"), _("<i>{sentence}</i>", sentence=mine)]
    rows: Rows = [
        [button(_.plain("✅ Reached"), CallPress(act="reached", delegate=delegate.id))],
        [
            button(_.plain("📵 No answer"), CallPress(act="silent", delegate=delegate.id)),
            button(_.plain("✖️ Wrong number"), CallPress(act="wrong", delegate=delegate.id)),
        ],
        _whatsapp(_, call, own),
        [button(_.plain("‹ Call sheet"), CallPress(act="sheet"))],
    ]
    return live((Markup("\n").join(lines), inline(_, rows)), _about(delegate, call.needed_at, now))


def over(_: Texts, delegate: Delegate, heading: Markup) -> Screen:
    """A call that need not be made any more, or that another organiser makes."""
    rows = [
        [button(_.plain("📞 Call the next person"), CallPress(act="next"))],
        [button(_.plain("‹ Call sheet"), CallPress(act="sheet"))],
    ]
    return live((heading, inline(_, rows)), About(CardKind.CALL, delegate.id, delegate.id))


def knows(_: Texts, delegate: Delegate) -> Screen:
    """They have seen it, or were reached, or nothing of it is still true."""
    return over(_, delegate, _("✓ {name} no longer needs a call.", name=delegate.called))


def with_another(_: Texts, delegate: Delegate) -> Screen:
    return over(_, delegate, _("📞 Another organiser is calling {name}.", name=delegate.called))


def _about(delegate: Delegate, needed_at: datetime, now: datetime) -> About:
    return About(CardKind.CALL, delegate.id, delegate.id, until=needed_at if needed_at > now else None)


def _reach(_: Texts, call: CallToMake) -> list[Markup]:
    if call.reach is Reach.WITHOUT_CHAT:
        return [_("✉️ Not in the chat yet")]
    return [_("🔕 Unreachable in the chat")] if call.reach is Reach.UNREACHABLE else []


def _whatsapp(_: Texts, call: CallToMake, text: str) -> list[Button]:
    url = whatsapp(call, text)
    return [link(_.plain("💬 WhatsApp, with this text"), url)] if url else []
