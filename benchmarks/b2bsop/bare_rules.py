"""The benchmark as a CP-SAT model without encodings, bounds or settings, to measure the missions' levels beside.

A literal for each meeting and slot, and the breaks of each participant.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from benchmarks.b2bsop.instance import FAIRNESS, Instance


@dataclass(frozen=True)
class Model:
    """The rules of an instance."""

    instance: Instance
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    placed: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    """Meeting and slot: the meeting takes place then. Only for the slots open to it."""
    busy: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    """Participant and slot: they have a meeting then. Only for the slots open to one of their meetings."""
    breaks: dict[int, cp_model.IntVar] = field(default_factory=dict)
    """Of each participant who can have one."""

    def placed_in(self, slot: int, meetings: range | tuple[int, ...]) -> list[cp_model.IntVar]:
        """Those of the meetings that can take this slot."""
        return [self.placed[meeting, slot] for meeting in meetings if (meeting, slot) in self.placed]


def rules(instance: Instance) -> Model:
    """The model of an instance."""
    model = Model(instance)
    _place(model)
    _tables(model)
    _precedences(model)
    for participant, meetings in enumerate(instance.meetings_of):
        if 1 < len(meetings) < instance.slots:
            _breaks(model, participant)
    _fair(model)
    model.cp.minimize(sum(model.breaks.values()))
    return model


def _place(model: Model) -> None:
    """Each meeting once; a participant in at most one at a time, which is what makes them busy."""
    instance = model.instance
    for meeting, slots in enumerate(instance.open_slots):
        for slot in slots:
            model.placed[meeting, slot] = model.cp.new_bool_var(f"meeting {meeting} in slot {slot}")
        model.cp.add_exactly_one(model.placed[meeting, slot] for slot in slots)
    for participant, meetings in enumerate(instance.meetings_of):
        for slot in range(instance.slots):
            if some := model.placed_in(slot, meetings):
                busy = model.busy[participant, slot] = model.cp.new_bool_var(f"participant {participant} in {slot}")
                model.cp.add_exactly_one(*some, ~busy)


def _tables(model: Model) -> None:
    instance = model.instance
    for slot in range(instance.slots):
        model.cp.add(sum(model.placed_in(slot, range(len(instance.meetings)))) <= instance.tables)


def _precedences(model: Model) -> None:
    """A slot is open to the later meeting only where the earlier one has an earlier slot, and the other way round."""
    placed = model.placed
    slots_of = model.instance.open_slots
    for meeting, wanted in enumerate(model.instance.meetings):
        for before in sorted(wanted.after):
            for slot in slots_of[meeting]:
                earlier = [placed[before, other] for other in slots_of[before] if other < slot]
                model.cp.add_bool_or(~placed[meeting, slot], *earlier)
            for slot in slots_of[before]:
                later = [placed[meeting, other] for other in slots_of[meeting] if other > slot]
                model.cp.add_bool_or(~placed[before, slot], *later)


def _breaks(model: Model, participant: int) -> None:
    """Count each hole where it ends: free now, met before, busy in the next slot."""
    cp = model.cp
    meetings = len(model.instance.meetings_of[participant])
    ends: list[cp_model.IntVar] = []
    met: cp_model.IntVar | None = None
    for slot in range(model.instance.slots - 1):
        now = model.busy.get((participant, slot))
        if now is not None:
            met = _met_by(model, participant, slot, met)
        following = model.busy.get((participant, slot + 1))
        if met is not None and following is not None:
            free = [~now] if now is not None else []
            end = cp.new_bool_var(f"a break of participant {participant} ends in slot {slot}")
            cp.add_bool_and(met, following, *free).only_enforce_if(end)
            cp.add_bool_or(end, ~met, ~following, *(~literal for literal in free))
            ends.append(end)
    most = min(meetings - 1, model.instance.slots - meetings)
    model.breaks[participant] = cp.new_int_var(0, most, f"breaks of participant {participant}")
    cp.add(sum(ends) == model.breaks[participant])


def _met_by(model: Model, participant: int, slot: int, before: cp_model.IntVar | None) -> cp_model.IntVar:
    """True where the participant has had a meeting in this slot or an earlier one."""
    busy = model.busy[participant, slot]
    if before is None:
        return busy
    met = model.cp.new_bool_var(f"participant {participant} has met by {slot}")
    model.cp.add_implication(busy, met)
    model.cp.add_implication(before, met)
    model.cp.add_bool_or(before, busy, ~met)
    return met


def _fair(model: Model) -> None:
    """Participants who cannot have a break have none, and are compared like all others."""
    breaks = model.breaks
    if len(breaks) < model.instance.participants:
        for each in breaks.values():
            model.cp.add(each <= FAIRNESS)
        return
    fewest = model.cp.new_int_var(0, model.instance.slots, "fewest breaks")
    for each in breaks.values():
        model.cp.add(each >= fewest)
        model.cp.add(each <= fewest + FAIRNESS)
