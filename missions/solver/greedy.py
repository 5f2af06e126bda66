"""A valid plan at once: fixed meetings and musts first, then by weight and by how few seats are left for a wish.

What finds none is tried again by ejection: the one or two meetings in its way move elsewhere if they can.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from missions.solver.board import Board
from missions.solver.instance import Instance
from missions.solver.placing import Draft
from missions.solver.values import LevelName
from missions.solver.watch import Watch


def construct(instance: Instance, watch: Watch) -> Board:
    """A board with what a first pass and ejections seat. Stops early when asked, with what it has."""
    board = Board(instance)
    order = urgency(instance)
    for wish in order:
        if watch.halted:
            return board
        board.seat(wish, nearest_first(board, wish))
        watch.tell(LevelName.WISHES)
    fill(board, watch, order)
    return board


def urgency(instance: Instance) -> list[int]:
    """Wishes in the order in which they are seated."""

    def key(wish: int) -> tuple[bool, bool, int, float, int]:
        crowd = max(
            len(instance.wishes_of[person]) / max(1, len(instance.present[person])) for person in instance.parties[wish]
        )
        must = wish in instance.musts
        return (
            wish not in instance.fixed,
            not must,
            -instance.weights[wish],
            len(instance.domains[wish]) - 15 * crowd,
            wish,
        )

    return sorted(range(len(instance.wishes)), key=key)


def nearest_first(board: Board, wish: int) -> list[int]:
    """The wish's places, those first that leave its people the fewest gaps and where most tables are free."""
    instance = board.instance

    def cost(place: int) -> tuple[int, float, int]:
        slot, load = instance.places[place].slot, board.load[place][0]
        gaps = sum(new_gaps(board, person, slot) for person in instance.parties[wish])
        return gaps, load / instance.places[place].room[0], place

    return sorted(instance.domains[wish], key=cost)


def new_gaps(board: Board, person: int, slot: int) -> int:
    """How many gaps more the person has with a meeting in that slot: -1, 0 or 1."""
    instance, row = board.instance, board.at[person]
    if not board.today[person][instance.day_of[slot]]:
        return 0
    before, after = instance.beside[person][slot]
    return 1 - (before >= 0 and row[before] >= 0) - (after >= 0 and row[after] >= 0)


def close_up(instance: Instance, draft: Draft, watch: Watch) -> Draft:
    """Moves meetings one by one within their day as long as that closes gaps: quick, and a start for the search."""
    board = Board(instance, draft)
    moved = True
    while moved and not watch.over:
        moved = False
        for wish, place in enumerate(list(board.draft.place)):
            if watch.left() and place >= 0 and wish not in instance.fixed:
                moved = _closer(board, wish, place) or moved
    return board.draft


def _closer(board: Board, wish: int, place: int) -> bool:
    """Moves the wish to where it leaves fewer gaps, if there is such a place."""
    instance, mark = board.instance, board.mark()
    board.take(wish)

    def gaps(one: int) -> int:
        return sum(new_gaps(board, person, instance.places[one].slot) for person in instance.parties[wish])

    here = gaps(place)
    if here > -len(instance.parties[wish]):
        day = instance.day_of[instance.places[place].slot]
        better = [one for one in instance.domain_on(wish, day) if gaps(one) < here]
        if board.seat(wish, sorted(better, key=gaps)):
            return True
    board.undo(mark)
    return False


def fill(board: Board, watch: Watch, order: Sequence[int], keep: frozenset[int] = frozenset()) -> None:
    """Seats what has no seat yet, by ejection if need be. Wishes in `keep` stay where they are."""
    for wish in order:
        if watch.over:
            return
        if board.draft.place[wish] < 0 and not board.seat(wish, nearest_first(board, wish)):
            eject(board, wish, keep)


def eject(board: Board, wish: int, keep: frozenset[int] = frozenset()) -> bool:
    """Seats the wish where one or two others are in the way that can go elsewhere."""
    for place in board.instance.domains[wish]:
        blockers = board.blockers(wish, place)
        if not blockers or blockers & keep or any(one in board.instance.fixed for one in blockers):
            continue
        mark = board.mark()
        for one in sorted(blockers):
            board.take(one)
        if board.seat(wish, [place]) and _all_seated(board, sorted(blockers)):
            return True
        board.undo(mark)
    return False


def _all_seated(board: Board, wishes: Iterable[int]) -> bool:
    return all(board.seat(wish, nearest_first(board, wish)) for wish in wishes)


def repaired(instance: Instance, draft: Draft) -> Draft:
    """What of a draft breaks no rule, in order of urgency."""
    board = Board(instance)
    for wish in urgency(instance):
        if draft.place[wish] >= 0:
            board.seat(wish, [draft.place[wish]])
    return board.draft
