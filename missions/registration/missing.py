"""What a profile lacks, the most useful first: said in one line, and added by one button."""

from __future__ import annotations

from collections.abc import Sequence

from storage.tables import Delegate
from storage.tables.called import is_arabic

FEWEST = 3
"""Words of an offer or a need from which partners can be suggested."""


def missing(delegate: Delegate) -> Sequence[str]:
    """The fields of a profile that are empty or say next to nothing, by the names of their steps."""
    lacks = {
        "offer": len(delegate.offer.split()) < FEWEST and not delegate.offer_tags,
        "need": len(delegate.need.split()) < FEWEST and not delegate.need_tags,
        "sectors": not delegate.sectors,
        "languages": not delegate.languages,
        "position": not delegate.position,
        "contact": not delegate.phone and not delegate.email,
        "other_name": is_arabic(delegate.name) and not delegate.other_name,
    }
    return [field for field, lacking in lacks.items() if lacking]
