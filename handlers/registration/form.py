"""The form that someone is filling in: a draft, the step where they are, and what comes before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram.fsm.state import State

from handlers.core.turn import Turn
from handlers.registration.states import Joining
from missions.registration.registration import Draft

if TYPE_CHECKING:
    from handlers.registration.steps import Step

REVIEW = "review"


@dataclass(slots=True)
class Form:
    """Kept in the conversation's data between two turns."""

    turn: Turn
    mode: str
    """Which state of `Joining`: registering, claiming or editing."""
    draft: Draft
    step: str
    revising: bool = False
    """One field is being changed, and then comes the review again."""
    review: int = 0
    """How many reviews were shown: a button of an earlier one is old."""
    delegate_id: int = 0
    """The profile that is claimed or edited."""
    invitation_id: int = 0
    correcting: bool = False
    """The review offers what can be corrected, instead of the tags."""
    cut: bool = False
    """The last text was too long, and its end is gone."""

    @classmethod
    async def load(cls, turn: Turn) -> Form:
        data = await turn.state.get_data()
        kept: Mapping[str, Any] = data["form"]
        mode = str(await turn.state.get_state())
        return cls(turn, mode, Draft.read(kept["draft"]), **{name: kept[name] for name in kept if name != "draft"})

    async def save(self) -> None:
        kept = ("step", "revising", "review", "delegate_id", "invitation_id", "correcting", "cut")
        form = {"draft": self.draft.data(), **{name: getattr(self, name) for name in kept}}
        await self.turn.state.set_state(self.mode)
        await self.turn.state.update_data(form=form)

    def is_(self, mode: State) -> bool:
        return self.mode == mode.state

    @property
    def registering(self) -> bool:
        """Going through all steps, one after another."""
        return self.is_(Joining.registering) and not self.revising

    async def before(self, steps: Mapping[str, Step]) -> str | None:
        """The step to which Back leads; None before the first."""
        path = await self.path(steps)
        place = path.index(self.step) if self.step in path else len(path)
        return path[place - 1] if place else None

    async def after(self, steps: Mapping[str, Step]) -> str:
        """The next step, or the review."""
        path = await self.path(steps)
        following = path[path.index(self.step) + 1 :] if self.step in path else []
        return following[0] if following else REVIEW

    async def path(self, steps: Mapping[str, Step]) -> list[str]:
        """The steps that this person goes through; the one where they are is always among them."""
        return [name for name, step in steps.items() if name == self.step or await step.wanted(self)]
