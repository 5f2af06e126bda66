"""The form that someone is filling in: the draft and the step where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram.fsm.state import State

from handlers.core.turn import Turn
from handlers.registration.states import Joining
from missions.people import mission_meant
from missions.registration.profile_draft import ProfileDraft

REVIEW = "review"


@dataclass(slots=True)
class Form:
    """Kept in the conversation's data between two turns."""

    turn: Turn
    mode: str
    """Which state of `Joining`: registering, claiming or editing."""
    draft: ProfileDraft
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
    shortened: list[str] = field(default_factory=list)
    """The texts whose end is gone: said where all is confirmed."""
    done: dict[str, dict[str, int]] = field(default_factory=dict)
    """By step, the message that says how it was answered, as `ASKED` keeps a question."""
    field: str = ""
    """Which words of a profile are changed, once they are written."""
    cut: bool = False
    """The last text was too long, and its end is gone."""

    @classmethod
    async def load(cls, turn: Turn) -> Form:
        data = await turn.state.get_data()
        kept: Mapping[str, Any] = data["form"]
        mode = str(await turn.state.get_state())
        return cls(
            turn, mode, ProfileDraft.read(kept["draft"]), **{name: kept[name] for name in kept if name != "draft"}
        )

    async def save(self) -> None:
        kept = (
            *("step", "revising", "review", "delegate_id", "invitation_id", "correcting"),
            *("field", "cut", "shortened", "done"),
        )
        form = {"draft": self.draft.data(), **{name: getattr(self, name) for name in kept}}
        mission_meant.show(self.turn.session, self.turn.person, self.draft.mission_id)
        await self.turn.state.set_state(self.mode)
        await self.turn.state.update_data(form=form)

    def is_(self, mode: State) -> bool:
        return self.mode == mode.state

    @property
    def registering(self) -> bool:
        """Going through all steps, one after another."""
        return self.is_(Joining.registering) and not self.revising
