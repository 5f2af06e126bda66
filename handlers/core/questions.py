"""Questions that can be put again: after a change of language, a look at the menu, a second opening of a link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram.fsm.state import State, StatesGroup

from handlers.core.turn import Turn

Asker = Callable[[Turn], Awaitable[None]]

_askers: dict[str, Asker] = {}
_lasting: set[str] = set()


def asks(*states: State | type[StatesGroup], lasting: bool = False) -> Callable[[Asker], Asker]:
    """Mark the function that puts the question of these states. lasting: only /cancel or the end may drop it."""

    def register(asker: Asker) -> Asker:
        for one in states:
            for name in [one.state] if isinstance(one, State) else one.__state_names__:
                _askers[str(name)] = asker
                if lasting:
                    _lasting.add(str(name))
        return asker

    return register


async def ask_again(turn: Turn) -> bool:
    """Repeats the open question; False where there is none."""
    asker = _askers.get(await turn.state.get_state() or "")
    if asker is None:
        return False
    await asker(turn)
    return True


def lasts(state: str | None) -> bool:
    """Whether a conversation in this state survives a look elsewhere."""
    return state in _lasting
