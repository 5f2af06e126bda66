"""Who may meet whom, as masks."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from missions.matching.attributes import Attributes, Codes
from missions.matching.values import Pair, Profile, Rules, among

Mask = NDArray[np.bool_]
Rows = slice | NDArray[np.intp]


def may_meet(rules: Rules, one: Profile, other: Profile) -> bool:
    """Whether the two may be proposed to each other, whatever they offer and seek."""
    if one.id == other.id:
        return False
    allowed = Allowed({one.id: 0, other.id: 1}, Attributes([one, other]), rules)
    return bool(allowed.block(slice(0, 1))[0, 1])


class Allowed:
    """The rules of a mission over its profiles, by their places."""

    def __init__(self, place: Mapping[str, int], attributes: Attributes, rules: Rules) -> None:
        self._who, self._rules = attributes, rules
        self._kinds = _table(attributes.kinds, rules.kinds)
        self._delegations = _table(attributes.delegations, rules.delegations)
        self._never = _places(place, {*rules.never, *rules.settled})
        self._must = _places(place, rules.must)

    def block(self, rows: Rows) -> Mask:
        """Who may be proposed to each of these, whose places rise: (rows, everyone)."""
        who, places = self._who, np.arange(len(self._who.kind))[rows]
        open_: Mask = self._kinds[who.kind[places]][:, who.kind]
        open_ &= self._delegations[who.delegation[places]][:, who.delegation]
        if not self._rules.interpreters:
            open_ &= (who.speaks[places] @ who.speaks.T) > 0
        _set(open_, places, self._must, to=True)
        if not self._rules.within_delegation:
            open_ &= who.delegation[places, None] != who.delegation
        open_ &= who.organisation[places, None] != who.organisation
        open_[np.arange(len(places)), places] = False
        _set(open_, places, self._never, to=False)
        return open_

    def wished(self, rows: Rows) -> Mask:
        """Whom the organisers wish each of these to meet, where that may be: (rows, everyone)."""
        open_ = self.block(rows)
        wanted = np.zeros_like(open_)
        _set(wanted, np.arange(len(self._who.kind))[rows], self._must, to=True)
        return wanted & open_


def _set(mask: Mask, places: Codes, pairs: Codes, *, to: bool) -> None:
    here = pairs[np.isin(pairs[:, 0], places)]
    mask[np.searchsorted(places, here[:, 0]), here[:, 1]] = to


def _table(values: Sequence[str], pairs: Collection[Pair] | None) -> Mask:
    """Which values may meet which; all where nothing is said."""
    return np.array([[pairs is None or among(pairs, one, other) for other in values] for one in values], bool)


def _places(place: Mapping[str, int], pairs: Collection[Pair]) -> Codes:
    """The pairs both ways, by places; whoever has none is left out."""
    known = [(place[a], place[b]) for a, b in pairs if a in place and b in place]
    return np.array(sorted({x for a, b in known for x in ((a, b), (b, a))}), np.intp).reshape(-1, 2)
