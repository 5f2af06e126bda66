"""Who should meet whom: pure functions over plain values, from sector tags and words of offers and needs.

`rank` and `rank_all` propose counterparts; `Index` keeps profiles ready for many rankings. `tags_in` and
`sectors_in` read a free text; `sectors`, `tags`, `sector_label` and `tag_label` are the taxonomy. How it works and
what it cannot do: docs/decisions/first-matcher.md.
"""

from missions.matching.index import Index
from missions.matching.ranking import FLOOR, may_meet, rank, rank_all
from missions.matching.reading import sectors_in, tags_in
from missions.matching.taxonomy import sector_label, sector_of, sectors, tag_label, tags
from missions.matching.values import Profile, Reason, Rules, Suggestion

__all__ = [
    "FLOOR",
    "Index",
    "Profile",
    "Reason",
    "Rules",
    "Suggestion",
    "may_meet",
    "rank",
    "rank_all",
    "sector_label",
    "sector_of",
    "sectors",
    "sectors_in",
    "tag_label",
    "tags",
    "tags_in",
]
