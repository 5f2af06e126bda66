"""What the buttons of the timetable carry: ids, and the revision or fingerprint of what was shown."""

from __future__ import annotations

import enum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Number = Annotated[int, Field(ge=0, lt=2**53)]
"""Button data can be forged: what no table can hold is no button of ours."""


class PublishPress(CallbackData, prefix="ttp"):
    """Publish what was shown with this fingerprint."""

    id: Number
    fingerprint: str


class PicturePress(CallbackData, prefix="tpi"):
    """A day of a draft as a picture. page: of no use since days are drawn whole; old buttons have it."""

    id: Number
    day: Annotated[int, Field(ge=1, le=3_000_000)]
    page: Number = 0


class Thing(enum.StrEnum):
    TABLE = "t"
    VENUE = "v"
    SLOT = "s"
    PERSON = "p"


class LossPress(CallbackData, prefix="ttl"):
    """Something that is lost, or is there again: all (of this kind), one, close, open; arrive (of a person)."""

    act: str
    thing: Thing
    id: Number = 0
    arg: Number = 0
    """A page; the slot with which a person arrives; or the venue whose tables are listed."""
