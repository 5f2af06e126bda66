"""Refuses that a file newly keeps two apart who have a confirmed meeting, or one that the timetable has set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import col, select

from missions.loading.apply.entries import firms
from missions.loading.apply.ledger import digest
from missions.loading.apply.loading import Loading
from missions.loading.apply.said import Said, before_of, news
from missions.loading.plan.values import PairPlan
from missions.meetings.kept_apart import Standing, standing
from missions.pairs import pair_of
from missions.rules.who_may_meet import OWN_DELEGATION, MissionRules, Party, Side
from storage.tables import CuratedPair, Meeting, Organisation, PairWish

Blame = tuple[str, int | None]
"""The key and the line that keep two apart."""


async def refuse_apart(loading: Loading, confirmed: Sequence[Meeting], people: Mapping[int, Said]) -> None:
    """Who meets whom is decided by the rules, by wishes for two, and by everybody's delegation and kind."""
    if loading.rules_before is None:
        return
    now = await standing(loading.session, loading.mission, people)
    before = replace(now, rules=loading.rules_before)
    pairs = await _pairs(loading, people)
    after = Standing(
        MissionRules.of(loading.mission),
        await _parties(loading, now.parties, people),
        await _wishes(loading, now, pairs),
    )
    if after == before:
        return
    blamed: defaultdict[Blame, list[Meeting]] = defaultdict(list)
    for meeting in confirmed:
        sides = meeting.requester_id, meeting.invitee_id
        if before.why_not(*sides) is None and after.why_not(*sides) is not None:
            blamed[_blame(before, after, sides, people, pairs)].append(meeting)
    for (key, line), meetings in blamed.items():
        loading.wrong(key, f"would keep people apart who meet: {await loading.booked.named(meetings)}", line)


def _blame(
    before: Standing, after: Standing, sides: tuple[int, int], people: Mapping[int, Said], pairs: Mapping[str, PairPlan]
) -> Blame:
    pair = pair_of(*sides)
    if after.wishes.get(pair) != before.wishes.get(pair):
        return "pairs", pairs[pair].line if pair in pairs else None
    why = replace(before, rules=after.rules).why_not(*sides)
    if why is not None:
        return ("mission.within_delegation" if why == OWN_DELEGATION else "may_meet"), None
    moved = next((each for each in sides if after.parties[each] != before.parties[each]), sides[0])
    plan = people[moved].plan
    return "delegates", plan.line if plan else None


async def _pairs(loading: Loading, people: Mapping[int, Said]) -> Mapping[str, PairPlan]:
    """The file's pairs of these people, by `pair_of`."""
    ids = {each.row.file_key: number for number, each in people.items()}
    planned = [each for each in loading.plan.pairs if each.one in ids and each.other in ids]
    return {pair_of(ids[each.one], ids[each.other]): each for each in planned}


async def _wishes(loading: Loading, now: Standing, pairs: Mapping[str, PairPlan]) -> Mapping[str, PairWish]:
    """As they will be: what the file says newly, less what it said and does not say any more."""
    keys = {pair: digest([each.one, each.other]) for pair, each in pairs.items()}
    before = await before_of(loading, "pair", [*keys.values()])
    new = {
        pair: each.wish
        for pair, each in pairs.items()
        if keys[pair] not in before or (pair in now.wishes and news(before[keys[pair]], {"wish": each.wish}))
    }
    own = select(CuratedPair.one_id, CuratedPair.other_id).where(
        CuratedPair.mission_id == loading.mission.id, col(CuratedPair.made_by).is_(None)
    )
    gone = {pair_of(*each) for each in (await loading.session.exec(own)).all()} - pairs.keys()
    return {pair: wish for pair, wish in {**now.wishes, **new}.items() if pair not in gone or wish is PairWish.NEVER}


async def _parties(loading: Loading, now: Mapping[int, Party], people: Mapping[int, Said]) -> Mapping[int, Party]:
    """As they will be: of the delegation and the kind that the file newly says."""
    kinds = await _new_kinds(loading, now)
    found = {}
    for number, party in now.items():
        said = people.get(number)
        moves = said is not None and said.plan is not None and "delegation_id" in said.news
        delegation = said.plan.delegation if moves and said and said.plan else party.side.delegation
        found[number] = replace(party, side=Side(delegation, kinds.get(party.organisation_id, party.side.kind)))
    return found


async def _new_kinds(loading: Loading, parties: Mapping[int, Party]) -> Mapping[int, str]:
    """By the organisation's id, where the file newly says another kind."""
    planned = firms(loading.plan)
    rows = await loading.session.exec(
        select(Organisation.id, Organisation.name_key).where(Organisation.mission_id == loading.mission.id)
    )
    ours = {each.organisation_id for each in parties.values()}
    keys = {name_key: number for number, name_key in rows if number in ours and name_key in planned}
    before = await before_of(loading, "organisation", [*keys])
    return {
        number: str(planned[key]["kind"])
        for key, number in keys.items()
        if news(before.get(key), {"kind": planned[key]["kind"]})
    }
