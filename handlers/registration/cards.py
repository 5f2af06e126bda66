"""Registrations and roles that organisers decide on, for the cards about them that stand in their chats."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core import gathering
from handlers.core.notices import Reader
from handlers.registration.notices import registration_view
from handlers.views import labels
from handlers.views import waiting as waiting_view
from handlers.views.decision_buttons import RemovalAct
from handlers.views.keyboards import Screen, unchanged
from locales import N_
from missions.registration.waiting import waiting_list
from storage.tables import Delegate, DelegateStatus, LiveCard, Role

DECIDED = N_("{name}: {status}")
GATHERED_BELOW = N_("⏳ Registrations waiting for approval: see below")
ANSWERED = N_("This question has already been answered.")


async def to_decide(card: LiveCard, reader: Reader) -> Screen | None:
    delegate = await reader.session.get(Delegate, card.thing_id)
    if delegate is None or delegate.status is not DelegateStatus.PENDING:
        return None
    return await registration_view(reader, delegate, again=True)


async def decided(card: LiveCard, reader: Reader) -> Markup:
    delegate = await reader.session.get(Delegate, card.thing_id)
    if delegate is None:
        return reader._(ANSWERED)
    sign, status = labels.STATUS_SIGNS[delegate.status], labels.status(reader._, delegate.status)
    return Markup("{} {}").format(sign, reader._(DECIDED, name=delegate.called, status=status))


async def asked(card: LiveCard, reader: Reader) -> Screen | None:
    """As it was said, until the delegate has sent the profile again, or the organisers have decided otherwise."""
    delegate = await reader.session.get(Delegate, card.thing_id)
    said = DelegateStatus.REFUSED if card.day else DelegateStatus.QUESTIONED
    return unchanged(card.truth) if delegate is not None and delegate.status is said else None


async def waiting(card: LiveCard, reader: Reader) -> Screen | None:
    found = await waiting_list(reader.session, card.thing_id)
    return waiting_view.view(reader._, found) if found.count else None


async def gathered_below(card: LiveCard, reader: Reader) -> Markup:
    """None waits any more, or those who wait are on a newer card."""
    found = await waiting_list(reader.session, card.thing_id)
    return reader._(GATHERED_BELOW if found.count else waiting_view.NONE_LEFT)


async def claims(card: LiveCard, reader: Reader) -> Screen:
    """What happened does not become untrue; but a profile that was taken back cannot be taken back again."""

    async def used(data: str) -> bool:
        if data.partition(":")[0] != RemovalAct.__prefix__:
            return False
        delegate = await reader.session.get(Delegate, RemovalAct.unpack(data).delegate)
        return delegate is None or delegate.person_id is None

    return await gathering.without(reader, card, used)


async def role(card: LiveCard, reader: Reader) -> Screen | None:
    """Nothing about a role changes while its question waits: as it was asked."""
    found = await reader.session.get(Role, card.thing_id)
    return None if found is None or found.confirmed_at is not None else unchanged(card.truth)


async def answered(_card: LiveCard, reader: Reader) -> Markup:
    return reader._(ANSWERED)
