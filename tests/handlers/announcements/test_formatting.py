"""What is formatted in an announcement arrives formatted, in each language; what cannot be carried is said at once."""

from __future__ import annotations

import pytest

from locales import catalogues
from storage.tables import Announcement, DelegateStatus
from tests.handlers.desk.kit import delegate, organiser, speak
from tests.handlers.registration.kit import OWNER, House
from tests.people import Person
from tests.screen import Json, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT = "  Bus 🚌 à 9 h <ici> & là: plan, code B-7, Karim, 👍 fin  "
"""With signs of two UTF-16 units before what is formatted, and white space that goes."""
SEEN = {"👍": "custom_emoji", "plan": "text_link", "B-7": "code", "9 h": "bold", "h": "italic", "Karim": "text_mention"}
LINK = 'https://example.org/a?b=1&c="2"\'<3>'


async def test_what_is_formatted_arrives_formatted(desk_home: House) -> None:
    home = desk_home
    await organiser(home)
    readers = {
        "fr": await delegate(home, "Karim", "fr", "Fouad Bennis", DelegateStatus.APPROVED),
        "ar": await delegate(home, "أمينة", "ar", "Adil Lamrabet", DelegateStatus.APPROVED),
        "en": await delegate(home, "Lucía", "en", "Hanane Zerouali", DelegateStatus.APPROVED),
    }
    salma = home.owner
    await speak(home.database, OWNER, "en")
    await salma.say("/desk")
    await salma.press("Announce")
    await salma.press("New announcement")
    await salma.expect("Who is it for?")
    await salma.press("🧭")
    await salma.expect("🧭")
    await salma.press("Moroccan delegation")
    await salma.press("‹ Done")
    await salma.press("Next: write the text")
    for code in readers:
        await salma.press(f"{catalogues().texts('en').language.locale.languages[code]}: write")
        await salma.expect("3,500")
        await salma.say(TEXT, entities=_entities(readers["fr"].id))
        await salma.expect("Custom emoji may arrive as ordinary ones")
        await salma.expect("in each language your audience reads")
    await salma.press("Next: check and send")
    await salma.press("Preview")
    for _reader in readers:
        _arrived_formatted((await salma.expect("📣", "B-7")).raw, readers["fr"])
    await salma.press("Send now to 3 people")
    for reader in readers.values():
        _arrived_formatted((await reader.expect("📣", "B-7")).raw, readers["fr"])
    assert await home.sandbox.refused() == []
    await speak(home.database, OWNER, "fr")


async def test_what_cannot_be_carried_is_said_at_once(desk_home: House) -> None:
    home = desk_home
    salma = await organiser(home)
    await delegate(home, "Lucía", "en", "Hanane Zerouali", DelegateStatus.APPROVED)
    await salma.say("/desk")
    await salma.press("Announce")
    await salma.press("New announcement")
    await salma.press("Next: write the text")
    await salma.press("English: write")
    await salma.expect("3,500")
    stranger = {"id": 99_000_001, "is_bot": False, "first_name": "Sara"}
    await salma.say("Ask Sara", entities=[{"type": "text_mention", "offset": 4, "length": 4, "user": stranger}])
    await salma.expect("Sara: not in this chat yet")
    [written] = await home.rows(Announcement, Announcement.state == "draft")
    assert (written.texts["en"], written.marks["en"]) == ("Ask Sara", [])
    await salma.press("English: edit")
    await salma.expect("3,500")
    # Nothing but an invitation is a text, too, and no tap on it.
    link = f"https://t.me/wasl_bot?start={await home.invite()}"
    await salma.say(link)
    await salma.expect("in each language your audience reads")
    [written] = await home.rows(Announcement, Announcement.state == "draft")
    assert written.texts["en"] == link
    await salma.press("English: edit")
    await salma.expect("3,500")
    many = "abcdefghij" * 11
    bold = [{"type": "bold", "offset": place, "length": 1} for place in range(99)]
    await salma.say(many, entities=bold)
    await salma.expect("Some formatting cannot be sent")
    await salma.say("/cancel")
    await salma.expect("Draft discarded")
    await speak(home.database, OWNER, "fr")


def _entities(karim: int) -> list[Json]:
    """Of TEXT, as Telegram counts."""
    extra: dict[str, Json] = {
        "plan": {"url": LINK},
        "👍": {"custom_emoji_id": "5368324170671202286"},
        "Karim": {"user": {"id": karim, "is_bot": False, "first_name": "Karim"}},
    }
    return [
        {"type": kind, "offset": _units(TEXT[: TEXT.index(part)]), "length": _units(part), **extra.get(part, {})}
        for part, kind in SEEN.items()
    ]


def _arrived_formatted(message: Json, karim: Person) -> None:
    text = message["text"].encode("utf-16-le")
    found = {}
    for entity in message["entities"]:
        start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
        found[plain(text[start:end].decode("utf-16-le"))] = entity
    assert {part: found[part]["type"] for part in SEEN if part in found} == SEEN
    assert found["plan"]["url"] == LINK
    assert found["👍"]["custom_emoji_id"] == "5368324170671202286"
    assert found["Karim"]["user"]["id"] == karim.id
    assert plain(message["text"]).startswith(plain(f"📣 {TEXT.strip()}")), "a lock screen shows what is said first"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
