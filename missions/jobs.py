"""What the clock asks, again and again: what is due now?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from missions.notices import Notice
from storage.database import UnitSession

CHUNK = 50
"""Notices that one unit of work posts at most, so that no tap waits long for its turn to write; a job that found as
many is asked again at once."""


class Unfinished(list[Notice]):
    """What a job answers that has done a chunk of its work and is to be asked again at once, however few it told."""


Due = Callable[[UnitSession], Awaitable[Sequence[Notice]]]
"""A job. The clock's table of them is `bot.clock.jobs`."""
