"""A profile while it is being filled in: texts, and the sectors and topics suggested from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from locales import N_
from missions.errors import Refusal
from missions.matching import sectors_in

INFERRED_SECTORS = 4
"""Sectors taken from a text at most: two or three say more than eight."""

MOST_TAGS = 10
"""Tags confirmed for one side at most."""

ENOUGH_TAGS = N_("There are already {n} topics. Please untick one first: a few say more than many.")


@dataclass(slots=True)
class ProfileDraft:
    """A profile as it is being filled in. days empty: all of them."""

    mission_id: int
    delegation_id: int
    name: str = ""
    other_name: str = ""
    """The name in the other script, as known or proposed: the review shows it to be confirmed."""
    organisation: str = ""
    kind: str = ""
    same_firm: bool = False
    """The organisation is another's, under another spelling: asked where its kind is."""
    position: str = ""
    offer: str = ""
    need: str = ""
    sectors: list[str] = field(default_factory=list)
    sectors_chosen: bool = False
    """They were picked by hand: a change of the texts leaves them alone."""
    offer_tags: list[str] = field(default_factory=list)
    """What the offer is about, as confirmed; need_tags likewise."""
    need_tags: list[str] = field(default_factory=list)
    offer_read: list[str] = field(default_factory=list)
    """The tags of the offer that there are to choose from, ticked or not."""
    need_read: list[str] = field(default_factory=list)
    picked: list[str] = field(default_factory=list)
    """Tags that were looked up and not read, each as "offer.TAG" or "need.TAG": a change of the texts leaves them."""
    languages: list[str] = field(default_factory=list)
    phone: str = ""
    email: str = ""
    days: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> ProfileDraft:
        """What `data` kept, perhaps by an earlier version: what is not known any more is left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def data(self) -> dict[str, Any]:
        """For keeping in the conversation's state."""
        return asdict(self)

    def infer_sectors(self) -> None:
        """Take the sectors from what is offered and sought, unless they were chosen."""
        if not self.sectors_chosen:
            self.sectors = self.recognised()[:INFERRED_SECTORS]

    def ticked(self, side: str) -> list[str]:
        """The tags confirmed for "offer" or "need"."""
        return [*(self.offer_tags if side == "offer" else self.need_tags)]

    def chips(self, side: str) -> list[str]:
        """The tags to choose from for "offer" or "need"; those confirmed are among them."""
        read = self.offer_read if side == "offer" else self.need_read
        return list(dict.fromkeys((*read, *self.ticked(side))))

    def tick(self, side: str, tag: str, *, on: bool) -> None:
        """Confirm a tag of "offer" or "need", or take it back."""
        order = self.chips(side)
        ticked = {*self.ticked(side)} | {tag} if on else {*self.ticked(side)} - {tag}
        setattr(self, f"{side}_read", order)
        setattr(self, f"{side}_tags", [each for each in order if each in ticked])

    def look_up(self, side: str, tag: str, *, on: bool) -> None:
        """Confirm a tag of "offer" or "need" that nobody suggested, or take it back.

        Raises:
            Refusal: there are enough of them.
        """
        if on and tag not in self.ticked(side) and len(self.ticked(side)) >= MOST_TAGS:
            raise Refusal(ENOUGH_TAGS, n=MOST_TAGS)
        if tag in self.chips(side):
            self.tick(side, tag, on=on)
        elif on:
            setattr(self, f"{side}_tags", [*self.ticked(side), tag])
            self.picked = [*self.picked, f"{side}.{tag}"]

    def forget_tags(self, side: str) -> None:
        """The text is another one: what was read from the former says nothing of it."""
        former = getattr(self, f"{side}_read")
        kept = [tag for tag in self.ticked(side) if tag not in former or f"{side}.{tag}" in self.picked]
        setattr(self, f"{side}_tags", kept)
        setattr(self, f"{side}_read", [])

    def recognised(self) -> list[str]:
        """The sectors that the texts speak of, the most often named first."""
        return [*sectors_in(f"{self.offer}\n{self.need}")]
