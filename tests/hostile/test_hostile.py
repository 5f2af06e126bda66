"""Whoever presses or writes whatever: one answer, nothing of others changed or shown, and no step lost."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from handlers.core.questions import ALBUM, CUT_AT, SHOWN_BY
from handlers.core.turn import ASKED
from handlers.views.typed import WORDS
from locales import catalogues
from storage.database import Database
from storage.tables import Conversation, Delegate, FailedUpdate, OutboxRow, OutboxState
from tests.hostile import neighbours
from tests.hostile.forging import PARTING, Forger, kinds
from tests.hostile.neighbours import COLLEAGUE, DELEGATE, ORGANISER, PENDING, SECRETS, STRANGER, THEIRS, Neighbours
from tests.hostile.odd_messages import NASTY, NO_TEXTS, ODD_STARTS, SAYING_NOTHING, SAYING_SOMETHING, update
from tests.journeys.kit import Frame
from tests.people import Person, Sandbox
from tests.settled import all_said
from tests.wasl import Wasl

BOT = 123456
SEED = 20060710


@dataclass(frozen=True)
class House:
    sandbox: Sandbox
    database: Database
    neighbours: Neighbours


@asynccontextmanager
async def two_missions(database_url: str, folder: Path) -> AsyncIterator[House]:
    """A running bot with two missions whose people have opened the chat."""
    async with Sandbox() as sandbox, Wasl(sandbox, database_url, start=False, matching="off") as wasl:
        for key in ("detroit", "return"):
            file = folder / f"{key}.toml"
            text = Frame.soon(key=key).file.replace("reminder_minutes = [5, 12]", "reminder_minutes = [1]")
            file.write_text(text, encoding="utf-8")
            code, _output, errors = await wasl.command("mission", "load", str(file))
            assert code == 0, errors
        database = Database(database_url)
        settled = await neighbours.settle(database)
        for number in settled.people:
            await sandbox.add_person("Own", id=number, language_code="en", phone=f"+111222{number}")
        await wasl.start()
        for number in settled.people:
            await sandbox.person(number).start()
        for number in settled.people:
            await sandbox.person(number).expect("Wasl")
        try:
            yield House(sandbox, database, settled)
            assert await sandbox.refused() == []
        finally:
            await database.close()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("presses", [1, pytest.param(6, marks=pytest.mark.slow)])
async def test_forged_presses_reach_nothing_of_others(database_url: str, tmp_path: Path, presses: int) -> None:
    """At least as many presses of each kind of button by each person."""
    async with two_missions(database_url, tmp_path) as house:
        for number in (STRANGER, PENDING, DELEGATE, ORGANISER):
            # What the bot still says to those before is no act of theirs.
            await all_said(house.database)
            before = await neighbours.snapshot(house.database)
            await press_all(house.sandbox.person(number), presses)
            await nothing_failed(house.database)
            nothing_shown(house.sandbox.person(number))
            after = await neighbours.snapshot(house.database)
            strange = [
                row
                for row in neighbours.changed(before, after)
                if not neighbours.belongs(*row, to=rights(house.neighbours, number, before, after))
            ]
            assert strange == [], f"{number} changed:\n" + "\n".join(map(str, strange))[:3000]


async def press_all(person: Person, presses: int) -> None:
    """Press whatever can be made up, and see each press answered once."""
    forger = Forger(range(1, 40), random.Random(f"{SEED}:{person.id}"))
    mine = person.last.id
    pressed: dict[str, str] = {}
    for kind in kinds():
        parting = kind.__prefix__ in PARTING
        if parting:
            # Who erases themselves takes back what was still to be said to them.
            await answered_once(person, pressed)
        for data in forger.presses(kind, presses):
            result = await person.stale_press(mine, data, answered=parting)
            pressed[str(result["callback_query_id"])] = data
    await answered_once(person, pressed)


async def answered_once(person: Person, pressed: dict[str, str]) -> None:
    def answers() -> Counter[str]:
        return Counter(str(event["callback_query_id"]) for event in person.events if event["type"] == "callback_answer")

    def otherwise() -> str:
        return f"{person} was not answered: {[data for query, data in pressed.items() if query not in answers()]}"

    await person.sandbox.until(lambda: answers().keys() >= pressed.keys(), otherwise)
    assert {data: answers()[query] for query, data in pressed.items() if answers()[query] != 1} == {}


async def nothing_failed(database: Database) -> None:
    async with database.reading() as session:
        failed = (await session.exec(select(FailedUpdate))).all()
        dead = (await session.exec(select(OutboxRow).where(col(OutboxRow.state) == OutboxState.DEAD))).all()
    assert [(said_in(row.payload), row.error) for row in failed] == []
    assert [(row.method, row.params, row.error) for row in dead] == []


def said_in(payload: dict[str, Any]) -> str:
    """What an update that failed was about."""
    query, message = payload.get("callback_query") or {}, payload.get("message") or {}
    return str(query.get("data") or {name: message[name] for name in message if name not in ("from", "chat", "date")})


def nothing_shown(person: Person) -> None:
    """Nothing that this person ever saw is of the first mission's people."""
    shown = [json.dumps(event, ensure_ascii=False) for event in person.events]
    assert [event for event in shown if any(secret in event for secret in SECRETS)] == []


def rights(known: Neighbours, number: int, *at: neighbours.Rows) -> dict[str, Any]:
    """Columns, and the values with which a row is one that this person may change."""
    person = known.people[number]
    own: dict[str, Any] = {
        "person.id": {person},
        "person_id": {person},
        "telegram_id": {number},
        "actor_id": {person},
        "chat_id": {number},
        "bot_id": {BOT},
        "method": {"answerCallbackQuery", "setMyCommands"},
        "outbox_id": {int(dict(row)["id"]) for rows in at for row in rows["outbox"]},
        "key": {
            dict(row)["key"][1:-1] for rows in at for row in rows["conversation"] if f":{number}:" in dict(row)["key"]
        }
        | {f"commands:desk:person={person}:{code}" for code in catalogues().codes},
    }
    if number in known.delegates:
        own["subject"] = {f"delegate:{known.delegates[number]}"}
    if number == PENDING:
        own["organisation.id"] = {
            int(dict(row)["id"]) for rows in at for row in rows["organisation"] if SECRETS[0] not in str(row)
        }
        own["chat_id"] = {number, THEIRS[0]}
    if number in (DELEGATE, ORGANISER):
        for name, values in of_mission(known.second, *at).items():
            own[name] = own.get(name, set()) | values
        own["chat_id"] = {DELEGATE, ORGANISER, COLLEAGUE}
    return own


def of_mission(mission: int, *at: neighbours.Rows) -> dict[str, Any]:
    """The same for everything in a mission."""
    own: dict[str, Any] = {"mission_id": {mission}, "mission.id": {mission}}
    for rows in at:
        for table, found in rows.items():
            columns = [dict(row) for row in found]
            ids = {int(row["id"]) for row in columns if "id" in row and row.get("mission_id") == repr(mission)}
            own.setdefault(f"{table}_id", set()).update(ids)
    return own


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_odd_messages_are_answered_and_the_step_is_kept(database_url: str, tmp_path: Path) -> None:
    async with two_missions(database_url, tmp_path) as house:
        await while_joining(house)
        await while_organising(house)
        await while_meeting(house)
        await nothing_failed(house.database)


async def while_joining(house: House) -> None:
    """At each step of the form, and then with an answer that is as odd as one can be."""
    someone = house.sandbox.person(STRANGER)
    await someone.start(house.neighbours.invitation)
    await someone.expect("Do you agree?")
    await withstands(house, someone, pressing=True)
    await someone.press("I agree")
    for place in (1, 2):
        await someone.expect(f"{place}/9")
        await withstands(house, someone)
        await someone.say(NASTY)
    await someone.expect("3/9")
    await withstands(house, someone, pressing=True)
    await someone.press("Company")
    for place in (4, 5, 6):
        await someone.expect(f"{place}/")
        await withstands(house, someone)
        await someone.say(NASTY if place < 6 else f"software {NASTY}")
    await someone.expect("Which languages do you speak?")
    await someone.expect("What is your phone number?")
    await withstands(house, someone, pressing=True)
    await someone.press("Continue without a number")
    await someone.expect("This is your profile", "{name}", "%(x)s ';-- & شركة")
    await withstands(house, someone, pressing=True)
    await someone.press("Send to the organisers")
    await house.sandbox.person(ORGANISER).expect("{name}", "%(x)s ';-- & شركة")
    async with house.database.reading() as session:
        name = (await session.exec(select(Delegate.name).where(col(Delegate.name).contains("Zo")))).one()
    assert name == "Zoë </b><i>{name}</i> %s %(x)s ';-- & شركة"


async def while_organising(house: House) -> None:
    organiser = house.sandbox.person(ORGANISER)
    await organiser.say("/desk")
    await organiser.press("People")
    await organiser.expect("type a name")
    await withstands(house, organiser)
    await organiser.say("/changes")
    await organiser.press("A whole venue")
    await organiser.press("Great hall")
    await organiser.press("Move everything to a new venue")
    await organiser.expect("What is the new venue called?")
    await withstands(house, organiser)
    await organiser.say("/desk")
    await organiser.press("Announce")
    await organiser.press("New announcement")
    await organiser.expect("Who is it for?")
    await withstands(house, organiser, pressing=True)
    await organiser.press("Next: write the text")
    await organiser.press("English: write")
    await organiser.expect("Type the announcement in this language")
    await withstands(house, organiser)


async def while_meeting(house: House) -> None:
    delegate = house.sandbox.person(DELEGATE)
    await delegate.say("/people")
    await delegate.press("Request a meeting")
    await delegate.press_data(await a_time(delegate))
    await delegate.expect("Type a short note")
    await withstands(house, delegate)
    await delegate.say(NASTY)
    await delegate.press("Send with this note")
    await house.sandbox.person(COLLEAGUE).expect("%(x)s ';-- & شركة")


async def a_time(delegate: Person) -> str:
    """The data of the first time that is offered."""
    seen = await delegate.expect("You are both free at these times")
    return seen.buttons[0].data


async def withstands(house: House, person: Person, *, pressing: bool = False) -> None:
    """One answer to each odd message, and the conversation as it was. pressing: no text is an answer here."""
    texts = (*SAYING_NOTHING, *ODD_STARTS, *(SAYING_SOMETHING if pressing else ()))
    contents = [*NO_TEXTS, *({"text": text} for text in texts)]
    before = await conversation(house, person)
    answers = await sent_to(house, person)
    for number, content in enumerate(contents):
        await house.sandbox.inject(update(person, number, content))
    await house.sandbox.inject(update(person, 0, {"text": "edited"}, kind="edited_message"))
    await house.sandbox.acknowledged()
    # The question is asked again each time, and older ones lose their buttons.
    await all_said(house.database)
    await nothing_failed(house.database)
    assert await conversation(house, person) == before
    assert await sent_to(house, person) - answers == len(contents) + 1, "the edit is answered as well"


async def conversation(house: House, person: Person) -> tuple[str | None, dict[str, Any]]:
    """The question that stands and what was answered, without what is noted of each message that comes or goes.

    Words that answer nothing are noted for the button that looks for them.
    """
    async with house.database.reading() as session:
        mine = select(Conversation).where(col(Conversation.key).contains(f":{person.id}:"))
        row = (await session.exec(mine)).one()
    noted = {ASKED, SHOWN_BY, CUT_AT, ALBUM, WORDS}
    return row.state, {name: value for name, value in row.data.items() if name not in noted}


async def sent_to(house: House, person: Person) -> int:
    """How many messages were written for this person so far."""
    async with house.database.reading() as session:
        sent = select(OutboxRow.id).where(OutboxRow.chat_id == person.id, OutboxRow.method == "sendMessage")
        return len((await session.exec(sent)).all())
