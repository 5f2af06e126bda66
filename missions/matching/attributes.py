"""What rules ask of profiles, as arrays: made once for an index, whatever rules then apply."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from missions.matching.values import Profile
from missions.matching.words import normalise

Codes = NDArray[np.int32]
T = TypeVar("T", bound=Hashable)


def described(profile: Profile) -> tuple[Hashable, ...]:
    """All of a profile that `Attributes` are made of."""
    return profile.delegation, profile.kind, profile.organisation, tuple(profile.languages)


class Attributes:
    """Of each profile, in order: numbers for its delegation, kind and organisation, and what it speaks.

    `same` are those of the same profiles in the same order, to be taken over.
    """

    def __init__(self, profiles: Sequence[Profile], same: Attributes | None = None) -> None:
        if same is not None:
            vars(self).update(vars(same))
            return
        self.delegations, self.delegation = _coded(x.delegation for x in profiles)
        self.kinds, self.kind = _coded(x.kind for x in profiles)
        # A person without an organisation has no colleagues.
        self.organisation = _coded((house(x.organisation), "" if x.organisation.strip() else x.id) for x in profiles)[1]
        self.houses: list[int] = self.organisation.tolist()
        self.speaks = _speaks(profiles)


@lru_cache(maxsize=50_000)
def house(organisation: str) -> str:
    """An organisation's name as it compares: colleagues type the name of their house each in their own way."""
    return " ".join(normalise(organisation).split())


def _coded(values: Iterable[T]) -> tuple[tuple[T, ...], Codes]:
    seen: dict[T, int] = {}
    codes = np.array([seen.setdefault(x, len(seen)) for x in values], np.int32)
    return tuple(seen), codes


def _speaks(profiles: Sequence[Profile]) -> NDArray[np.float32]:
    """A column a language, ones and zeros; who names none speaks any, the first column too."""
    column = {x: n for n, x in enumerate(sorted({x for profile in profiles for x in profile.languages}), start=1)}
    found = np.zeros((len(profiles), len(column) + 1), np.float32)
    for row, profile in zip(found, profiles, strict=True):
        row[[column[x] for x in profile.languages] if profile.languages else slice(None)] = 1
    return found
