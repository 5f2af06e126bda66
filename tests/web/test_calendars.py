"""A calendar at its address: read, unchanged, changed, revoked; the same for everyone who does not know one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from missions.changes import move_session
from missions.day import feed
from missions.privacy.erasure import erase
from missions.sessions import signing
from storage.database import Database
from storage.tables import Delegate, Meeting, MeetingState, Mission, Person, ProgrammeSession
from tests.missions.sessions.kit import add_session, person_of
from tests.missions.stage import NOON, Stage
from web import calendars


@pytest.fixture
async def client(database: Database) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    app.router.add_routes(calendars.routes(database))
    async with TestClient(TestServer(app)) as client:
        yield client


async def subscribed(database: Database) -> tuple[str, int, int]:
    """The path of a delegate's calendar with one meeting in it; the ids of the meeting and of the delegate."""
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open()
        one, other = await stage.delegates(2)
        (slot,) = await stage.slots([NOON + timedelta(days=1)])
        meeting = await stage.meeting(one, other, slot)
        person = await session.get_one(Person, one.person_id)
        found = await feed.subscribe(session, person, one)
        assert (await feed.subscribe(session, person, one)).token == found.token
        return f"/calendar/{found.token}.ics", meeting.id, one.id


def event_in(content: bytes) -> Any:  # noqa: ANN401 - icalendar's
    (found,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return found


async def test_it_is_read_again_only_once_it_has_changed(
    database: Database, client: TestClient[web.Request, web.Application]
) -> None:
    path, meeting_id, _one = await subscribed(database)
    first = await client.get(path)
    assert (first.status, first.content_type, first.charset) == (200, "text/calendar", "utf-8")
    event = event_in(await first.read())
    known = {"If-None-Match": first.headers["ETag"]}
    seen = {"If-Modified-Since": first.headers["Last-Modified"]}
    for condition in (known, seen, {**known, **seen}):
        again = await client.get(path, headers=condition)
        assert (again.status, again.headers["ETag"], await again.read()) == (304, first.headers["ETag"], b"")
        assert again.headers["Last-Modified"] == first.headers["Last-Modified"]

    async with database.unit() as session:
        meeting = await session.get_one(Meeting, meeting_id)
        meeting.state, meeting.revision = MeetingState.CANCELLED, meeting.revision + 1
    changed = await client.get(path, headers=known)
    assert changed.status == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
    cancelled = event_in(await changed.read())
    assert (cancelled["uid"], cancelled["status"]) == (event["uid"], "CANCELLED")
    assert cancelled["sequence"] > event["sequence"]


async def test_a_revoked_address_and_one_that_never_was_are_answered_alike(
    database: Database, client: TestClient[web.Request, web.Application]
) -> None:
    path, _meeting, one = await subscribed(database)
    async with database.unit() as session:
        delegate = await session.get_one(Delegate, one)
        person = await session.get_one(Person, delegate.person_id)
        await feed.revoke(session, person, delegate)
        other = f"/calendar/{(await feed.subscribe(session, person, delegate)).token}.ics"
    assert other != path
    assert (await client.get(other)).status == 200
    answers = [await client.get(each) for each in (path, f"/calendar/{'x' * 32}.ics")]
    assert [(each.status, await each.text()) for each in answers] == [(404, "404: Not Found")] * 2


async def test_an_erasure_ends_the_address(
    database: Database, client: TestClient[web.Request, web.Application]
) -> None:
    path, _meeting, one = await subscribed(database)
    async with database.unit() as session:
        await erase(session, await session.get_one(Person, (await session.get_one(Delegate, one)).person_id))
    assert (await client.get(path)).status == 404


async def test_a_session_that_was_left_or_cancelled_goes_from_calendars(
    database: Database, client: TestClient[web.Request, web.Application]
) -> None:
    """With a higher number each time, as what has a lower one is passed over."""
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open()
        (one,) = await stage.delegates(1)
        person, row = await person_of(session, one), await add_session(stage)
        path = f"/calendar/{(await feed.subscribe(session, person, one)).token}.ics"
    seen = []
    for act in (signing.sign_up, signing.leave, signing.sign_up, None):
        async with database.unit() as session:
            session.info["now"] = NOON
            if act is not None:
                await act(session, await session.get_one(Person, person.id), row.id)
            else:
                found = await session.get_one(ProgrammeSession, row.id)
                await move_session.note_cancelled(
                    session, await session.get_one(Mission, found.mission_id), found, None
                )
        seen.append(event_in(await (await client.get(path)).read()))
    assert [str(each["status"]) for each in seen] == ["CONFIRMED", "CANCELLED", "CONFIRMED", "CANCELLED"]
    assert len({str(each["uid"]) for each in seen}) == 1
    numbers = [int(each["sequence"]) for each in seen]
    assert numbers == sorted(set(numbers))
