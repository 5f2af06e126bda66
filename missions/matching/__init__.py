"""Who should meet whom: pure functions over plain values.

How it is used, from a profile to a proposal:

    encoder = SentenceEncoder()                                  # raises NoEncoder: go on without vectors, by tags
    vectors = encode_new(encoder, texts_of(profiles, standard()), kept)   # `kept`: those known already
    index = Index(profiles, {**kept, **vectors}, previous=index)     # again whenever a profile changes
    rank(index, rules, "7")              # one delegate's Suggestions, best first, with reasons
    rank_all(index, rules)               # ids and scores for each; fair_lists(index, rules): the same, fairly
    suggestion(index, "7", "9")          # why these two, whatever their score
    suggest_tags(text, vectors=…)        # tags to confirm, from a free text

Vectors are plain numpy rows by text; `text_key`, `to_bytes` and `from_bytes` are for keeping them. Rules come in as
`Rules`: kinds and delegations that may meet, pairs that must, never, or are settled. A mission's own tags: `extended`.
How it works and what it cannot do: docs/decisions/matching.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from missions.matching.allowed import Allowed, may_meet
    from missions.matching.caps import Caps
    from missions.matching.encoder import (
        Encoder,
        NoEncoder,
        SentenceEncoder,
        Vectors,
        encode_new,
        encoder_trouble,
        from_bytes,
        to_bytes,
    )
    from missions.matching.fair import fair_lists
    from missions.matching.index import Index
    from missions.matching.keys import text_key
    from missions.matching.parts import texts_of
    from missions.matching.ranking import FLOOR, Lists, rank, rank_all, suggestion
    from missions.matching.reading import sectors_in, tags_in
    from missions.matching.suggesting import suggest_tags, texts_to_suggest
    from missions.matching.taxonomy import (
        Taxonomy,
        extended,
        sector_label,
        sector_of,
        sectors,
        standard,
        tag_label,
        tags,
    )
    from missions.matching.values import Fit, MatchReason, Profile, Rules, Suggestion

_NAMES = {
    "allowed": ("Allowed", "may_meet"),
    "encoder": (
        "Encoder",
        "NoEncoder",
        "SentenceEncoder",
        "Vectors",
        "encode_new",
        "encoder_trouble",
        "from_bytes",
        "to_bytes",
    ),
    "caps": ("Caps",),
    "fair": ("fair_lists",),
    "index": ("Index",),
    "keys": ("text_key",),
    "parts": ("texts_of",),
    "ranking": ("FLOOR", "Lists", "rank", "rank_all", "suggestion"),
    "reading": ("sectors_in", "tags_in"),
    "suggesting": ("suggest_tags", "texts_to_suggest"),
    "taxonomy": ("Taxonomy", "extended", "sector_label", "sector_of", "sectors", "standard", "tag_label", "tags"),
    "values": ("Fit", "Profile", "MatchReason", "Rules", "Suggestion"),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Imported where it is used: the taxonomy alone needs no matrices in memory."""
    if name not in _MODULE_OF:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


__all__ = [
    "FLOOR",
    "Allowed",
    "Caps",
    "Encoder",
    "Fit",
    "Index",
    "Lists",
    "MatchReason",
    "NoEncoder",
    "Profile",
    "Rules",
    "SentenceEncoder",
    "Suggestion",
    "Taxonomy",
    "Vectors",
    "encode_new",
    "encoder_trouble",
    "extended",
    "fair_lists",
    "from_bytes",
    "may_meet",
    "rank",
    "rank_all",
    "sector_label",
    "sector_of",
    "sectors",
    "sectors_in",
    "standard",
    "suggest_tags",
    "suggestion",
    "tag_label",
    "tags",
    "tags_in",
    "text_key",
    "texts_of",
    "texts_to_suggest",
    "to_bytes",
]
