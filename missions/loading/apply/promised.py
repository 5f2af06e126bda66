"""Refuses what a file newly says against confirmed meetings: those are moved or cancelled at the desk first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlmodel import select

from missions.changes.place import Place, upcoming
from missions.loading.apply.apart import refuse_apart
from missions.loading.apply.loading import Loading
from missions.loading.apply.said import Said, before_of, newly_said, news
from missions.loading.apply.slot_moves import Moves, slot_moves
from missions.loading.plan.values import Span, VenuePlan, instants
from missions.meetings.companions import everyone_by
from missions.people.languages import spoken
from storage.tables import Delegate, Venue


async def refuse_contradictions(loading: Loading) -> None:
    """Of days, absences and languages of delegates, of opening hours, and of who may meet whom: what the file did not
    say before."""
    confirmed = await upcoming(loading.session, loading.mission.id)
    if not confirmed:
        return
    seated = await everyone_by(loading.session, [meeting for meeting, _place in confirmed])
    people = await newly_said(loading, {each for ids in seated.values() for each in ids})
    await refuse_apart(loading, [meeting for meeting, _place in confirmed], people)
    moves = await slot_moves(loading)
    confirmed = [(meeting, _moved(place, moves)) for meeting, place in confirmed]
    venues = await _venues(loading)
    for meeting, place in confirmed:
        for each in _against(loading, seated[meeting.id], place, people):
            named = await loading.booked.named([meeting])
            loading.wrong("delegates", f"{each.person.name} {each.what}, but meets: {named}", each.line)
        venue = venues.get(place.venue_id or 0)
        if venue is not None and not _within(venue.open, place, loading.plan.time_zone):
            named = await loading.booked.named([meeting])
            loading.wrong("venues", f"{venue.key} would be closed, but there meet: {named}", venue.line)


def _moved(place: Place, moves: Moves) -> Place:
    """The place at the hours that the file has for its slot now."""
    hours = moves.get(place.slot_id)
    return replace(place, starts_at=hours[0], ends_at=hours[1]) if hours else place


@dataclass(frozen=True, slots=True)
class _Contradiction:
    person: Delegate
    what: str
    line: int


def _against(
    loading: Loading, seated: Sequence[int], place: Place, people: Mapping[int, Said]
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


def _mute(mine: Said, other: Said) -> bool:
    """Whether two who share a language now would share none."""
    return bool(_spoken(mine) and spoken(mine.row) & spoken(other.row)) and not _spoken(mine) & _spoken(other)


def _spoken(said: Said) -> set[str]:
    if said.plan is None or "languages" not in said.news:
        return set(spoken(said.row))
    return set(said.plan.languages or (said.plan.language,))


async def _venues(loading: Loading) -> Mapping[int, VenuePlan]:
    """By its id, each venue whose opening hours are new in the file."""
    keys = {each.key: each for each in loading.plan.venues if each.open}
    before = await before_of(loading, "venue", [*keys])
    rows = await loading.session.exec(select(Venue).where(Venue.mission_id == loading.mission.id))
    found = {}
    for row in rows:
        plan = keys.get(row.key)
        if plan and news(before.get(row.key), {"open": instants(plan.open, loading.plan.time_zone)}):
            found[row.id] = plan
    return found


def _within(spans: Sequence[Span], place: Place, zone: str) -> bool:
    begins, ends = place.starts_at.isoformat(), place.ends_at.isoformat()
    return any(each["from"] <= begins and ends <= each["to"] for each in instants(spans, zone))


def _overlaps(span: Span, place: Place, zone: str) -> bool:
    [away] = instants([span], zone)
    return away["from"] < place.ends_at.isoformat() and place.starts_at.isoformat() < away["to"]
