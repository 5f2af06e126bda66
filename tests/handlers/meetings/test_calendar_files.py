"""Meetings go into a phone's calendar, over the wire, in each language: as files, and at an address of one's own."""

from __future__ import annotations

import re
from typing import Any

import icalendar
import pytest
from aiohttp import ClientSession

from locales import catalogues
from tests.handlers.meetings.kit import Pair

pytestmark = pytest.mark.asyncio(loop_scope="session")


def event(content: bytes) -> Any:  # noqa: ANN401 - icalendar's
    (found,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return found


async def test_meetings_go_into_a_calendar_and_follow_there(pair: Pair) -> None:
    one, other = pair.one, pair.other
    _ = catalogues().texts(one.words.code).plain
    await pair.confirmed()
    await one.meeting_with(other.name)
    await one.phone.press(_("🗓 Add to calendar"))
    file = event(await one.phone.file_bytes(await one.phone.expect("wasl.ics", other.name)))
    assert other.name in file["summary"]

    await one.phone.say("/agenda")
    await one.phone.expect(other.name)
    await one.phone.press(_("🗓 To my calendar"))
    await one.phone.press(_("📄 Take the file"))
    whole = event(await one.phone.file_bytes(await one.phone.expect("wasl.ics")))
    await one.phone.press(_("🔗 Subscribe"))
    address = address_in((await one.phone.expect("/calendar/")).text)

    async with ClientSession() as calendar:
        read = event(await (await calendar.get(address)).read())
        assert read["uid"] == whole["uid"] == file["uid"]
        assert {each["dtstart"].dt for each in (file, whole, read)} == {file.start}

        await other.cancels(one.name)
        await one.phone.expect(one.words.cancelled)
        gone = event(await (await calendar.get(address)).read())
        assert (gone["uid"], gone["status"]) == (file["uid"], "CANCELLED")
        assert gone["sequence"] > file["sequence"]

        await one.phone.press(_("🔄 New address"))
        renewed = address_in((await one.phone.expect("/calendar/")).text)
        assert [(await calendar.get(each)).status for each in (address, renewed)] == [404, 200]
        await one.phone.press(_("✖️ Stop the subscription"))
        await one.phone.expect_toast()
        assert (await calendar.get(renewed)).status == 404


def address_in(text: str) -> str:
    found = re.search(r"http\S+\.ics", text)
    assert found
    return found[0]
