"""Figures of the lists for organisers: delegates with few good matches and why, tags offered and sought."""

from __future__ import annotations

from collections import Counter
from typing import Any

from missions.matching import FLOOR, Index
from missions.matching.allowed import Allowed
from missions.proposals.ranking_inputs import Inputs
from missions.proposals.ranking_lists import Lists

GOOD, FEW = FLOOR, 3
"""The score from which a proposal is good, and the number of good ones below which a delegate has few."""

RARE = 2
"""A field that at most this many others offer or seek is rare."""

LISTED, TAGS_SHOWN = 60, 16


def figures(index: Index, inputs: Inputs, lists: Lists) -> dict[str, Any]:
    """Counts and ids only: {"few": [[id, good, reason]], "tags": [[tag, offered, sought]], "people": n}."""
    allowed = Allowed(index.place, index.attributes, inputs.rules)
    offered = Counter(tag for each in index.ids for tag in index.offer_tags(each))
    sought = Counter(tag for each in index.ids for tag in index.need_tags(each))
    few = []
    for me, places in lists.items():
        good = sum(place.score >= GOOD for place in places)
        if good < FEW:
            few.append([me, good, _why(index, allowed, str(me), offered, sought)])
    few.sort(key=lambda each: (each[1], each[0]))
    tags = sorted({*offered, *sought}, key=lambda tag: (-(offered[tag] + sought[tag]), tag))
    return {
        "people": len(index),
        "few": few[:LISTED],
        "few_in_all": len(few),
        "tags": [[tag, offered[tag], sought[tag]] for tag in tags[:TAGS_SHOWN]],
        "floor": FLOOR,
    }


def _why(index: Index, allowed: Allowed, me: str, offered: Counter[str], sought: Counter[str]) -> str:
    profile = index.profiles[me]
    if not (profile.offer.strip() or profile.need.strip()):
        return "empty"
    if not (profile.offer.strip() and profile.need.strip()):
        return "half"
    place = index.place[me]
    open_to = allowed.block(slice(place, place + 1))[0]
    if not open_to.any():
        return "rules"
    others = index.attributes.delegation != index.attributes.delegation[place]
    speaks = (index.attributes.speaks @ index.attributes.speaks[place]) > 0
    if others.any() and (others & ~speaks).sum() > others.sum() / 2:
        return "language"
    own_needs, own_offers = index.need_tags(me), index.offer_tags(me)
    met = sum(offered[tag] for tag in own_needs) + sum(sought[tag] for tag in own_offers)
    if (own_needs or own_offers) and met <= RARE * (len(own_needs) + len(own_offers)):
        return "rare"
    return "vague" if not (own_needs or own_offers) else "few"
