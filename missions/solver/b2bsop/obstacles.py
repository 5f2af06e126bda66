"""Why no plan can place every meeting, where that can be said in a line without a search."""

from __future__ import annotations

from missions.solver.b2bsop.instance import Instance


def obstacle(instance: Instance) -> str:
    """What stands in the way, counted from 1 as in the file; empty where nothing does at first sight."""
    return _closed(instance) or _crowded(instance) or _circular(instance) or _full(instance)


def _closed(instance: Instance) -> str:
    for number, (meeting, slots) in enumerate(zip(instance.meetings, instance.open_slots, strict=True), start=1):
        if not slots:
            one, other = (participant + 1 for participant in meeting.participants)
            return f"meeting {number} of participants {one} and {other} has no slot that both can take"
    return ""


def _crowded(instance: Instance) -> str:
    """By Hall's theorem, a participant's meetings find slots of their own where they can be matched to them."""
    for participant, meetings in enumerate(instance.meetings_of, start=1):
        taken: dict[int, int] = {}
        for meeting in meetings:
            seen: set[int] = set()
            if not _seat(instance, meeting, taken, seen):
                return f"participant {participant} has more meetings than slots in which they can take place"
    return ""


def _seat(instance: Instance, meeting: int, taken: dict[int, int], seen: set[int]) -> bool:
    """Give the meeting a slot, moving others along an augmenting path."""
    for slot in instance.open_slots[meeting]:
        if slot not in seen:
            seen.add(slot)
            if slot not in taken or _seat(instance, taken[slot], taken, seen):
                taken[slot] = meeting
                return True
    return False


def _circular(instance: Instance) -> str:
    """The earliest slot of each meeting by those that come before it; one that never settles waits for itself."""
    earliest = [slots[0] for slots in instance.open_slots]
    changed = True
    while changed:
        changed = False
        for number, (meeting, slots) in enumerate(zip(instance.meetings, instance.open_slots, strict=True)):
            after = max((earliest[before] for before in meeting.after), default=-1)
            if earliest[number] <= after:
                later = [slot for slot in slots if slot > after]
                if not later:
                    return f"meeting {number + 1} finds no slot after the meetings that must come before it"
                earliest[number] = later[0]
                changed = True
    return ""


def _full(instance: Instance) -> str:
    meetings = len(instance.meetings)
    places = instance.tables * instance.slots
    if meetings > places:
        return f"there are {meetings} meetings, and {instance.tables} tables in {instance.slots} slots seat {places}"
    return ""
