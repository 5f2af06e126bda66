"""From a `.dzn` of the benchmark to an instance; what does not fit is refused with its line and field."""

from __future__ import annotations

from benchmarks.b2bsop.dzn import BadInstance, Entry, Field, parse
from benchmarks.b2bsop.instance import Instance, Part, Requested

_PARTS: dict[int, Part] = {1: "morning", 2: "afternoon", 3: "any"}
_FIELDS = (
    "nBusiness",
    "nMeetings",
    "nTables",
    "nTotalSlots",
    "nMorningSlots",
    "requested",
    "nMeetingsBusiness",
    "forbidden",
    "fixed",
    "precedences",
)
_MOST_SLOTS = 500
"""The benchmark has 8 to 22; a model of many thousands would only fill the memory."""


def read(text: str) -> Instance:
    """The instance that a `.dzn` describes; fields that the benchmark does not know are left out.

    Raises BadInstance.
    """
    fields = parse(text)
    if missing := [name for name in _FIELDS if name not in fields]:
        raise BadInstance(f"line {len(text.splitlines())}: the file ends without {', '.join(missing)}")
    participants = _count(fields["nBusiness"])
    number = _count(fields["nMeetings"])
    slots = _count(fields["nTotalSlots"], at_most=_MOST_SLOTS)
    requested = _requested(fields["requested"], number, participants)
    fixed = _fixed(fields["fixed"], number, slots)
    after = _sets(fields["precedences"], number, number, "meeting", "meeting")
    forbidden = _sets(fields["forbidden"], participants, slots, "participant", "slot")
    instance = Instance(
        tables=_count(fields["nTables"]),
        slots=slots,
        morning=_count(fields["nMorningSlots"], at_most=slots),
        meetings=tuple(
            Requested(pair, part, slot, before)
            for (pair, part), slot, before in zip(requested, fixed, after, strict=True)
        ),
        forbidden=forbidden,
    )
    _agrees(fields["nMeetingsBusiness"], instance)
    return instance


def _count(field: Field, at_most: int | None = None) -> int:
    value = field.entries[0].value if field.entries else None
    if field.listed or not isinstance(value, int):
        field.wrong("should be one whole number")
    if value < 0 or (at_most is not None and value > at_most):
        field.wrong(f"{value} is not {'0 or more' if at_most is None else f'from 0 to {at_most}'}")
    return value


def _entries(field: Field, length: int, what: str) -> tuple[Entry, ...]:
    if not field.listed:
        field.wrong(f"should be a list, one entry for each {what}")
    if len(field.entries) != length:
        field.wrong(f"has {len(field.entries)} entries, and there are {length} {what}s")
    return field.entries


def _requested(field: Field, number: int, participants: int) -> list[tuple[tuple[int, int], Part]]:
    requested = []
    for entry in _entries(field, number, "meeting"):
        if not isinstance(entry.value, tuple) or len(entry.value) != 3:
            field.wrong("a row should be participant, participant, part of day", entry.line)
        one, other, part = entry.value
        for participant in (one, other):
            if not 1 <= participant <= participants:
                field.wrong(f"there is no participant {participant}, only 1 to {participants}", entry.line)
        if one == other:
            field.wrong(f"participant {one} is to meet themselves", entry.line)
        if part not in _PARTS:
            field.wrong(f"{part} is no part of day: 1 morning, 2 afternoon, 3 any", entry.line)
        requested.append(((one - 1, other - 1), _PARTS[part]))
    return requested


def _fixed(field: Field, number: int, slots: int) -> list[int | None]:
    fixed: list[int | None] = []
    for entry in _entries(field, number, "meeting"):
        if not isinstance(entry.value, int) or not 0 <= entry.value <= slots:
            field.wrong(f"each should be a slot from 1 to {slots}, or 0 for free", entry.line)
        fixed.append(entry.value - 1 if entry.value else None)
    return fixed


def _sets(field: Field, length: int, last: int, what: str, member: str) -> tuple[frozenset[int], ...]:
    """A set of numbers from 1 to `last` for each participant or meeting, counted from 0; a 0 in it means none."""
    sets = []
    for entry in _entries(field, length, what):
        if not isinstance(entry.value, frozenset):
            field.wrong(f"each should be a set of {member}s in braces", entry.line)
        if wrong := [found for found in sorted(entry.value) if not 0 <= found <= last]:
            field.wrong(f"there is no {member} {wrong[0]}, only 1 to {last}", entry.line)
        sets.append(frozenset(found - 1 for found in entry.value if found))
    return tuple(sets)


def _agrees(field: Field, instance: Instance) -> None:
    """Refuse a count of meetings that the requested ones contradict: one of the two is a slip."""
    entries = _entries(field, instance.participants, "participant")
    for participant, (entry, meetings) in enumerate(zip(entries, instance.meetings_of, strict=True), start=1):
        if entry.value != len(meetings):
            told = entry.value if isinstance(entry.value, int) else "no number"
            field.wrong(f"participant {participant} has {told}, and {len(meetings)} in requested", entry.line)
