"""From rows that have changed to the messages that show them: the triggers of `storage.triggers` note those rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from missions.cards.calls import of_calls
from missions.day import sheets
from missions.interpreters import knowledge
from missions.meetings.companions import further, touching
from missions.meetings.kept_apart import end_requests
from storage.database import UnitSession
from storage.tables import (
    ASKED_STATES,
    CardKind,
    CuratedPair,
    Delegate,
    LiveCard,
    Meeting,
    MeetingState,
    MeetingTable,
    OrganisationRequest,
    OutboxRow,
    ProgrammeSession,
    Proposal,
    RefillOffer,
    SignUp,
    TouchedRow,
)

_AT_ONCE = 500
"""Changed rows that one look takes up."""
_WITH_COLLEAGUES = 20
"""Changed meetings at most for which the cards of colleagues are looked for: one act of one person changes fewer."""
_OF_MEETING = {
    "slot": (col(Meeting.slot_id), col(Meeting.moves_to_id)),
    "meeting_table": (col(Meeting.table_id),),
    "interpreter": (col(Meeting.interpreter_id),),
}
BY_ID = {
    "meeting": (
        *(CardKind.MEETING, CardKind.CHOICE, CardKind.REMINDER, CardKind.BRIEF, CardKind.ALONE),
        *(CardKind.CONTRADICTION, CardKind.PIN, CardKind.INTERPRETED, CardKind.INTERPRETER_REMINDER),
    ),
    "delegate": (
        CardKind.REGISTRATION,
        CardKind.PROFILE,
        CardKind.ASKED,
        CardKind.INTEREST,
        CardKind.SUGGESTION,
        CardKind.CALL,
    ),
    "timetable": (CardKind.DRAFT,),
    "announcement": (CardKind.ANNOUNCEMENT,),
    "role": (CardKind.ROLE,),
    "change_receipt": (CardKind.CHANGE,),
    "organisation_request": (CardKind.ORGANISATION,),
    "refill_offer": (CardKind.REFILL,),
    "programme_session": (CardKind.SESSION, CardKind.SESSION_DESK, CardKind.SESSION_PIN),
}
_OF_TWO = (CardKind.INTEREST, CardKind.SUGGESTION)
_FOLLOW_A_SIDE = (
    CardKind.CHANGE,
    CardKind.DAY,
    CardKind.AGENDA,
    CardKind.REQUESTS,
    CardKind.DIGEST,
    CardKind.PROFILE,
    CardKind.INTEREST,
    CardKind.SUGGESTION,
    CardKind.SESSION,
    CardKind.PROGRAMME,
    CardKind.MY_DAY,
    CardKind.PINNED_DAY,
    CardKind.INTERPRETED,
    CardKind.INTERPRETER_REMINDER,
    CardKind.INTERPRETER_BRIEF,
    CardKind.INTERPRETER_CHANGE,
)


async def spread(session: UnitSession) -> bool:
    """From the rows that have changed to the cards that show them; whether there may be more of those rows."""
    touched = (
        await session.exec(select(TouchedRow.id, TouchedRow.of_table, TouchedRow.thing_id).limit(_AT_ONCE))
    ).all()
    if not touched:
        return False
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for _id, table, thing in touched:
        rows[table].add(thing)
    await session.exec(delete(TouchedRow).where(col(TouchedRow.id).in_([each for each, _table, _thing in touched])))
    if kept := [*_asked(rows)]:
        await end_requests(session, or_(*kept))
    signed_up = await _signed_up(session, rows)
    meetings, sides = await _met(session, rows)
    sides |= signed_up | rows["side"]
    rows["meeting"] |= meetings | await _of_colleagues(session, meetings)
    whose: list[ColumnElement[bool]] = []
    for table, kinds in BY_ID.items():
        if rows[table]:
            whose.append(col(LiveCard.kind).in_(kinds) & col(LiveCard.thing_id).in_(rows[table]))
    if sides:
        await sheets.doubt(session, sides)
        whose.append(col(LiveCard.side_id).in_(sides) & col(LiveCard.kind).in_(_FOLLOW_A_SIDE))
        whose.append(await _of_interpreters(session, {-each for each in sides if each < 0}))
    if rows["delegate"]:
        # The queue's card says how many wait.
        whose.append((col(LiveCard.kind) == CardKind.PROFILE) & (col(LiveCard.day) == 0))
        whose.append(await _of_claims(session, rows["delegate"]))
        theirs = select(Delegate.mission_id).where(col(Delegate.id).in_(rows["delegate"]))
        whose.append((col(LiveCard.kind) == CardKind.WAITING) & col(LiveCard.thing_id).in_(theirs))
    whose += await of_calls(session, rows, sides)
    whose += [
        *_of_refills(rows["slot"]),
        *_of_programme(rows),
        *_of_organisations(rows["organisation_request"], rows["delegate"]),
        *_of_interest(rows),
    ]
    if rows["meeting"]:
        # An organiser's own list has the requests of delegates who have no chat.
        whose.append((col(LiveCard.kind) == CardKind.REQUESTS) & col(LiveCard.side_id).is_(None))
    if whose:
        await session.exec(update(LiveCard).where(or_(*whose), ~col(LiveCard.stale)).values(stale=True))
    return len(touched) == _AT_ONCE


async def _of_interpreters(session: UnitSession, interpreters: set[int]) -> ColumnElement[bool]:
    """What the desk has of interpreters who cannot come; what they know themselves is looked at again."""
    if interpreters:
        await knowledge.doubt(session, interpreters)
    return (col(LiveCard.kind) == CardKind.INTERPRETER_OUT) & col(LiveCard.thing_id).in_(interpreters)


async def _of_claims(session: UnitSession, delegates: set[int]) -> ColumnElement[bool]:
    """The messages about claims of these delegates: they refer to them by number, so that an erasure finds them."""
    claims = (
        select(LiveCard.id, OutboxRow.about)
        .join(OutboxRow, col(OutboxRow.id) == col(LiveCard.drawn_by))
        .where(LiveCard.kind == CardKind.CLAIMS)
    )
    named = {f"delegate:{each}" for each in delegates}
    return col(LiveCard.id).in_([card for card, about in await session.exec(claims) if named & {*about.split()}])


async def _met(session: UnitSession, rows: defaultdict[str, set[int]]) -> tuple[set[int], set[int]]:
    """The meetings that the changed rows are part of, and their delegates with those that have changed themselves;
    interpreters, as `missions.people.whose.number_of` has them, with those who had a meeting before."""
    tables, delegates = set(rows["meeting_table"]), set(rows["delegate"])
    if rows["venue"]:
        tables |= await _ids(session, MeetingTable, col(MeetingTable.venue_id).in_(rows["venue"]))
    if rows["organisation"]:
        delegates |= await _ids(session, Delegate, col(Delegate.organisation_id).in_(rows["organisation"]))
    of = {"slot": rows["slot"], "meeting_table": tables, "interpreter": rows["interpreter"]}
    parts: list[ColumnElement[bool]] = [
        column.in_(of[table]) for table, columns in _OF_MEETING.items() if of[table] for column in columns
    ]
    if rows["meeting"]:
        parts.append(col(Meeting.id).in_(rows["meeting"]))
    if delegates:
        parts.append(touching(delegates))
    interpreters = {-each for each in (*rows["interpreter"], *rows["interpreter_seat"])}
    if not parts:
        return set(), delegates | interpreters
    met = (await session.exec(select(Meeting).where(or_(*parts)))).all()
    two = {side for each in met for side in (each.requester_id, each.invitee_id)}
    more = {each.delegate_id for each in await further(session, met)}
    interpreters |= {-each.interpreter_id for each in met if each.interpreter_id is not None}
    return {each.id for each in met}, delegates | two | more | interpreters


async def _of_colleagues(session: UnitSession, meetings: set[int]) -> set[int]:
    """The requests by the same counterpart that wait for colleagues of the two: their cards say who has asked too."""
    if not 0 < len(meetings) <= _WITH_COLLEAGUES:
        return set()
    changed, mine, colleague, waits = aliased(Meeting), aliased(Delegate), aliased(Delegate), aliased(Meeting)
    two = (col(waits.requester_id), col(waits.invitee_id))
    by_requester = (col(mine.id) == changed.requester_id) & col(changed.invitee_id).in_(two)
    by_invitee = (col(mine.id) == changed.invitee_id) & col(changed.requester_id).in_(two)
    found = (
        select(waits.id)
        .select_from(changed)
        .join(mine, col(mine.id).in_((changed.requester_id, changed.invitee_id)))
        .join(colleague, (col(colleague.organisation_id) == mine.organisation_id) & (col(colleague.id) != mine.id))
        .join(waits, (col(waits.awaits_id) == colleague.id) & or_(by_requester, by_invitee))
        .where(col(changed.id).in_(meetings), col(waits.state) == MeetingState.REQUESTED)
    )
    return set((await session.exec(found)).all())


def _of_refills(slots: set[int]) -> Iterator[ColumnElement[bool]]:
    """Offers of places in slots that have moved."""
    if slots:
        asked = col(RefillOffer.slot_id).in_(slots) & col(RefillOffer.state).in_(ASKED_STATES)
        yield (col(LiveCard.kind) == CardKind.REFILL) & col(LiveCard.thing_id).in_(select(RefillOffer.id).where(asked))


def _of_programme(rows: defaultdict[str, set[int]]) -> Iterator[ColumnElement[bool]]:
    """The days on which changed sessions are, and the organisers' cards of those whose sign-ups changed."""
    if rows["programme_session"]:
        listed = select(ProgrammeSession.mission_id).where(col(ProgrammeSession.id).in_(rows["programme_session"]))
        readers = select(Delegate.id).where(col(Delegate.mission_id).in_(listed))
        yield (col(LiveCard.kind) == CardKind.PROGRAMME) & col(LiveCard.side_id).in_(readers)
    if rows["counted"]:
        yield (col(LiveCard.kind) == CardKind.SESSION_DESK) & col(LiveCard.thing_id).in_(rows["counted"])


def _of_organisations(requests: set[int], delegates: set[int]) -> Iterator[ColumnElement[bool]]:
    """The lists of requests of who asked, of the organisations' people, and of the desk; where these people have
    changed, the requests that can be given to them, or that they may see no longer."""
    if delegates:
        firms = select(Delegate.organisation_id).where(col(Delegate.id).in_(delegates))
        given = select(OrganisationRequest.id).where(
            col(OrganisationRequest.organisation_id).in_(firms) | col(OrganisationRequest.requester_id).in_(delegates)
        )
        yield (col(LiveCard.kind) == CardKind.ORGANISATION) & col(LiveCard.thing_id).in_(given)
    if not requests:
        return
    asked = col(OrganisationRequest.id).in_(requests)
    people = select(Delegate.id).where(
        col(Delegate.organisation_id).in_(select(OrganisationRequest.organisation_id).where(asked))
    )
    sides = people.union(select(OrganisationRequest.requester_id).where(asked))
    theirs = col(LiveCard.side_id).is_(None) | col(LiveCard.side_id).in_(sides)
    yield (col(LiveCard.kind) == CardKind.REQUESTS) & theirs


def _asked(rows: defaultdict[str, set[int]]) -> Iterator[ColumnElement[bool]]:
    """The meetings of those whom the organisers may no longer let meet."""
    sides = (col(Meeting.requester_id), col(Meeting.invitee_id))
    if rows["mission"]:
        yield col(Meeting.mission_id).in_(rows["mission"])
    if rows["curated_pair"]:
        yield and_(*(side.in_(_paired(rows["curated_pair"])) for side in sides))
    if rows["delegate"]:
        yield or_(*(side.in_(rows["delegate"]) for side in sides))
    if rows["organisation"]:
        of = select(Delegate.id).where(col(Delegate.organisation_id).in_(rows["organisation"]))
        yield or_(*(side.in_(of) for side in sides))


def _of_interest(rows: defaultdict[str, set[int]]) -> Iterator[ColumnElement[bool]]:
    """What two read who want or ought to meet, where an answer has changed, or whom the organisers let meet."""
    for table, of in (("proposal", _answered), ("curated_pair", _paired), ("mission", _of_mission)):
        if rows[table]:
            yield col(LiveCard.kind).in_(_OF_TWO) & col(LiveCard.side_id).in_(of(rows[table]))


def _answered(ids: set[int]) -> SelectOfScalar[int]:
    return select(Proposal.delegate_id).where(col(Proposal.id).in_(ids))


def _paired(ids: set[int]) -> SelectOfScalar[int]:
    pair = col(CuratedPair.id).in_(ids)
    return select(Delegate.id).where(
        col(Delegate.id).in_(select(CuratedPair.one_id).where(pair))
        | col(Delegate.id).in_(select(CuratedPair.other_id).where(pair))
    )


def _of_mission(ids: set[int]) -> SelectOfScalar[int]:
    return select(Delegate.id).where(col(Delegate.mission_id).in_(ids))


async def _signed_up(session: UnitSession, rows: defaultdict[str, set[int]]) -> set[int]:
    """The delegates whose sign-up, or a session of whom, has changed; the sessions of changed sign-ups are counted
    again, those of changed venues are elsewhere."""
    if rows["venue"]:
        there = select(ProgrammeSession.id).where(col(ProgrammeSession.venue_id).in_(rows["venue"]))
        rows["programme_session"] |= set((await session.exec(there)).all())
    if not rows["sign_up"] and not rows["programme_session"]:
        return set()
    changed = col(SignUp.id).in_(rows["sign_up"]) | col(SignUp.session_id).in_(rows["programme_session"])
    found = (await session.exec(select(SignUp.session_id, SignUp.delegate_id).where(changed))).all()
    rows["counted"] |= {session_id for session_id, _delegate in found}
    return {delegate for _session, delegate in found}


async def _ids(session: UnitSession, table: type[MeetingTable | Delegate], condition: ColumnElement[bool]) -> set[int]:
    return set((await session.exec(select(table.id).where(condition))).all())
