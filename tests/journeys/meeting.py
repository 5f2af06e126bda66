"""What delegates do: agree on a meeting, look at their day, be reminded, cancel, and go."""

from __future__ import annotations

import json
from collections import Counter

from sqlmodel import select

from handlers.core.message_text import as_read
from storage.tables import Meeting, MeetingState, RankedPair
from tests.journeys.cast import Cast
from tests.journeys.kit import tables_naming


async def have_lists(cast: Cast) -> None:
    """Lists are made beside the chat: wait until each of the three has one."""

    async def have() -> bool:
        async with cast.database.reading() as session:
            listed = select(RankedPair.delegate_id).where(RankedPair.mission_id == cast.mission_id)
            return len(set(await session.exec(listed))) == 3

    await cast.home.wasl.ranked(have)


async def agree_after_another_time(cast: Cast) -> None:
    """A card with its reasons, a request with a note, another time, and both have table, pin and contact at hand."""
    rachid, lucia, frame = cast.rachid, cast.lucia, cast.frame
    await rachid.write("/people")
    await rachid.has_read(lucia.profile.name, "Pourquoi", "Vous recherchez", "son offre", "Vous proposez")
    await rachid.tap("🤝 Request a meeting")
    await rachid.tap(frame.hour(rachid._, 2))
    await rachid.write("Parlons de <vos> serveurs & du cloud")
    await rachid.tap("📨 Send with this note")
    await rachid.reads("📨 <b>Request sent.</b> The answer will come here.")
    request = await lucia.has_read(rachid.profile.name, "Parlons de <vos> serveurs & du cloud")
    for part in ("Why", rachid.profile.offer, rachid.profile.need):
        assert part in request.text
    await lucia.tap("🕓 Choose another time")
    await lucia.tap(frame.hour(lucia._, 0))
    await rachid.has_read(lucia.profile.name, frame.hour(rachid._, 0))
    await rachid.tap("✅ Confirm")
    await rachid.has_read("Grande halle, table H1", lucia.profile.name)
    await lucia.has_read(rachid.profile.name, "Great hall, table H1")
    await rachid.tap("📍 Map")
    await rachid.has_read("Grande halle", "Paseo de los Ensayos 1")
    await rachid.tap("📇 Contact")
    await rachid.has_read(lucia.profile.phone, lucia.profile.name)
    await lucia.tap("📍 Map")
    await lucia.has_read("Great hall", "Paseo de los Ensayos 1")
    await lucia.tap("📇 Contact")
    await lucia.has_read(rachid.profile.phone, rachid.profile.name)


async def agree_at_once(cast: Cast) -> None:
    amina, lucia, frame = cast.amina, cast.lucia, cast.frame
    await amina.write("/people")
    await amina.has_read(lucia.profile.name, as_read(amina._("<b>Why</b>\n{why}", why="")))
    await amina.tap("🤝 Request a meeting")
    await amina.tap(frame.hour(amina._, 1))
    await amina.tap("📨 Send without a note")
    await lucia.has_read(amina.profile.latin, frame.hour(lucia._, 1))
    await lucia.tap("✅ Confirm")
    await lucia.has_read("Technology park, table P1", amina.profile.latin)
    await amina.has_read("الحديقة التكنولوجية", "P1", lucia.profile.name)
    await amina.tap("📇 Contact")
    await amina.has_read(lucia.profile.phone)


async def look_at_their_day(cast: Cast) -> None:
    frame = cast.frame
    await cast.rachid.write("/agenda")
    await cast.rachid.person.expect(
        "📅", frame.hour(cast.rachid._, 0), cast.lucia.profile.name, "Grande halle, table H1"
    )
    await cast.amina.write("/agenda")
    await cast.amina.person.expect("📅", frame.hour(cast.amina._, 1), cast.lucia.profile.name, "الحديقة التكنولوجية")
    await cast.lucia.write("/agenda")
    await cast.lucia.person.expect("📅", cast.rachid.profile.name, cast.amina.profile.latin, "table H1", "table P1")


async def are_reminded(cast: Cast, venues: tuple[str, str]) -> None:
    """Each in their language, at each lead time, of where the meeting is by then."""
    rachid, amina, lucia = cast.rachid, cast.amina, cast.lucia
    french, english = venues
    await cast.set_minutes_before(0, 12)
    await rachid.has_read("Rendez-vous dans 12 minutes", f"{french}, table H1", lucia.profile.name)
    await lucia.has_read("Meeting in 12 minutes", f"{english}, table H1", rachid.profile.name)
    await cast.set_minutes_before(1, 12)
    await amina.has_read("لقاؤكم بعد", lucia.profile.name, "الحديقة التكنولوجية")
    await lucia.has_read("Meeting in 12 minutes", amina.profile.latin, "Technology park, table P1")
    await cast.set_minutes_before(0, 5)
    hour, sought = cast.frame.hour(rachid._, 0), "🎯 Recherche"
    await rachid.has_read(f"⏰ {hour} · {french}, table H1", lucia.profile.name, sought, "« Manag", "(anglais)")
    hour = cast.frame.hour(lucia._, 0)
    await lucia.has_read(
        f"⏰ {hour} · {english}, table H1",
        rachid.profile.name,
        "🎯 Looks for",
        "“Un hébergeur de centres de données",
        "(French)",
    )


async def is_briefed_in_arabic(cast: Cast) -> None:
    """After the hour of the others' meeting."""
    amina, lucia = cast.amina, cast.lucia
    await cast.set_minutes_before(1, 5)
    hour = cast.frame.hour(amina._, 1)
    await amina.has_read("⏰", hour, "الحديقة التكنولوجية", lucia.profile.name, "يبحث", "a call centre", "(الإنجليزية)")


async def cancels(cast: Cast) -> None:
    amina, lucia = cast.amina, cast.lucia
    await amina.write("/agenda")
    await amina.tap(lucia.profile.name)
    await amina.tap("✖️ Cancel")
    await amina.tap("I cannot come at that time.")
    await amina.reads("This meeting was cancelled.")
    await lucia.has_read("cancelled your meeting", amina.profile.latin, "I cannot come at that time.")
    async with cast.database.reading() as session:
        states = Counter((await session.exec(select(Meeting.state).where(Meeting.mission_id == cast.mission_id))).all())
    assert states == {MeetingState.CONFIRMED: 1, MeetingState.CANCELLED: 1}


async def takes_the_data_and_goes(cast: Cast) -> None:
    rachid = cast.rachid
    await rachid.write("/privacy")
    await rachid.tap("📄 Export my data")
    file = await rachid.person.expect("wasl-my-data.json")
    kept = json.loads(await rachid.person.file_bytes(file))
    said = json.dumps(kept, ensure_ascii=False)
    assert rachid.profile.offer in said
    assert rachid.profile.phone in said
    await rachid.tap("🗑 Delete my data")
    await rachid.tap("🗑 Yes, delete everything")
    await rachid.reads("Done: all your data have been deleted. Delete this chat to remove it from your phone too.")
    await cast.lucia.has_read("Meeting cancelled", rachid.profile.name, "no longer takes part")
    # What Lucía was just told of it stays for some days, as everything that was sent.
    assert set(
        await tables_naming(cast.database, rachid.profile.name, rachid.profile.offer, rachid.profile.phone[1:])
    ) <= {"outbox"}
