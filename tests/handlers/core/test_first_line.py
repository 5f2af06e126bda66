"""What a lock screen shows of each notice: in its first eighty characters what, hour, place and who."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup
from sqlmodel import delete

from handlers.core.message_text import as_read
from handlers.core.notices import Reader
from handlers.meetings.reminders import day_before
from handlers.notices import RENDERERS
from handlers.views.first_line import ROOM, Spot, Who, first_line, soon, true_until
from handlers.views.message import NeutralMessage
from locales import catalogues
from missions import local_time
from missions.announcements.sending import Announced, Progressed
from missions.cards.stale import CardStale, stale_cards
from missions.changes import (
    CallsWaiting,
    ChangeUnseen,
    ClockShifted,
    CounterpartUnaware,
    FileMovedMeetings,
    Place,
    PlaceChanged,
    SessionChanged,
)
from missions.changes.session_moves import SessionAt
from missions.directory.directory import SearchAnswered
from missions.interpreters.knowledge import TablesChanged
from missions.interpreters.leaving import InterpreterGone
from missions.interpreters.linking import InterpreterLinked, InterpreterUnlinked
from missions.interpreters.mending import InterpreterLate
from missions.interpreters.outages import InterpreterBack, InterpreterOut
from missions.interpreters.reminders import InterpreterBrief, InterpreterReminder
from missions.meetings import notices as told
from missions.meetings.after_all import ComesAfterAll
from missions.meetings.arriving import DelegateComes, OtherComes
from missions.meetings.contradictions import Against, MeetingContradicted
from missions.meetings.digests import Digest
from missions.meetings.reminders import Reminder
from missions.meetings.seating import CodeAwaited
from missions.meetings.waiting_alone import AreYouComing, LeftAlone
from missions.notices import Notice
from missions.operations.restored import Restored
from missions.operations.zone_rules import ZoneRulesChanged
from missions.people.reach import BecameUnreachable
from missions.pushes.notices import AlsoToday
from missions.refills.notices import RefillLost, RefillNotice, RefillOff, RefillOffered
from missions.registration import removal
from missions.registration.approval import Approved, MoreAsked, RegistrationRefused
from missions.registration.organisers import RoleAnswered, RoleAsked
from missions.registration.participation import Registered
from missions.registration.registration import Claimed
from missions.rules.colleagues import ColleagueAsks
from missions.sessions import signing
from missions.sessions.notices import PlaceLapsed, PlaceLost, PlaceOffered
from missions.sessions.reminders import SessionReminder
from missions.timetables.notices import AgendaPublished, DraftProgressed
from missions.timetables.publish_job import PublishingProgressed
from storage.database import Database
from storage.tables import (
    Change,
    ChangeReceipt,
    Delegate,
    FreedPlace,
    Interpreter,
    InterpreterOutage,
    InterpreterReceipt,
    LiveCard,
    Loss,
    Meeting,
    MeetingState,
    Mission,
    Organisation,
    OrganisationKind,
    OrganisationRequest,
    OrganisationRequestState,
    OutageKind,
    Person,
    ProgrammeSession,
    RefillOffer,
    Role,
    RoleKind,
    Says,
    SessionKind,
    SignUp,
    SignUpState,
    Slot,
    Timetable,
    TimetableKind,
    TimetableState,
    TouchedRow,
    Venue,
)
from tests.missions.sessions.kit import add_session
from tests.missions.stage import NOON, Stage, staged
from tests.screen import plain

LOCK_SCREEN = 80
"""Characters of a notice that a lock screen shows."""
EDITS = {Progressed, DraftProgressed, PublishingProgressed, SearchAnswered, CardStale}
"""They change a message that is there: no lock screen shows them."""
OF_A_MISSION = {
    *(Announced, FileMovedMeetings, CallsWaiting, ZoneRulesChanged, Approved, RegistrationRefused, MoreAsked),
    *(RoleAnswered, InterpreterUnlinked, InterpreterGone),
    *(removal.RoleEnded, removal.Suspended, removal.Readmitted, removal.Removed, removal.ClaimUndone),
    AlsoToday,
}
"""To one person about their part in a mission, or in an organiser's words: without hour, place or another person."""

TOMORROW = NOON + timedelta(hours=22)
LATER = NOON + timedelta(hours=47)
MIDNIGHT = NOON + timedelta(hours=10)
"""In Madrid."""
SHORT = ("Lucía Ruiz", "Atlas", "Palacio")
LONG = (
    "Abderrahmane Benabdeljalil El Idrissi Boutaleb",
    "Société marocaine d’ingénierie hydraulique",
    "Palacio de Ferias y Congresos de la Axarquía",
)


@dataclass(frozen=True)
class Scene:
    """A meeting of two tomorrow, at noon in Madrid, with all that notices can be about."""

    me: Delegate
    other: Delegate
    meeting: Meeting
    slot: Slot
    before: Slot
    receipt: ChangeReceipt
    timetable: Timetable
    role: Role
    sign_up: SignUp
    session_receipt: ChangeReceipt
    asked: OrganisationRequest
    offer: RefillOffer
    interpreter: Interpreter
    interpreter_receipt: InterpreterReceipt


async def scene(stage: Stage, name: str, firm: str, venue_title: str) -> Scene:
    await stage.open(title={"en": "Málaga, the great trade mission of all chambers of commerce"})
    me, other = await stage.delegates(2)
    other.name = name
    organisation = Organisation(
        mission_id=stage.mission.id, name=firm, name_key=firm.lower(), kind=OrganisationKind.COMPANY
    )
    await stage.add(organisation)
    other.organisation_id = organisation.id
    slot, before = await stage.slots([TOMORROW, LATER])
    venue, (table,) = await stage.venue("hall", ["T7"])
    venue.title = {"en": venue_title}
    meeting = await stage.meeting(other, me, slot, table)
    meeting.planned_at = NOON
    change = Change(mission_id=stage.mission.id, subject="meeting")
    timetable = Timetable(
        mission_id=stage.mission.id,
        kind=TimetableKind.WHOLE,
        state=TimetableState.PUBLISHED,
        published_at=NOON,
    )
    role = Role(mission_id=stage.mission.id, person_id=other.person_id or 0, kind=RoleKind.ORGANISER)
    await stage.add(change, timetable, role)
    now, was = Place.of(slot, table, venue), Place.of(before, table, venue)
    moved = {"meeting": meeting.id, "revision": meeting.revision, "before": was.to_json(), "after": now.to_json()}
    receipt = ChangeReceipt(change_id=change.id, delegate_id=me.id, moves=[moved])
    await stage.add(receipt)
    sign_up, told_of_session = await session_of(stage, me, venue, name)
    asked = OrganisationRequest(
        mission_id=stage.mission.id, requester_id=other.id, organisation_id=me.organisation_id, expires_at=TOMORROW
    )
    freed = FreedPlace(slot_id=slot.id, table_id=table.id)
    await stage.add(asked, freed)
    offer = RefillOffer(
        place_id=freed.id,
        slot_id=slot.id,
        table_id=table.id,
        delegate_id=me.id,
        other_id=other.id,
        asked_at=NOON,
        expires_at=TOMORROW,
    )
    interpreter = Interpreter(mission_id=stage.mission.id, name=name, name_key="voice", languages=["ar", "en"])
    await stage.add(offer, interpreter)
    outage = InterpreterOutage(interpreter_id=interpreter.id, kind=OutageKind.LATE, until=TOMORROW)
    given = InterpreterReceipt(
        interpreter_id=interpreter.id, moves=[{"meeting": meeting.id, "before": None, "after": now.to_json()}]
    )
    await stage.add(outage, given)
    return Scene(
        *(me, other, meeting, slot, before, receipt, timetable, role, sign_up, told_of_session, asked, offer),
        interpreter=interpreter,
        interpreter_receipt=given,
    )


async def session_of(stage: Stage, me: Delegate, venue: Venue, title: str) -> tuple[SignUp, ChangeReceipt]:
    """A session tomorrow, which was to be later, and in which a place is kept for the reader."""
    row = ProgrammeSession(
        mission_id=stage.mission.id,
        kind=SessionKind.VISIT,
        title={"en": title},
        starts_at=TOMORROW,
        ends_at=TOMORROW + timedelta(hours=1),
        venue_id=venue.id,
    )
    change = Change(mission_id=stage.mission.id, subject="session")
    await stage.add(row, change)
    now = SessionAt.of(row, venue)
    was = replace(now, starts_at=LATER, ends_at=LATER + timedelta(hours=1))
    moved = {"session": row.id, "revision": row.revision, "before": was.to_json(), "after": now.to_json()}
    sign_up = SignUp(
        session_id=row.id, delegate_id=me.id, state=SignUpState.OFFERED, asked_at=NOON, offered_until=TOMORROW
    )
    receipt = ChangeReceipt(change_id=change.id, delegate_id=me.id, moves=[moved])
    await stage.add(sign_up, receipt)
    return sign_up, receipt


def shifted(each: Scene) -> None:
    """Twenty minutes later than it was."""
    each.receipt.moves = [{"meeting": each.meeting.id, "revision": each.meeting.revision, "later": 20}]


def of_meeting_of_receipt(each: Scene) -> Notice:
    return CounterpartUnaware(
        to=each.me.person_id or 0,
        receipt_id=each.receipt.id,
        meeting_id=each.meeting.id,
        side_id=each.me.id,
        other_id=each.other.id,
    )


def signed_up(each: Scene) -> None:
    each.sign_up.state = SignUpState.SIGNED_UP


def lapsed(each: Scene) -> None:
    each.sign_up.state = SignUpState.LEFT


def requested(each: Scene) -> None:
    each.meeting.state, each.meeting.awaits_id = MeetingState.REQUESTED, each.me.id
    each.meeting.table_id, each.meeting.planned_at = None, None
    each.meeting.expires_at = TOMORROW


def moving(each: Scene) -> None:
    """The time that is proposed is tomorrow's, instead of the later one."""
    each.meeting.slot_id, each.meeting.moves_to_id = each.before.id, each.slot.id
    each.meeting.awaits_id = each.me.id


def of_meeting(kind: type[told.MeetingNotice], **more: object) -> Callable[[Scene], Notice]:
    return lambda each: kind(to=each.me.person_id, meeting_id=each.meeting.id, side_id=each.me.id, **more)  # type: ignore[arg-type]


def about_colleague(kind: type[told.MeetingNotice]) -> Callable[[Scene], Notice]:
    return lambda each: of_meeting(kind, colleague_id=each.other.id)(each)


def of_freed_place(kind: type[RefillNotice]) -> Callable[[Scene], Notice]:
    return lambda each: kind(
        to=each.me.person_id or 0, offer_id=each.offer.id, delegate_id=each.me.id, other_id=each.other.id
    )


def no_place_left(each: Scene) -> None:
    each.sign_up.state, each.sign_up.loss = SignUpState.WAITING, Loss.PLACES


def interpreted(each: Scene) -> None:
    each.meeting.interpreter_id = each.interpreter.id


def of_interpreter(kind: type[Notice], **more: object) -> Callable[[Scene], Notice]:
    return lambda each: kind(to=each.me.person_id, interpreter_id=each.interpreter.id, **more)  # type: ignore[call-arg, arg-type]


def handed_on(each: Scene) -> None:
    """The reader has asked the other's organisation, which has given it to the other."""
    each.asked.requester_id, each.asked.organisation_id = each.me.id, each.other.organisation_id
    each.asked.state, each.asked.meeting_id = OrganisationRequestState.GIVEN, each.meeting.id
    each.meeting.requester_id, each.meeting.invitee_id = each.me.id, each.other.id


HOUR, PLACE, WHO = "12:00", "T7", "who"
Made = tuple[Callable[[Scene], Notice], set[str], Callable[[Scene], None] | None]
EXAMPLES: dict[type[Notice], Made] = {
    told.MeetingRequested: (of_meeting(told.MeetingRequested), {HOUR, WHO}, requested),
    told.TimeProposed: (of_meeting(told.TimeProposed), {HOUR, WHO}, requested),
    told.AnswerAwaited: (of_meeting(told.AnswerAwaited), {HOUR, WHO}, requested),
    told.MoveProposed: (of_meeting(told.MoveProposed), {HOUR, WHO}, moving),
    told.MoveUnderWay: (of_meeting(told.MoveUnderWay), {HOUR, WHO}, moving),
    told.MeetingConfirmed: (of_meeting(told.MeetingConfirmed), {HOUR, PLACE, WHO}, None),
    told.MeetingMoved: (
        lambda each: told.MeetingMoved(
            to=each.me.person_id or 0, meeting_id=each.meeting.id, side_id=each.me.id, before_slot_id=each.before.id
        ),
        {HOUR, PLACE, WHO},
        None,
    ),
    told.MoveDropped: (of_meeting(told.MoveDropped, because=MeetingState.DECLINED), {HOUR, PLACE, WHO}, None),
    told.MeetingClosed: (
        lambda each: told.MeetingClosed(
            to=each.me.person_id or 0,
            side_id=each.me.id,
            other_name=each.other.name,
            slot_id=each.slot.id,
            state=MeetingState.CANCELLED,
        ),
        {HOUR, WHO},
        None,
    ),
    MeetingContradicted: (
        lambda each: MeetingContradicted(
            to=each.me.person_id or 0, meeting_id=each.meeting.id, side_id=each.me.id, against=Against.DAYS
        ),
        {HOUR, WHO},
        None,
    ),
    OtherComes: (of_meeting(OtherComes, says=Says.LATE), {HOUR, WHO}, None),
    ComesAfterAll: (of_meeting(ComesAfterAll), {HOUR, PLACE, WHO}, None),
    DelegateComes: (
        lambda each: DelegateComes(
            to=each.me.person_id or 0,
            meeting_id=each.meeting.id,
            side_id=each.other.id,
            interpreter_id=0,
            says=Says.LATE,
        ),
        {HOUR, WHO},
        None,
    ),
    CodeAwaited: (of_meeting(CodeAwaited), {HOUR, PLACE, WHO}, None),
    AreYouComing: (of_meeting(AreYouComing), {HOUR, PLACE, WHO}, None),
    LeftAlone: (
        lambda each: LeftAlone(
            to=each.me.person_id or 0, meeting_id=each.meeting.id, side_id=each.other.id, other_id=each.me.id
        ),
        {HOUR, PLACE, WHO},
        None,
    ),
    told.AskedAlong: (about_colleague(told.AskedAlong), {HOUR, WHO}, None),
    told.ComesAlong: (about_colleague(told.ComesAlong), {HOUR, PLACE, WHO}, None),
    told.StaysAway: (about_colleague(told.StaysAway), {HOUR, PLACE, WHO}, None),
    told.NoLongerAsked: (about_colleague(told.NoLongerAsked), {HOUR, WHO}, None),
    told.TakesOver: (
        lambda each: told.TakesOver(
            to=each.me.person_id or 0,
            meeting_id=each.meeting.id,
            side_id=each.me.id,
            colleague_id=each.other.id,
            counterpart_id=each.me.id,
        ),
        {HOUR, WHO},
        None,
    ),
    told.OrganisationAsked: (
        lambda each: told.OrganisationAsked(
            to=each.me.person_id or 0, request_id=each.asked.id, other_id=each.other.id
        ),
        {WHO},
        None,
    ),
    told.OrganisationAnswered: (
        lambda each: told.OrganisationAnswered(
            to=each.me.person_id or 0, request_id=each.asked.id, side_id=each.me.id, other_id=each.other.id
        ),
        {WHO},
        handed_on,
    ),
    **{kind: (of_freed_place(kind), {HOUR, PLACE, WHO}, None) for kind in (RefillOffered, RefillLost, RefillOff)},
    InterpreterReminder: (
        lambda each: of_interpreter(InterpreterReminder, meeting_id=each.meeting.id, starts_at=TOMORROW)(each),
        {HOUR, PLACE, WHO},
        interpreted,
    ),
    InterpreterBrief: (
        of_interpreter(InterpreterBrief, day=TOMORROW.date(), expires_at=TOMORROW),
        {HOUR, PLACE, WHO},
        interpreted,
    ),
    TablesChanged: (
        lambda each: of_interpreter(TablesChanged, interpreter_receipt_id=each.interpreter_receipt.id)(each),
        {HOUR, PLACE, WHO},
        interpreted,
    ),
    InterpreterLinked: (
        lambda each: of_interpreter(InterpreterLinked, person_id=each.other.person_id, called="@someone")(each),
        {WHO},
        None,
    ),
    InterpreterOut: (of_interpreter(InterpreterOut), {WHO}, interpreted),
    InterpreterBack: (of_interpreter(InterpreterBack), {WHO}, None),
    InterpreterLate: (
        lambda each: of_meeting(InterpreterLate, interpreter_id=each.interpreter.id)(each),
        {HOUR, PLACE, WHO},
        interpreted,
    ),
    PlaceLost: (
        lambda each: PlaceLost(to=each.me.person_id or 0, sign_up_id=each.sign_up.id, delegate_id=each.me.id),
        {HOUR, WHO},
        no_place_left,
    ),
    told.BothInterested: (
        lambda each: told.BothInterested(to=each.me.person_id or 0, side_id=each.me.id, other_id=each.other.id),
        {WHO},
        None,
    ),
    ColleagueAsks: (
        lambda each: ColleagueAsks(to=each.me.person_id or 0, colleague_id=each.other.id, counterpart_id=each.other.id),
        {WHO},
        None,
    ),
    Reminder: (
        lambda each: Reminder(
            to=each.me.person_id or 0, meeting_id=each.meeting.id, delegate_id=each.me.id, starts_at=TOMORROW
        ),
        {HOUR, PLACE, WHO},
        None,
    ),
    Digest: (
        lambda each: Digest(
            to=each.me.person_id or 0, delegate_id=each.me.id, day=TOMORROW.date(), expires_at=TOMORROW
        ),
        {HOUR, PLACE, WHO},
        None,
    ),
    PlaceChanged: (
        lambda each: PlaceChanged(to=each.me.person_id or 0, receipt_id=each.receipt.id),
        {HOUR, PLACE, WHO},
        None,
    ),
    ClockShifted: (
        lambda each: ClockShifted(to=each.me.person_id or 0, receipt_id=each.receipt.id),
        {HOUR, PLACE, WHO},
        shifted,
    ),
    ChangeUnseen: (
        lambda each: ChangeUnseen(to=each.me.person_id or 0, receipt_id=each.receipt.id),
        {HOUR, PLACE, WHO},
        None,
    ),
    CounterpartUnaware: (
        of_meeting_of_receipt,
        {HOUR, PLACE, WHO},
        None,
    ),
    SessionChanged: (
        lambda each: SessionChanged(to=each.me.person_id or 0, receipt_id=each.session_receipt.id),
        {HOUR, WHO},
        None,
    ),
    PlaceOffered: (
        lambda each: PlaceOffered(to=each.me.person_id or 0, sign_up_id=each.sign_up.id, delegate_id=each.me.id),
        {HOUR, WHO},
        None,
    ),
    SessionReminder: (
        lambda each: SessionReminder(
            to=each.me.person_id or 0,
            session_id=each.sign_up.session_id,
            delegate_id=each.me.id,
            starts_at=TOMORROW,
        ),
        {HOUR, WHO},
        signed_up,
    ),
    PlaceLapsed: (
        lambda each: PlaceLapsed(to=each.me.person_id or 0, sign_up_id=each.sign_up.id, delegate_id=each.me.id),
        {HOUR, WHO},
        lapsed,
    ),
    AgendaPublished: (
        lambda each: AgendaPublished(to=each.me.person_id or 0, timetable_id=each.timetable.id, delegate_id=each.me.id),
        {HOUR, PLACE, WHO},
        None,
    ),
    BecameUnreachable: (
        lambda each: BecameUnreachable(to=each.me.person_id or 0, delegate_id=each.other.id),
        {WHO},
        None,
    ),
    Registered: (lambda each: Registered(to=each.me.person_id or 0, delegate_id=each.other.id), {WHO}, None),
    Claimed: (
        lambda each: Claimed(to=each.me.person_id or 0, delegate_id=each.other.id, called="@someone"),
        {WHO},
        None,
    ),
    RoleAsked: (
        lambda each: RoleAsked(to=each.me.person_id or 0, role_id=each.role.id, called=each.other.name),
        {WHO},
        None,
    ),
    Restored: (lambda each: Restored(to=each.me.person_id or 0, backup_made_at=TOMORROW, held=2), {"10:00"}, None),
}


async def lock_screen(stage: Stage, language: str, notice: Notice) -> tuple[str, Sequence[NeutralMessage]]:
    person = await stage.session.get_one(Person, notice.to)
    said = await RENDERERS[type(notice)](notice, Reader(person, catalogues().texts(language), stage.session))
    messages = [message for message in said if isinstance(message, NeutralMessage)]
    return as_read(messages[0].text)[:LOCK_SCREEN], messages


def test_every_notice_is_looked_at() -> None:
    assert EXAMPLES.keys() | EDITS | OF_A_MISSION == RENDERERS.keys()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("names", [SHORT, LONG], ids=["short", "long"])
async def test_a_lock_screen_shows_hour_place_and_who(
    database: Database, language: str, names: tuple[str, str, str]
) -> None:
    name, _firm, venue = names
    missing = {}
    for kind, (made, wanted, before) in EXAMPLES.items():
        async with staged(database) as stage:
            each = await scene(stage, *names)
            if before is not None:
                before(each)
            await stage.session.flush()
            screen, messages = await lock_screen(stage, language, made(each))
            parts = {part for part in wanted if part != WHO} | ({name[:3]} if WHO in wanted else set())
            parts |= {venue[:3]} if PLACE in wanted else set()
            if lost := {part for part in parts if part not in plain(screen)}:
                missing[kind.__name__] = screen, lost
            assert len(messages[0].buttons[:1] and messages[0].buttons[0]) <= 2, kind
    assert missing == {}


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_what_says_tomorrow_is_redrawn_when_the_day_ends(database: Database) -> None:
    async with staged(database) as stage:
        each = await scene(stage, *SHORT)
        notice = EXAMPLES[told.MeetingConfirmed][0](each)
        _screen, (message,) = await lock_screen(stage, "en", notice)
        about = message.about
        assert about is not None
        assert about.until == MIDNIGHT
        await stage.session.exec(delete(TouchedRow))
        card = LiveCard(chat_id=1000, kind=about.kind, thing_id=about.thing_id, message_id=7, drawn_by=1)
        card.true_until = about.until
        await stage.add(card)
        stage.at(MIDNIGHT - timedelta(seconds=1))
        assert await stale_cards(stage.session) == []
        stage.at(MIDNIGHT)
        (stale,) = await stale_cards(stage.session)
        assert isinstance(stale, CardStale)
        assert await stale_cards(stage.session) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_change_says_what_is_new_before_what_was(database: Database) -> None:
    async with staged(database) as stage:
        each = await scene(stage, *SHORT)
        notice = PlaceChanged(to=each.me.person_id or 0, receipt_id=each.receipt.id)
        _screen, (message,) = await lock_screen(stage, "en", notice)
        lines = as_read(message.text).splitlines()
        assert lines[0] == "🔀 New time · tomorrow 12:00 · Palacio, table T7 · Lucía Ruiz, Atlas"
        assert lines[1] == "Instead of Wednesday 14 July, 13:00–13:20, Palacio, table T7."
        assert "<s>" not in message.text


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=90)


@given(what=words.map(lambda said: said[:40]), venue=words, name=words, firm=words)
@example(what="0" * 38, venue="0", name="0", firm="")
def test_a_first_line_has_room_for_its_parts(what: str, venue: str, name: str, firm: str) -> None:
    for language in ("fr", "ar", "en"):
        _ = catalogues().texts(language)
        when = soon(_, TOMORROW, MADRID, NOON)
        line = as_read(
            first_line(_, Markup("{}").format(" ".join(what.split())), when, Spot(venue, "T7"), Who(name, firm))
        )
        assert len(line) <= ROOM
        assert "12:00" in line


MADRID = Mission(key="m", title={}, time_zone="Europe/Madrid", starts_on=NOON.date(), ends_on=NOON.date())


@pytest.mark.parametrize(
    ("now", "said", "until"),
    [
        (datetime(2027, 7, 11, 21, 59, tzinfo=UTC), "Tue 13 Jul 12:00", None),
        (datetime(2027, 7, 11, 22, 0, tzinfo=UTC), "tomorrow 12:00", datetime(2027, 7, 12, 22, tzinfo=UTC)),
        (datetime(2027, 7, 12, 21, 59, tzinfo=UTC), "tomorrow 12:00", datetime(2027, 7, 12, 22, tzinfo=UTC)),
        (datetime(2027, 7, 12, 22, 0, tzinfo=UTC), "today 12:00", datetime(2027, 7, 13, 22, tzinfo=UTC)),
        (datetime(2027, 7, 13, 22, 0, tzinfo=UTC), "Tue 13 Jul 12:00", None),
    ],
)
def test_days_are_those_of_the_missions_clock(now: datetime, said: str, until: datetime | None) -> None:
    assert soon(catalogues().texts("en"), TOMORROW, MADRID, now) == said
    assert true_until(TOMORROW, MADRID, now) == until


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_a_digest_says_today_and_then_the_day_that_it_was(database: Database, language: str) -> None:
    """Nothing is left that says "today" once that day is over; what was on it can still be read."""
    async with staged(database) as stage:
        each = await scene(stage, *SHORT)
        reader = Reader(
            await stage.session.get_one(Person, each.me.person_id), catalogues().texts(language), stage.session
        )
        day = local_time.local_date(TOMORROW, local_time.zone(stage.mission))
        heads = {}
        for moment, until in (
            (NOON, MIDNIGHT),
            (TOMORROW, MIDNIGHT + timedelta(days=1)),
            (MIDNIGHT + timedelta(days=1), None),
        ):
            stage.at(moment)
            ((text, keyboard),) = await day_before(reader, each.me, day)
            assert keyboard.about is not None
            assert keyboard.about.until == until
            assert SHORT[0] in plain(text)
            heads[text.splitlines()[0]] = moment
        assert len(heads) == 3


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_a_digest_begins_with_what_comes_first(database: Database, language: str) -> None:
    """A session before the meetings, or without any."""
    async with staged(database) as stage:
        each = await scene(stage, *SHORT)
        _ = catalogues().texts(language)
        person = await stage.session.get_one(Person, each.me.person_id)
        reader = Reader(person, _, stage.session)
        zone = local_time.zone(stage.mission)
        early = await add_session(stage, starts_at=TOMORROW - timedelta(hours=2))
        await signing.sign_up(stage.session, person, early.id)
        for day, hour in ((0, TOMORROW - timedelta(hours=2)), (1, TOMORROW + timedelta(days=1))):
            if day:
                late = await add_session(stage, starts_at=hour)
                await signing.sign_up(stage.session, person, late.id)
            ((text, _keyboard),) = await day_before(reader, each.me, local_time.local_date(hour, zone))
            first, *rest = plain(text).splitlines()
            assert plain(_.time(hour, zone)) in first
            assert "Course" in first
            assert (SHORT[0] in "".join(rest)) is not bool(day)


BRIEFS = {
    "fr": (
        "⏰ 12:00 · Palacio, table T7 · Lucía Ruiz, Atlas",
        "🎯 Recherche",
        "💬 « Aceite de oliva » (espagnol)",
        "2026",
    ),
    "ar": ("⏰ 12:00", "🎯 يبحث عن", "💬 «Aceite de oliva» (الإسبانية)", "🔁 سبق أن التقيتما"),
    "en": (
        "⏰ 12:00 · Palacio, table T7 · Lucía Ruiz, Atlas",
        "🎯 Looks for",
        "💬 “Aceite de oliva” (Spanish)",
        "2026",
    ),
}


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("language", BRIEFS)
async def test_the_last_reminder_is_a_brief(database: Database, language: str) -> None:
    """When, where and who; what they seek in their own words; where the two have met; who interprets."""
    async with staged(database) as stage:
        each = await scene(stage, *SHORT)
        each.other.need, each.other.language = "Aceite de oliva", "es"
        interpreter = Interpreter(mission_id=stage.mission.id, name="Inès Essai", name_key="ines", languages=["ar"])
        await stage.add(interpreter)
        each.meeting.interpreter_id = interpreter.id
        await met_a_year_before(stage, each)
        stage.at(TOMORROW - timedelta(minutes=14))
        notice = Reminder(
            to=each.me.person_id or 0,
            meeting_id=each.meeting.id,
            delegate_id=each.me.id,
            starts_at=TOMORROW,
            is_last=True,
        )
        _screen, (message,) = await lock_screen(stage, language, notice)
        said = plain(as_read(message.text))
        for part in (*BRIEFS[language], "Inès Essai", "Atlas"):
            assert plain(part) in said
        assert len(said.splitlines()) <= 9


async def met_a_year_before(stage: Stage, each: Scene) -> None:
    """By the names in the mission files."""
    now = stage.mission
    now.programme, each.me.file_key, each.other.file_key = "strait", "me", "other"
    earlier = Stage(stage.session)
    await earlier.open(key="earlier", programme="strait", starts_on=date(2026, 7, 12), ends_on=date(2026, 7, 16))
    one, other = await earlier.delegates(2, chat=False)
    one.file_key, other.file_key = "other", "me"
    (slot,) = await earlier.slots([NOON - timedelta(days=365)])
    await earlier.meeting(one, other, slot)
