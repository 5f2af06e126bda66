"""What the timetable is given and what it answers: plain values.

Keys are the caller's own (numbers of rows, or names in a file) and come back as they were given. Numbers and strings
may not be mixed within one kind of thing. Nothing here knows who the people are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Key = int | str


class Priority(StrEnum):
    """How much a meeting is wanted. Musts come before everything; the others are weighed (`Problem.weights`)."""

    MUST = "must"
    MUTUAL = "mutual"
    ONE_SIDED = "one_sided"


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """A time in which a meeting can be held. Slots of one problem do not overlap.

    `day` is the day in the mission's own zone: gaps, limits and walking are counted within a day.
    """

    key: Key
    day: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """A house, or a room, with tables. `slots`: when it is open (None: always)."""

    key: Key
    slots: frozenset[Key] | None = None


@dataclass(frozen=True, slots=True)
class Travel:
    """How long it takes from a venue to another, in either direction. Pairs that are not named take no time."""

    one: Key
    other: Key
    minutes: int


@dataclass(frozen=True, slots=True)
class Table:
    """One meeting at a time. `seats` None: large enough for any. `x`, `y`: its position in its venue, in metres.

    `slots`: when it can be used, within the opening of its venue (None: whenever the venue is open).
    """

    key: Key
    venue: Key
    seats: int | None = None
    x: float = 0
    y: float = 0
    slots: frozenset[Key] | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """A participant who is to meet others.

    `slots`: when they are there and free of everything else: sessions, flights, prayer times and meetings that are no
    part of the problem are taken out (None: always). `unreachable`: slots, each with a venue where they cannot be in
    time then, because of what they have elsewhere shortly before or after. `languages`: what they speak; without any
    they need no interpreter. `per_day`: the most meetings on one day, fixed ones included (None: no limit).
    """

    key: Key
    languages: frozenset[str] = frozenset()
    slots: frozenset[Key] | None = None
    per_day: int | None = None
    unreachable: frozenset[tuple[Key, Key]] = frozenset()


@dataclass(frozen=True, slots=True)
class InterpreterDuty:
    """What an interpreter can do: pairs of languages, in either direction, for one meeting at a time.

    `in_a_row`: the most meetings one after another before a break, which is a free slot, or a pause between two slots
    that is as long as the first of them. `per_day`: the most on a day.
    """

    key: Key
    pairs: frozenset[frozenset[str]]
    slots: frozenset[Key] | None = None
    in_a_row: int | None = None
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A wished meeting of two people (or more). It is held at most once.

    `slots`: the only ones in which it may be (None: any). `seats`: how many places at the table it takes (None: one
    for each of its people).
    """

    key: Key
    people: tuple[Key, ...]
    priority: Priority = Priority.MUTUAL
    slots: frozenset[Key] | None = None
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A wish with its seat. `table` is None only where it is left open: in a fixed meeting, for the solver to choose.

    `interpreter` is None where none is needed, and in a fixed meeting also where the solver is to choose one.
    """

    wish: Key
    slot: Key
    table: Key | None = None
    interpreter: Key | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """If both wishes take place, `first` is held in an earlier slot than `then`."""

    first: Key
    then: Key


DEFAULT_WEIGHTS: Mapping[Priority, int] = {Priority.MUTUAL: 3, Priority.ONE_SIDED: 1}


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a timetable is made from.

    `fixed`: meetings with a fixed slot and possibly a table. They are held whatever they push out, and are
    checked against the hard rules like all others. `weights`: what a placed meeting of a priority counts, musts aside.
    """

    slots: tuple[TimeSlot, ...]
    venues: tuple[Site, ...]
    tables: tuple[Table, ...]
    people: tuple[Attendee, ...]
    wishes: tuple[Wish, ...]
    interpreters: tuple[InterpreterDuty, ...] = ()
    travel: tuple[Travel, ...] = ()
    fixed: tuple[PlannedMeeting, ...] = ()
    orders: tuple[Order, ...] = ()
    weights: Mapping[Priority, int] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))


class Status(StrEnum):
    """`OPTIMAL`: every level has reached its bound. `FEASIBLE`: a valid plan. `INFEASIBLE`: there is none, since fixed
    meetings break a hard rule."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class LevelName(StrEnum):
    """What counts, in this order. Shares and counts of more than one level never trade against each other."""

    MUSTS = "musts"
    """How many musts are placed."""
    WISHES = "wishes"
    """Weight of the other wishes that are placed."""
    SERVED = "served"
    """How many people have at least one meeting."""
    WORST_SHARE = "worst_share"
    """The smallest share of one's wishes placed, among people of whose wishes any can be placed at all."""
    NEXT_WORST = "next_worst"
    """Up to which share the number of people at or below it is proven to be the least, the next worst after the worst;
    1 when all of it is."""
    KEPT = "kept"
    """In a replanned timetable: weight of the published meetings that still take place, musts among them aside."""
    LOST = "lost"
    """In a replanned timetable: published meetings that have no seat any more."""
    MOVED = "moved"
    """In a replanned timetable: published meetings in another slot than they were, as few confirmed ones as can be."""
    GAPS = "gaps"
    """Idle gaps: runs of slots in which a person is there and free, between two of their meetings on one day."""
    MOST_GAPS = "most_gaps"
    """The most gaps of any one person."""
    VENUE_CHANGES = "venue_changes"
    """Changes of venue between two meetings of a day, by people and interpreters."""
    WALKING = "walking"
    """Changes of table between two meetings of a day: metres where tables have a place, else 1 each."""


class Scope(StrEnum):
    """For which plans a bound holds: for all that hold the earlier levels; only for those with the same meetings placed
    (`MEETINGS`), with each on the same day as well (`DAYS`), or with each in the same slot (`SLOTS`); or, replanned,
    for those that leave what has not moved where it is (`UNMOVED`)."""

    ALL = "all"
    MEETINGS = "meetings"
    DAYS = "days"
    SLOTS = "slots"
    UNMOVED = "unmoved"


@dataclass(frozen=True, slots=True)
class Level:
    """What was reached, and what no plan within `scope` can better."""

    name: LevelName
    value: float
    bound: float
    scope: Scope = Scope.ALL

    @property
    def proven(self) -> bool:
        return abs(self.value - self.bound) < 1e-6


class Rule(StrEnum):
    """A hard rule that prevents a meeting. `Reason.keys` are of the kind named here."""

    ABSENT = "absent"
    """(person, …): not there, or there at no time together."""
    BUSY = "busy"
    """(person): other meetings hold their slots."""
    DAY_LIMIT = "day_limit"
    """(person): as many meetings that day as they take."""
    TRAVEL = "travel"
    """(person): could not get from one venue to the other in time."""
    TABLES = "tables"
    """(): all tables are taken, or closed, or too small."""
    NO_INTERPRETER = "no_interpreter"
    """(language, language): no interpreter speaks both; the languages are each one's first by name."""
    INTERPRETERS = "interpreters"
    """(language, language): all who do are taken, absent or on a break."""
    ORDER = "order"
    """(wish, wish): the first has to be held before the second."""
    FIXED = "fixed"
    """(wish): a fixed meeting holds its slot."""
    SLOTS = "slots"
    """(wish): only some slots are allowed for it."""
    MUST = "must"
    """(wish): another must."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something cannot be. `slots`: those in which the rule applies; empty for all."""

    rule: Rule
    keys: tuple[Key, ...] = ()
    slots: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A wish without a seat, and what prevents it in its slots of this plan, the most frequent first."""

    wish: Key
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why these cannot all be: leave out any one of the reasons and the rest could be met.

    `wishes`: musts of which at least one is unplaced; or, when there is no plan at all, fixed meetings.
    """

    wishes: tuple[Key, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MovedMeeting:
    """A published meeting that is not where it was. `after` None: it has no seat any more."""

    before: PlannedMeeting
    after: PlannedMeeting | None


@dataclass(frozen=True, slots=True)
class Served:
    """How one person fares: `placed` of `wished` meetings."""

    person: Key
    wished: int
    placed: int

    @property
    def share(self) -> float:
        return self.placed / self.wished if self.wished else 1.0

    @property
    def order(self) -> tuple[float, int]:
        """The worst served first: by the share, then by who wishes most."""
        return self.share, -self.wished


@dataclass(frozen=True, slots=True)
class Plan:
    """A timetable that breaks no hard rule. Meetings are in order of slot and table.

    `served` lists who has any wish, the worst served first. `moves` only in a replanned one.
    """

    status: Status
    meetings: tuple[PlannedMeeting, ...] = ()
    levels: tuple[Level, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    served: tuple[Served, ...] = ()
    moves: tuple[MovedMeeting, ...] = ()
    seconds: float = 0

    def level(self, name: LevelName) -> Level | None:
        return next((level for level in self.levels if level.name is name), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a timetable has come. `stage` is the level being worked on; `weight` counts musts above all others.

    `bound`: how many wishes can be placed at the most, as far as is known yet.
    """

    stage: LevelName
    placed: int
    wished: int
    bound: int
    seconds: float


Report = Callable[[Progress], None]
"""Called from the solver's thread, a few times a second at the most."""

Stopped = Callable[[], bool]
"""Asked often; once it says yes, the best plan so far comes back."""
