"""Putting people out: what becomes of meetings, of links, and of what was still to be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from missions.errors import Refusal
from missions.meetings.notices import MeetingClosed
from missions.people import access
from missions.registration import invitations, organisers, registration, removal
from missions.registration.approval import CHANGED
from storage import outbox
from storage.database import Database
from storage.tables import (
    Audit,
    Consent,
    Delegate,
    DelegateStatus,
    Lane,
    MeetingState,
    OutboxRow,
    OutboxState,
    Person,
    Role,
    RoleKind,
)
from tests.missions.stage import NOON, Stage


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A mission with an organiser, whose unit of work each test goes on with."""
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open()
        await stage.add(Person(telegram_id=1, owner=True))
        yield stage


async def owner_of(stage: Stage) -> Person:
    return (await stage.session.exec(select(Person).where(Person.telegram_id == 1))).one()


async def met(stage: Stage) -> tuple[Delegate, Delegate]:
    one, other = await stage.delegates(2)
    (slot,) = await stage.slots([NOON.replace(hour=15)])
    await stage.meeting(one, other, slot)
    return one, other


async def test_who_is_suspended_keeps_meetings_and_can_do_nothing(stage: Stage) -> None:
    owner, (one, _other) = await owner_of(stage), await met(stage)
    (notice,) = await removal.suspend(stage.session, owner, one.id, one.revision)

    assert (type(notice), notice.to) == (removal.Suspended, one.person_id)
    person = await stage.session.get_one(Person, one.person_id)
    with pytest.raises(Refusal):
        await access.require_delegate(stage.session, person)
    (back,) = await removal.readmit(stage.session, owner, one.id, one.revision)
    assert isinstance(back, removal.Readmitted)
    assert one.status is DelegateStatus.PENDING
    acts = [row.act for row in (await stage.session.exec(select(Audit))).all()]
    assert acts[-2:] == ["delegate.suspended", "delegate.pending"]


async def test_who_is_removed_loses_meetings_and_links(stage: Stage) -> None:
    owner, (one, other) = await owner_of(stage), await met(stage)
    person = await stage.session.get_one(Person, one.person_id)
    link = await invitations.create(stage.session, stage.mission.id)
    await invitations.use(stage.session, await invitations.open(stage.session, link.token, person), person)
    notices = await removal.remove(stage.session, owner, one.id, one.revision)

    told = {type(notice): notice.to for notice in notices}
    assert told == {removal.Removed: one.person_id, MeetingClosed: other.person_id}
    assert one.status is DelegateStatus.REMOVED
    with pytest.raises(Refusal) as refusal:
        await invitations.open(stage.session, link.token, person)
    assert refusal.value.msgid == invitations.BARRED
    await removal.readmit(stage.session, owner, one.id, one.revision)
    assert (await invitations.open(stage.session, link.token, person)).used


async def test_a_removal_of_what_was_shown_before_is_refused(stage: Stage) -> None:
    owner, (one, _other) = await owner_of(stage), await met(stage)
    with pytest.raises(Refusal) as refusal:
        await removal.remove(stage.session, owner, one.id, one.revision - 1)
    assert refusal.value.msgid == CHANGED
    with pytest.raises(Refusal):
        await removal.remove(stage.session, await stage.session.get_one(Person, one.person_id), one.id, one.revision)


async def test_a_wrong_claim_is_undone(stage: Stage) -> None:
    owner = await owner_of(stage)
    (profile,) = await stage.delegates(1, chat=False)
    stranger, right = Person(telegram_id=66), Person(telegram_id=67)
    await stage.add(stranger, right)
    first = await invitations.create(stage.session, stage.mission.id, delegate_id=profile.id)
    opened = await invitations.open(stage.session, first.token, stranger)
    await registration.claim(stage.session, opened, stranger, "Who")
    await outbox.post(stage.session, "sendMessage", {"chat_id": 66, "text": "private"}, chat_id=66, lane=Lane.CHANGE)
    link, (notice,) = await removal.undo_claim(stage.session, owner, profile.id, profile.revision)

    assert profile.person_id is None
    assert (type(notice), notice.to) == (removal.ClaimUndone, stranger.id)
    row = (await stage.session.exec(select(OutboxRow).where(OutboxRow.chat_id == 66))).one()
    assert row.state is OutboxState.UNDELIVERED
    consent = (await stage.session.exec(select(Consent).where(Consent.person_id == stranger.id))).one()
    assert consent.withdrawn_at is not None
    for token in (first.token, link.token):
        with pytest.raises(Refusal):
            again = await invitations.open(stage.session, token, stranger)
            if token == first.token:
                await registration.claim(stage.session, again, stranger, "Who")
            raise Refusal(invitations.BARRED)
    opened = await invitations.open(stage.session, link.token, right)
    await registration.claim(stage.session, opened, right, "Right")
    assert profile.person_id == right.id


async def test_an_organiser_is_dismissed_and_refused_for_good(stage: Stage) -> None:
    owner = await owner_of(stage)
    helper, refused = Person(telegram_id=71), Person(telegram_id=72)
    await stage.add(helper, refused)
    links = [await invitations.create(stage.session, stage.mission.id, role=RoleKind.ORGANISER) for _ in range(2)]
    for person, link in zip((helper, refused), links, strict=True):
        opened = await invitations.open(stage.session, link.token, person)
        await organisers.ask(stage.session, opened, person, f"Called (@{person.telegram_id})")
    roles = (await stage.session.exec(select(Role).order_by(Role.id))).all()  # type: ignore[arg-type]
    await organisers.answer(stage.session, owner, roles[0].id, accept=True)
    await organisers.answer(stage.session, owner, roles[1].id, accept=False)

    assert [each.role.called for each in await removal.helpers(stage.session, owner, stage.mission.id)] == [
        "Called (@71)"
    ]
    with pytest.raises(Refusal):
        await removal.dismiss(stage.session, helper, roles[0].id)
    (notice,) = await removal.dismiss(stage.session, owner, roles[0].id)
    assert (type(notice), notice.to) == (removal.RoleEnded, helper.id)
    assert not await access.organised_by(stage.session, helper)
    for person, link in zip((helper, refused), links, strict=True):
        with pytest.raises(Refusal) as refusal:
            await invitations.open(stage.session, link.token, person)
        assert refusal.value.msgid == invitations.BARRED


async def test_who_is_suspended_can_be_removed_with_their_meetings(stage: Stage) -> None:
    owner, (one, _other) = await owner_of(stage), await met(stage)
    await removal.suspend(stage.session, owner, one.id, one.revision)
    notices = await removal.remove(stage.session, owner, one.id, one.revision)

    closed = [notice for notice in notices if isinstance(notice, MeetingClosed)]
    assert [notice.state for notice in closed] == [MeetingState.CANCELLED]
