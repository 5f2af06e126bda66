"""Level 2 at once, by exchanges: those who have least are given a meeting in place of one that others can spare.

Nothing is proven here, and no placed weight is given up for it. It serves missions that are too large for the exact
programme (fairness.py) in the time there is, and is where that begins from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from missions.solver.board import Board
from missions.solver.greedy import eject, nearest_first
from missions.solver.instance import Instance
from missions.solver.placing import NOWHERE, Draft
from missions.solver.watch import Watch

ROUNDS = 4
SPARED = 4
"""Meetings of a place or an interpreter that are tried to be done without, those first whose people have most."""


def share_out(instance: Instance, draft: Draft, watch: Watch, seconds: float) -> Draft:
    """The draft with as much weight and as many musts, and no gain for a person at the cost of one who has less."""
    exchange = _Exchange(instance, draft, watch, watch.elapsed + min(seconds, watch.left()))
    for _ in range(ROUNDS):
        if not exchange.improve():
            break
    return exchange.board.draft


class _Exchange:
    def __init__(self, instance: Instance, draft: Draft, watch: Watch, ends: float) -> None:
        self.instance, self.board, self.watch, self.ends = instance, Board(instance, draft), watch, ends
        self.placed = [sum(draft.place[wish] >= 0 for wish in wishes) for wishes in instance.wishes_of]
        self.at: dict[int, set[int]] = defaultdict(set)
        for wish, place in enumerate(draft.place):
            self.at[place].add(wish)

    @property
    def over(self) -> bool:
        return self.watch.over or self.watch.elapsed >= self.ends

    def share(self, person: int) -> float:
        return self.placed[person] / max(1, len(self.instance.wishes_of[person]))

    def improve(self) -> bool:
        """Once through all people, the worst served first; whether anything got better."""
        better = False
        for person in sorted(range(len(self.placed)), key=lambda one: (self.share(one), one)):
            for wish in self.instance.wishes_of[person]:
                if self.over:
                    return better
                if self.board.draft.place[wish] < 0 and self._given(wish):
                    better = True
                    break
        return better

    def _given(self, wish: int) -> bool:
        """Places the wish where that makes things fairer."""
        for place in self.instance.domains[wish]:
            blockers = self.board.blockers(wish, place)
            if any(one in self.instance.fixed for one in blockers):
                continue
            for more in self._spared(wish, place, blockers):
                if self._exchanged(wish, place, blockers | more):
                    return True
            if self.over:
                return False
        return False

    def _spared(self, wish: int, place: int, blockers: set[int]) -> Iterator[set[int]]:
        """What else could make room: nothing, or a meeting at the place or of an interpreter."""
        yield set()
        group, slot = self.instance.group_of[wish], self.instance.places[place].slot
        others = set() if self.board.room(wish, place) else set(self.at[place])
        if group is not None:
            others |= {self.board.speaks[one][slot] for one in self.instance.candidates[group]}
        others -= {NOWHERE, *blockers, *self.instance.fixed}
        for one in sorted(others, key=lambda one: (-self._poorest(one), one))[:SPARED]:
            yield {one}

    def _poorest(self, wish: int) -> float:
        return min(self.share(person) for person in self.instance.parties[wish])

    def _exchanged(self, wish: int, place: int, out: set[int]) -> bool:
        """Puts the wish there and the others elsewhere, if that is fairer than before; else all is as it was."""
        board, instance = self.board, self.instance
        if any(board.draft.place[one] < 0 for one in out) or not self._may_be_fairer(wish, out):
            return False
        mark = board.mark()
        for one in out:
            board.take(one)
        if not board.seat(wish, [place]):
            board.undo(mark)
            return False
        lost = [one for one in sorted(out) if not board.seat(one, nearest_first(board, one))]
        if lost and not self._fairer(wish, lost):
            lost = [one for one in lost if not eject(board, one, frozenset({wish}))]
        if any(one in instance.musts for one in lost) or not self._fairer(wish, lost):
            board.undo(mark)
            return False
        self._note(board.touched(mark))
        return True

    def _may_be_fairer(self, wish: int, out: Iterable[int]) -> bool:
        """Whether it can be worth trying: one of its people has less than one person of each meeting in the way."""
        poorest = self._poorest(wish)
        return all(
            any(person in self.instance.parties[wish] or self.share(person) > poorest for person in party)
            for party in (self.instance.parties[one] for one in out)
        )

    def _fairer(self, wish: int, lost: Iterable[int]) -> bool:
        """Whether no weight is lost, and the shares of those concerned are better from the worst on."""
        weights, parties = self.instance.weights, self.instance.parties
        if sum(weights[one] for one in lost) > weights[wish] and wish not in self.instance.musts:
            return False
        change: dict[int, int] = defaultdict(int)
        for person in parties[wish]:
            change[person] += 1
        for one in lost:
            for person in parties[one]:
                change[person] -= 1
        wished = {person: max(1, len(self.instance.wishes_of[person])) for person in change}
        before = sorted(self.placed[person] / wished[person] for person in change)
        after = sorted((self.placed[person] + more) / wished[person] for person, more in change.items())
        return after > before

    def _note(self, wishes: Iterable[int]) -> None:
        """Counts and places after an exchange."""
        place = self.board.draft.place
        for held in self.at.values():
            held.difference_update(wishes)
        for wish in wishes:
            self.at[place[wish]].add(wish)
        people = {person for wish in wishes for person in self.instance.parties[wish]}
        for person in people:
            self.placed[person] = sum(place[wish] >= 0 for wish in self.instance.wishes_of[person])
