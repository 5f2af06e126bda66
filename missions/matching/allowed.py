"""Who may meet whom, as masks."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from missions.matching.attributes import Attributes, Codes
from missions.matching.values import Pair, Profile, Rules, among

Mask = NDArray[np.bool_]
Rows = slice | NDArray[np.intp]


def may_meet(rules: Rules, one: Profile, other: Profile) -> bool:
    """Whether the other may be proposed to the one, whatever they offer and seek."""
    if one.id == other.id:
        return False
    allowed = Allowed({one.id: 0, other.id: 1}, Attributes([one, other]), rules)
    return bool(allowed.block(slice(0, 1))[0][0, 1])


class Allowed:
    """The rules of a mission over its profiles, by their places."""

    def __init__(self, place: Mapping[str, int], attributes: Attributes, rules: Rules) -> None:
        self._who, self._rules = attributes, rules
        self._never = _places(place, {*rules.never, *rules.settled})
        self._must = _places(place, rules.must)
        self._answered = _places(place, rules.answered, both=False)

    def block(self, rows: Rows) -> tuple[Mask, Mask]:
        """Who may be proposed to each of these, whose places rise, and who must be: two of (rows, everyone)."""
        who, rules = self._who, self._rules
        places = np.arange(len(who.kind), dtype=np.int32)[rows]
        open_ = np.ones((len(places), len(who.kind)), bool)
        for values, code, pairs in (
            (who.kinds, who.kind, rules.kinds),
            (who.delegations, who.delegation, rules.delegations),
        ):
            if pairs is not None:
                open_ &= _table(values, pairs)[code[places]][:, code]
        if not rules.interpreters:
            open_ &= (who.speaks[places] @ who.speaks.T) > 0
        wished = np.zeros_like(open_)
        _set(wished, places, self._must)
        open_ |= wished
        if not rules.within_delegation:
            open_ &= who.delegation[places, None] != who.delegation
        open_ &= who.organisation[places, None] != who.organisation
        open_[np.arange(len(places)), places] = False
        never = np.zeros_like(open_)
        _set(never, places, self._never)
        _set(never, places, self._answered)
        open_ &= ~never
        return open_, wished & open_


def _set(mask: Mask, places: Codes, pairs: Codes) -> None:
    here = pairs[np.isin(pairs[:, 0], places)]
    mask[np.searchsorted(places, here[:, 0]), here[:, 1]] = True


def _table(values: Sequence[str], pairs: Collection[Pair]) -> Mask:
    """Which values may meet which."""
    return np.array([[among(pairs, one, other) for other in values] for one in values], bool)


def _places(place: Mapping[str, int], pairs: Collection[Pair], *, both: bool = True) -> Codes:
    """The pairs, both ways or as given, by places; ids without a place are left out."""
    known = {(place[a], place[b]) for a, b in pairs if a in place and b in place}
    known |= {(b, a) for a, b in known} if both else set()
    return np.array(sorted(known), np.int32).reshape(-1, 2)
