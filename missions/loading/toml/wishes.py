"""Reading what a mission file says of matching: its own tags, who may meet whom, and pairs made by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from missions.loading.plan.values import DelegatePlan, PairPlan, SidePlan
from missions.loading.toml.section import Section
from missions.matching import sectors, tags
from missions.names import fold
from storage.tables import OrganisationKind, PairWish

MOST_SYNONYMS = 40
_LANGUAGES = ("en", "fr", "ar", "es")
_KINDS = tuple(kind.value for kind in OrganisationKind)


@dataclass(frozen=True, slots=True)
class TagsRead:
    """The mission's own tags, as the taxonomy has them; `known` are all ids that a delegate may be given."""

    own: tuple[Mapping[str, Any], ...] = ()
    known: frozenset[str] = field(default_factory=frozenset)


def read_tags(sections: Sequence[Section]) -> TagsRead:
    """[[tags]]: a tag more, or another wording for one that there is."""
    found = []
    seen: dict[str, Section] = {}
    for section in sections:
        key = section.key("key", "olive-oil")
        sector = section.one_of("sector", sectors(), "a sector", required=True)
        label = section.texts("label", required=True, limit=60)
        terms = _terms(section)
        section.close()
        if key in sectors():
            section.wrong("key", f'"{key}" is a sector; give the tag another key')
        elif key in seen:
            section.wrong("key", f'"{key}" is there already, on line {seen[key].line}')
        elif key and sector and label:
            found.append({"id": key, "sector": sector, "label": label, "synonyms": terms})
        seen.setdefault(key, section)
    return TagsRead(tuple(found), frozenset({*tags(), *seen} - {""}))


def _terms(section: Section) -> dict[str, list[str]]:
    """The words by which a tag is known in texts, per language."""
    if "terms" not in section.values:
        section.list("terms", "")
        return {}
    values = section.values["terms"]
    if not isinstance(values, Mapping):
        section.list("terms", '{ fr = ["huile d\'olive"], ar = ["زيت الزيتون"] }')
        return {}
    section.known("terms")
    inner = Section(section.problems, (*section.path, "terms"), values)
    terms = {}
    for language in values:
        if language not in _LANGUAGES:
            inner.wrong(language, f"texts are read in {', '.join(_LANGUAGES)} only")
            continue
        written = inner.list(language, '["huile d\'olive", "oléiculture"]')
        terms[language] = [inner.clean(language, term, place, limit=60) for place, term in enumerate(written)]
        if len(written) > MOST_SYNONYMS:
            inner.wrong(language, f"has {len(written)} terms; at most {MOST_SYNONYMS}")
    return terms


def read_may_meet(
    sections: Sequence[Section], delegations: Collection[object]
) -> tuple[tuple[SidePlan, SidePlan], ...]:
    """[[may_meet]] or [[may_not_meet]]: pairs of sides. With any of the first, nobody else may meet."""
    keys = [key for key in delegations if isinstance(key, str)]
    found = []
    for section in sections:
        sides = [_side(section, name, keys) for name in ("one", "other")]
        section.close()
        one, other = sides
        if one is not None and other is not None:
            found.append((one, other))
    return tuple(found)


def _side(section: Section, name: str, delegations: Collection[str]) -> SidePlan | None:
    example = '{ delegation = "morocco", kind = "company" }'
    section.known(name)
    values = section.values.get(name)
    if values is None:
        section.wrong(name, f"is missing; write {example}, or {{}} for everybody")
        return None
    if not isinstance(values, Mapping):
        section.wrong(name, f"write it as in {example}")
        return None
    return read_side(Section(section.problems, (*section.path, name), values), delegations)


def read_side(section: Section, delegations: Collection[str]) -> SidePlan:
    """A side: a delegation, a kind of organisation, or both."""
    delegation = section.one_of("delegation", delegations, "the key of a delegation in this file")
    kind = section.one_of("kind", _KINDS, "a kind of organisation")
    section.close()
    return SidePlan(delegation, kind)


def read_pairs(sections: Sequence[Section], delegates: Sequence[DelegatePlan]) -> tuple[PairPlan, ...]:
    """[[pairs]]: two delegates of this file who must, or must never, be proposed to each other."""
    found: list[PairPlan] = []
    seen: dict[frozenset[str], Section] = {}
    for section in sections:
        wish = section.one_of("wish", tuple(PairWish), "a wish", required=True)
        names = section.list("between", '["Name", "Name, Organisation"]')
        if len(names) != 2:
            section.wrong("between", "write the names of two delegates of this file")
        people = [read_delegate(section, "between", name, delegates, place) for place, name in enumerate(names)]
        section.close()
        if not wish or len(people) != 2 or not all(people):
            continue
        one, other = sorted(person.file_key for person in people if person)
        if one == other:
            section.wrong("between", "is the same person twice")
            continue
        pair = frozenset((one, other))
        if pair in seen:
            section.wrong("between", f"these two are there already, on line {seen[pair].line}")
            continue
        seen[pair] = section
        found.append(PairPlan(one, other, PairWish(wish), section.line))
    return tuple(found)


def read_delegate(
    section: Section, at: str, name: object, delegates: Sequence[DelegatePlan], *deeper: int
) -> DelegatePlan | None:
    """The delegate of this file who is named under a key: by name, with the organisation where two share one."""
    written = section.clean(at, name, *deeper, limit=250)
    if not written:
        return None
    key = fold(written)
    found = [each for each in delegates if key in (fold(each.name), fold(f"{each.name} {each.organisation}"))]
    if len(found) == 1:
        return found[0]
    if found:
        section.wrong(at, f'"{written}" is more than one person: write "{written}, …" with the organisation', *deeper)
    else:
        section.wrong(at, f'"{written}" is no delegate of this file', *deeper)
    return None
