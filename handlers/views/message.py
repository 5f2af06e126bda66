"""A message before a channel has given it a form: what it says, what its buttons do, what goes with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from markupsafe import Markup

from storage.tables import CardKind, Lane


class Action(Protocol):
    """What a press asks for: ids and the revision that was shown, never words."""

    def pack(self) -> str:
        """The same as text, which a channel carries and gives back."""


@dataclass(frozen=True, slots=True)
class Button:
    """Asks for an action, opens an address, or lets its reader look up a delegate from another chat."""

    text: str
    does: Action | None = None
    url: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about: it follows this thing for as long as it stands in a chat."""

    kind: CardKind
    thing_id: int
    side_id: int | None = None
    """The delegate as whom the reader sees it."""
    day: int = 0
    """As date.toordinal has it."""
    truth: str = ""
    """Digest of what the message says of the thing, without what only led to it."""
    names: frozenset[int] = frozenset()
    """The delegates whom the message names: an erasure finds it by them."""
    until: datetime | None = None
    """When the message becomes untrue by itself: it says "today" or "tomorrow"."""


Rows = list[list[Button]]
"""Buttons under a message, in the reading direction of its language."""


@dataclass(frozen=True, slots=True)
class MapPin:
    """A place on the map, named in the reader's language."""

    title: str
    address: str
    latitude: float
    longitude: float
    about: About | None = None
    """What it is the place of: it goes when that is elsewhere."""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """How to reach a person: vcard is a vCard 3.0 (RFC 2426). phone is empty if none was given."""

    name: str
    phone: str
    vcard: str


@dataclass(frozen=True, slots=True)
class EnclosedFile:
    name: str
    content: bytes
    caption: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralMessage:
    """What a notice says to one reader. text is empty where only a pin or a file is handed over."""

    text: Markup = field(default_factory=Markup)
    buttons: Rows = field(default_factory=list)
    places: Sequence[MapPin] = ()
    files: Sequence[EnclosedFile] = ()
    pictures: Sequence[EnclosedFile] = ()
    lane: Lane = Lane.CHANGE
    expires_at: datetime | None = None
    """When it becomes pointless: after that it is dropped, not sent late."""
    key: str | None = None
    """Of messages with the same key that wait, the newest replaces the others."""
    about: About | None = None
    naming: Collection[str] = ()
    """Whom it speaks of besides those that its notice refers to, as `missions.privacy.subjects` writes them."""
    notice: bool = True
    """Whether it keeps its text: what its buttons open comes below it. Of a menu or list, that takes its place."""
    silent: bool = False
    """Whether it comes without a sound."""
    in_place_of: int | None = None
    """The outbox row of an earlier message, which reads so from now on."""
    in_place_of_message: int | None = None
    """The same by the number that the channel gave the message."""
    gone: bool = False
    """Whether that message is taken away."""
    announcement_id: int | None = None
    commands: Mapping[str, str] = field(default_factory=dict)
    """What the reader's chat offers to type from now on, each with what it does."""
    when_posted: Callable[[int], None] | None = None
    """Takes the number of the outbox row that carries the text."""
