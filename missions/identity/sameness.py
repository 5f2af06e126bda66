"""What a comparison comes to."""

from __future__ import annotations

import enum


class Sameness(enum.IntEnum):
    """Whether two are one."""

    DIFFERENT = 0
    DOUBTFUL = 1
    """People are asked, with both shown."""
    CERTAIN = 2
    """Taken without asking: nearly always right."""
