"""Turning notices into messages: in the language of the person who will read them, into the outbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from handlers.core.outbox import Outbox
from locales import Texts, catalogues
from missions.notices import Notice
from missions.people.reach import is_reached
from storage.database import UnitSession
from storage.outbox import claim_notice
from storage.tables import Person

N = TypeVar("N", bound=Notice)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read the message, and how it is posted to them."""

    person: Person
    chat_id: int
    _: Texts
    box: Outbox

    @property
    def session(self) -> UnitSession:
        return self.box.session


Renderer = Callable[[Any, Reader], Awaitable[None]]
_renderers: dict[type[Notice], Renderer] = {}


def renders(
    kind: type[N],
) -> Callable[[Callable[[N, Reader], Awaitable[None]]], Callable[[N, Reader], Awaitable[None]]]:
    """Mark the function that says this kind of notice to a reader."""

    def register(renderer: Callable[[N, Reader], Awaitable[None]]) -> Callable[[N, Reader], Awaitable[None]]:
        _renderers[kind] = renderer
        return renderer

    return register


async def tell(box: Outbox, notices: Iterable[Notice]) -> None:
    """Post each notice to its reader, those told once only once.

    Who has no chat with us, or blocked it, is passed over: they are told what is true then when they come back.
    """
    for notice in notices:
        person = await box.session.get(Person, notice.to)
        if person is None or person.telegram_id is None or not is_reached(person):
            continue
        if notice.once is not None and not await claim_notice(box.session, notice.once):
            continue
        reader = Reader(person, person.telegram_id, catalogues().texts(person.language), box)
        await _renderers[type(notice)](notice, reader)
