"""Why two delegates should meet, worked out for these two: whatever their lists have room for.

The reasons are those of the lists: with the weights of the mission's topics, and the encoder that the lists were made
with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlmodel import col, select

from missions.matching.keys import text_key
from missions.matching.taxonomy import Taxonomy, terms_of
from missions.proposals import ranking_inputs
from missions.proposals.place import ListPlace
from missions.proposals.topics import taxonomy_of
from missions.rules import who_may_meet
from storage.database import UnitSession
from storage.tables import Delegate, MatchingState, Mission, PairWish, TextVector

if TYPE_CHECKING:
    from missions.matching import Index, Profile
    from missions.matching.encoder import Vector

_ASKED = 500
"""Keys of one query."""

# By engine, encoder and taxonomy: the vectors of its terms, and the index of the last pair, which has read them.
_kept: WeakKeyDictionary[Any, dict[tuple[str, Taxonomy], tuple[dict[str, Vector], Index]]] = WeakKeyDictionary()


async def place_of(session: UnitSession, delegate: Delegate, other: Delegate) -> ListPlace:
    """The other as they would be in the delegate's list, were there room for everyone."""
    from missions.proposals import ranking_lists  # noqa: PLC0415 - numpy is heavy, and most processes never rank

    mission = await session.get_one(Mission, delegate.mission_id)
    index = await _index(session, mission, [ranking_inputs.profile_of(each) for each in (delegate, other)])
    must = await who_may_meet.wish_of(session, delegate.id, other.id) is PairWish.MUST
    return ranking_lists.of_pair(index, str(delegate.id), str(other.id), must=must)


async def _index(session: UnitSession, mission: Mission, profiles: Sequence[Profile]) -> Index:
    from missions.matching import Index, texts_of  # noqa: PLC0415

    taxonomy = taxonomy_of(mission)
    state = await session.get(MatchingState, mission.id)
    encoder, weights = (state.encoder, state.weights) if state else ("", {})
    kept = _kept.setdefault(session.get_bind().engine, {})
    terms, previous = kept.get((encoder, taxonomy), ({}, None))
    if encoder and not terms:
        terms = await _vectors(session, encoder, terms_of(taxonomy))
    said = await _vectors(session, encoder, set(texts_of(profiles, taxonomy)) - terms.keys()) if encoder else {}
    index = Index(profiles, {**terms, **said}, taxonomy=taxonomy, previous=previous, weights=weights)
    kept[encoder, taxonomy] = terms, index
    return index


async def _vectors(session: UnitSession, encoder: str, texts: Iterable[str]) -> dict[str, Vector]:
    """Those that are kept; what is not encoded yet is left out."""
    from missions.matching import from_bytes  # noqa: PLC0415

    by_key = {text_key(encoder, text): text for text in texts}
    found: dict[str, Vector] = {}
    for keys in _parts(list(by_key)):
        rows = await session.exec(
            select(TextVector.key, TextVector.vector).where(
                col(TextVector.key).in_(keys), col(TextVector.vector).is_not(None)
            )
        )
        found |= {by_key[key]: from_bytes(vector) for key, vector in rows if vector is not None}
    return found


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[first : first + _ASKED] for first in range(0, len(keys), _ASKED))
