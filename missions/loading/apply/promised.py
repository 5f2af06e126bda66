"""Refuses what a file newly says against confirmed meetings: those are moved or cancelled at the desk first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from missions.changes.place import Place, upcoming
from missions.loading.apply.ledger import digest
from missions.loading.apply.loading import Loading
from missions.loading.apply.pairs import AT_ONCE
from missions.loading.plan.values import DelegatePlan, Span, VenuePlan, instants
from missions.meetings.companions import everyone_by
from missions.people.languages import spoken
from storage.tables import Delegate, FileEntry, Venue


async def refuse_contradictions(loading: Loading) -> None:
    """Of days, absences and languages of delegates, and of opening hours: what the file did not say before."""
    confirmed = await upcoming(loading.session, loading.mission.id)
    if not confirmed:
        return
    seated = await everyone_by(loading.session, [meeting for meeting, _place in confirmed])
    people = await _people(loading, {each for ids in seated.values() for each in ids})
    venues = await _venues(loading)
    for meeting, place in confirmed:
        for each in _against(loading, seated[meeting.id], place, people):
            named = await loading.booked.named([meeting])
            loading.wrong("delegates", f"{each.person.name} {each.what}, but meets: {named}", each.line)
        venue = venues.get(place.venue_id or 0)
        if venue is not None and not _within(venue.open, place, loading.plan.time_zone):
            named = await loading.booked.named([meeting])
            loading.wrong("venues", f"{venue.key} would be closed, but there meet: {named}", venue.line)


@dataclass(frozen=True, slots=True)
class _Said:
    """A delegate, and what the file newly says of them, if anything."""

    row: Delegate
    plan: DelegatePlan | None
    news: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Contradiction:
    person: Delegate
    what: str
    line: int


def _against(
    loading: Loading, seated: Sequence[int], place: Place, people: Mapping[int, _Said]
) -> Iterator[_Contradiction]:
    """seated: the two of the meeting, then who has joined."""
    zone = loading.plan.time_zone
    day = place.starts_at.astimezone(ZoneInfo(zone)).date()
    one, other, *joined = seated
    for mine, facing in ((one, other), (other, one), *((each, None) for each in joined)):
        said = people[mine]
        if said.plan is None:
            continue
        if "days" in said.news and said.plan.days and day not in said.plan.days:
            yield _Contradiction(said.row, f"would not attend on {day}", said.plan.line)
        elif "away" in said.news and any(_overlaps(span, place, zone) for span in said.plan.away):
            yield _Contradiction(said.row, f"would be away on {day}", said.plan.line)
        elif facing is None or place.interpreter_id is not None or "languages" not in said.news:
            continue
        elif _mute(said, people[facing]):
            yield _Contradiction(said.row, f"would share no language with {people[facing].row.name}", said.plan.line)


def _mute(mine: _Said, other: _Said) -> bool:
    """Whether two who share a language now would share none."""
    return bool(_spoken(mine) and spoken(mine.row) & spoken(other.row)) and not _spoken(mine) & _spoken(other)


def _spoken(said: _Said) -> set[str]:
    if said.plan is None or "languages" not in said.news:
        return set(spoken(said.row))
    return set(said.plan.languages or (said.plan.language,))


async def _people(loading: Loading, ids: Collection[int]) -> Mapping[int, _Said]:
    rows = (await loading.session.exec(select(Delegate).where(col(Delegate.id).in_(ids)))).all()
    planned = {each.file_key: each for each in loading.plan.delegates}
    before = await _before(loading, "delegate", [digest(row.file_key) for row in rows if row.file_key])
    found = {}
    for row in rows:
        plan = planned.get(row.file_key or "")
        found[row.id] = _Said(row, plan, _news(before.get(digest(row.file_key)), _values(plan, loading)))
    return found


def _values(plan: DelegatePlan | None, loading: Loading) -> Mapping[str, Any]:
    """As `load_delegates` keeps them."""
    if plan is None:
        return {}
    return {
        "days": [day.isoformat() for day in plan.days],
        "away": instants(plan.away, loading.plan.time_zone),
        "languages": list(plan.languages),
    }


async def _venues(loading: Loading) -> Mapping[int, VenuePlan]:
    """By its id, each venue whose opening hours are new in the file."""
    keys = {each.key: each for each in loading.plan.venues if each.open}
    before = await _before(loading, "venue", [*keys])
    rows = await loading.session.exec(select(Venue).where(Venue.mission_id == loading.mission.id))
    found = {}
    for row in rows:
        plan = keys.get(row.key)
        if plan and _news(before.get(row.key), {"open": instants(plan.open, loading.plan.time_zone)}):
            found[row.id] = plan
    return found


async def _before(loading: Loading, kind: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """What the last load said of these things of a kind, by their keys."""
    mine = (FileEntry.mission_id == loading.mission.id, col(FileEntry.kind) == kind)
    found: dict[str, Mapping[str, str]] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = select(FileEntry).where(*mine, col(FileEntry.key).in_(keys[start : start + AT_ONCE]))
        found |= {each.key: each.said for each in await loading.session.exec(some)}
    return found


def _news(before: Mapping[str, str] | None, values: Mapping[str, Any]) -> frozenset[str]:
    """Which values are not what the last load said; none of what it did not have."""
    if before is None:
        return frozenset()
    return frozenset(name for name, value in values.items() if before.get(name) != digest(value))


def _within(spans: Sequence[Span], place: Place, zone: str) -> bool:
    begins, ends = place.starts_at.isoformat(), place.ends_at.isoformat()
    return any(each["from"] <= begins and ends <= each["to"] for each in instants(spans, zone))


def _overlaps(span: Span, place: Place, zone: str) -> bool:
    [away] = instants([span], zone)
    return away["from"] < place.ends_at.isoformat() and place.starts_at.isoformat() < away["to"]
