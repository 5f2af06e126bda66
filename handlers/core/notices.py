"""Turning notices into messages: in the language of the person who will read them, in the form of their channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.core import telegram_channel
from handlers.core.outbox import Outbox
from handlers.core.telegram_channel import TelegramAnswer
from handlers.core.voice import voice
from handlers.views.message import NeutralMessage
from locales import Texts
from missions.notices import Notice
from missions.people.mission_meant import asking
from missions.people.mission_of_notice import mission_of
from missions.people.reach import Address, addresses
from missions.privacy.subjects import subjects
from missions.pushes.holding import hold, quiet_ahead
from storage.database import UnitSession
from storage.outbox import ERASED, claim_notice
from storage.tables import Channel, Mission, Person


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read the message, and what it is made from."""

    person: Person
    _: Texts
    session: UnitSession
    renderers: Renderers = field(default_factory=dict)
    """What other notices say, for a list of them."""


Said = Sequence[NeutralMessage | TelegramAnswer]
Renderer = Callable[[Any, Reader], Awaitable[Said]]
Renderers = Mapping[type[Notice], Renderer]
"""What each kind of notice says to its reader: the table of all of them is `handlers.notices.RENDERERS`."""

POST = {Channel.TELEGRAM: telegram_channel.post}
"""How each channel makes a message its own."""


async def tell(box: Outbox, notices: Iterable[Notice]) -> None:
    """Post each notice to its reader, those told once only once; what can wait is held where the reader has quiet.

    A person out of reach is passed over: what is true then is said when they come back.
    """
    for notice in notices:
        person = await box.session.get(Person, notice.to)
        found = addresses(person)
        if person is None or not found:
            continue
        if notice.once is not None and not notice.waited and not await claim_notice(box.session, notice.once):
            continue
        mission_id = await mission_of(box.session, notice)
        # Kept at hand: the renderer asks for it, too.
        mission = await box.session.get(Mission, mission_id) if mission_id is not None else None
        # Who presses a button is looking: what comes of it is said at once.
        looking = box.reader_id == person.telegram_id
        if not looking and await hold(box.session, notice, person, mission):
            continue
        reader = Reader(person, await voice(box.session, person), box.session, box.renderers)
        box.quiet = None if looking else await quiet_ahead(box.session, notice, person, mission)
        try:
            await _post(box, notice, reader, mission_id, found)
        finally:
            box.quiet = None


async def _post(box: Outbox, notice: Notice, reader: Reader, mission_id: int | None, found: Sequence[Address]) -> None:
    person, _, session = reader.person, reader._, reader.session
    with asking(session, person, mission_id), box.reading(person, _):
        messages = await box.renderers[type(notice)](notice, reader)
        box.about = {ERASED.strip()} if notice.erased else await subjects(session, notice)
        for address in found:
            for message in messages:
                await POST[address.channel](box, address.chat_id, _, message)
        box.about = frozenset()
