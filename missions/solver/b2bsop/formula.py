"""The benchmark's rules as clauses: a literal for each meeting and slot, and the breaks of each participant."""

from __future__ import annotations

from missions.solver.b2bsop import counters
from missions.solver.b2bsop.clauses import Clauses
from missions.solver.b2bsop.instance import Instance


class Formula:
    """The rules of an instance in which every meeting has an open slot, before anything that only helps the search.

    Nobody's breaks may exceed anybody else's by more than `fairness`.
    """

    def __init__(self, instance: Instance, fairness: int) -> None:
        self.instance = instance
        self.clauses = Clauses()
        self.placed: dict[tuple[int, int], int] = {}
        """Meeting and slot: the meeting takes place then. Only for the slots open to it."""
        self.busy: dict[tuple[int, int], int] = {}
        """Participant and slot: they meet somebody then. Only for the slots open to one of their meetings."""
        self.met: dict[tuple[int, int], int] = {}
        """Participant and slot: they meet somebody then or earlier. From their first possible slot on."""
        self.breaks: dict[int, list[int]] = {}
        """The sorted count of the breaks of each participant who can have one."""
        self._all_breaks: list[int] = []
        self._place()
        self._precede()
        self._seat()
        able = [who for who, meetings in enumerate(instance.meetings_of) if 1 < len(meetings) < instance.slots]
        # Whoever cannot have a break has none, and is compared like anybody else.
        most = instance.slots if len(able) == instance.participants else fairness
        for participant in able:
            self._count_breaks(participant, most)
        self._be_fair(fairness)

    def placed_in(self, slot: int, meetings: range | tuple[int, ...]) -> list[int]:
        """Those of the meetings that can take this slot."""
        return [self.placed[meeting, slot] for meeting in meetings if (meeting, slot) in self.placed]

    def day(self, participant: int, slots: range) -> list[int]:
        """Those of the slots in which a participant may be busy."""
        return [self.busy[participant, slot] for slot in slots if (participant, slot) in self.busy]

    def more_breaks_than(self, most: int) -> int | None:
        """A literal that is true where there are more breaks together; None where there cannot be so many."""
        if sum(map(len, self.breaks.values())) <= most:
            return None
        if len(self._all_breaks) <= most:
            self._all_breaks = counters.sum_of(self.clauses, self.breaks.values(), 2 * most + 5)
        return self._all_breaks[most]

    def _place(self) -> None:
        """Each meeting once; a participant in at most one at a time, which is what makes them busy."""
        for meeting, slots in enumerate(self.instance.open_slots):
            self.placed.update({(meeting, slot): self.clauses.new() for slot in slots})
            self.clauses.exactly_one([self.placed[meeting, slot] for slot in slots])
        for participant, meetings in enumerate(self.instance.meetings_of):
            for slot in range(self.instance.slots):
                if some := self.placed_in(slot, meetings):
                    self.clauses.at_most_one(some)
                    self.busy[participant, slot] = self.clauses.any_of(some)

    def _precede(self) -> None:
        """A slot is open to the later meeting only where the earlier one has an earlier slot, and the reverse."""
        slots_of = self.instance.open_slots
        for meeting, wanted in enumerate(self.instance.meetings):
            for before in sorted(wanted.after):
                for slot in slots_of[meeting]:
                    earlier = [self.placed[before, other] for other in slots_of[before] if other < slot]
                    self.clauses.add(-self.placed[meeting, slot], *earlier)
                for slot in slots_of[before]:
                    later = [self.placed[meeting, other] for other in slots_of[meeting] if other > slot]
                    self.clauses.add(-self.placed[before, slot], *later)

    def _seat(self) -> None:
        """In a slot, no more meetings than tables: counted over groups, which makes the counter a third as long."""
        groups = self._groups()
        for slot in range(self.instance.slots):
            held = [self.clauses.any_of(some) for group in groups if (some := self.placed_in(slot, group))]
            counters.at_most(self.clauses, held, self.instance.tables)

    def _groups(self) -> list[tuple[int, ...]]:
        """All meetings in few groups that each share a participant, the largest first: one of each can be in a slot."""
        groups = []
        left = [set(meetings) for meetings in self.instance.meetings_of]
        while largest := max(left, key=len, default=set()):
            groups.append(tuple(sorted(largest)))
            for meetings in left:
                meetings.difference_update(groups[-1])
        return groups

    def _count_breaks(self, participant: int, most: int) -> None:
        """Count each hole where it ends: free now, met before, busy in the next slot."""
        clauses = self.clauses
        ends = []
        for slot in range(self.instance.slots):
            now = self.busy.get((participant, slot))
            before = self.met.get((participant, slot - 1))
            if before is None:
                if now is not None:
                    self.met[participant, slot] = now
                continue
            self.met[participant, slot] = before if now is None else clauses.any_of([before, now])
            following = self.busy.get((participant, slot + 1))
            if following is not None:
                free = [] if now is None else [-now]
                end = clauses.new()
                for literal in (before, following, *free):
                    clauses.add(-end, literal)
                clauses.add(end, -before, -following, *(-literal for literal in free))
                ends.append(end)
        self.breaks[participant] = counters.sorted_count(clauses, ends, most)

    def _be_fair(self, fairness: int) -> None:
        if len(self.breaks) < self.instance.participants:
            for count in self.breaks.values():
                if fairness < len(count):
                    self.clauses.add(-count[fairness])
            return
        # Literals of how many breaks everybody has at least; nobody has `fairness` more than those.
        fewest = [self.clauses.new() for _ in range(max(map(len, self.breaks.values()), default=0))]
        for count in self.breaks.values():
            counters.no_more(self.clauses, fewest, count)
            counters.no_more(self.clauses, count[fairness:], fewest)
