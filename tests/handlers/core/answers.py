"""A model of the rule "an answer belongs to its question", and people who act at random on a bot that runs.

The model says which question stands, and so where a text may land. It is held against the tables after each act.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlmodel import col, select

from storage.tables import Announcement, Delegate, Interpreter, Meeting, Organisation, Venue
from tests.handlers.registration.kit import House
from tests.people import Person
from tests.settled import all_said

SIGN = "qzw"
"""Every text that is written has it, and a number, so that it is found wherever it lands."""

OF_DELEGATES = ("/people", "/agenda", "/requests")
"""Commands that are refused to who is not registered yet: nothing comes in the place of the question."""

PICKS = {"kind": "pick:kind:company"}

Place = tuple[str, int]
"""A column, and the row's id."""


@dataclass
class Asked:
    """A question that stands: where its answer lands, and the button that lets the shown words go there."""

    name: str
    lands: Place | None = None
    at_once: bool = False
    """The text lands without confirmation: what it is in can still be changed or thrown away."""
    confirm: str = ""
    back: str = ""
    reopens: bool = False
    """Where nothing of it is left to send, that button asks again."""
    words: str = ""
    ended: Callable[[], None] = lambda: None


@dataclass
class Actor:
    """A person of the walk, with the question that they see."""

    phone: Person
    questions: dict[str, Callable[[], tuple[str, Asked] | None]]
    """By name: the data of the button that asks it, and what is asked then; None where it cannot be asked now."""
    elsewhere: tuple[str, ...]
    """Commands, and data of buttons, that are about something else."""
    now: Asked | None = None
    over: list[Asked] = field(default_factory=list)
    """Questions that ended without an answer."""

    async def press(self, data: str) -> None:
        shown = [seen for seen in self.phone.screen if seen.from_bot]
        await self.phone.stale_press(shown[-1].id, data)


@dataclass
class Joining:
    """A person with a lasting question: it survives what else they do, and only its own texts answer it."""

    phone: Person
    steps: tuple[str, ...]
    texts: frozenset[str]
    """Steps that take a text."""
    refused: tuple[str, ...] = OF_DELEGATES
    elsewhere: tuple[str, ...] = ("/help", *OF_DELEGATES)
    taken: dict[str, str] = field(default_factory=dict)
    place: int = 0
    aside: bool = False

    @property
    def step(self) -> str:
        return self.steps[self.place]

    async def act(self, walk: Walk) -> None:
        acts = [self.write, self.press, self.look_elsewhere, self.resume, self.go_back]
        await walk.chance.choices(acts, [4, 3, 2, 2, 1])[0](walk)

    async def write(self, walk: Walk) -> None:
        text = walk.text()
        walk.log.append(f"{self.phone}: writes {text} at {self.step}, aside: {self.aside}")
        await self.phone.say(text)
        if not self.aside and self.step in self.texts:
            self.taken[self.step] = text
            self.place += 1

    async def press(self, walk: Walk) -> None:
        """What a step without text is answered with."""
        if self.step in PICKS and not self.aside:
            walk.log.append(f"{self.phone}: picks the {self.step}")
            await self.phone.stale_press(self.phone.last.id, PICKS[self.step])
            self.place += 1

    async def look_elsewhere(self, walk: Walk) -> None:
        where = walk.chance.choice(self.elsewhere)
        walk.log.append(f"{self.phone}: looks at {where}")
        await self.phone.say(where)
        self.aside = self.aside or where not in self.refused

    async def resume(self, walk: Walk) -> None:
        """It is offered again, and is the same question."""
        walk.log.append(f"{self.phone}: continues")
        await self.phone.say("/menu")
        await self.phone.press("Continue where I left off")
        await self.phone.expect(f"{self.place + 1}/")
        self.aside = False

    async def go_back(self, walk: Walk) -> None:
        """Its own buttons answer it, even where it was set aside."""
        if self.place:
            walk.log.append(f"{self.phone}: goes back from {self.step}")
            await self.phone.stale_press(self.phone.last.id, f"move:{self.step}:0")
            self.place -= 1
            self.aside = False

    async def finish(self, walk: Walk) -> None:
        """To the end, from wherever it is: what was taken is what the profile says."""
        await self.resume(walk)
        while self.place < len(self.steps) - 1:
            await (self.press(walk) if self.step in PICKS else self.write(walk))
            await walk.settled()
        await self.phone.press("Continue without a number")
        await self.phone.press("📨 Software")
        await self.phone.expect("Sent to the organisers.")


@dataclass
class Claiming:
    """A person who looks over an imported profile: a lasting question, too, with words that are theirs to send."""

    phone: Person
    delegate: int
    questions: dict[str, str]
    """What is asked for each field."""
    elsewhere: tuple[str, ...]
    taken: dict[str, str] = field(default_factory=dict)
    field: str = ""
    """Which is being corrected."""
    aside: bool = False
    done: bool = False

    async def act(self, walk: Walk) -> None:
        acts = [self.write, self.look_elsewhere, self.correct, self.resume, self.go_back, self.send]
        await walk.chance.choices(acts, [5, 3, 4, 2, 1, 0 if len(self.taken) < len(self.questions) else 1])[0](walk)

    async def write(self, walk: Walk) -> None:
        text = walk.text()
        walk.log.append(f"{self.phone}: writes {text} as {self.field or 'nothing'}, aside: {self.aside}")
        await self.phone.say(text)
        if self.field and not self.aside:
            self.taken[self.field] = text
            self.field = ""

    async def look_elsewhere(self, walk: Walk) -> None:
        where = walk.chance.choice(self.elsewhere)
        walk.log.append(f"{self.phone}: looks at {where}")
        await self.phone.say(where)
        self.aside = True

    async def correct(self, walk: Walk) -> None:
        """Its own buttons answer it, even where it was set aside; while a field is asked for, another is not."""
        name = walk.chance.choice([*self.questions])
        walk.log.append(f"{self.phone}: corrects {name}")
        await self.phone.stale_press(self.phone.last.id, f"revise:{name}")
        if not self.field and not self.done:
            self.field, self.aside = name, False

    async def resume(self, walk: Walk) -> None:
        if self.done:
            return
        walk.log.append(f"{self.phone}: continues")
        await self.phone.say("/menu")
        await self.phone.press("Continue where I left off")
        await self.phone.expect(self.questions[self.field] if self.field else "This is what the organisers entered")
        self.aside = False

    async def go_back(self, walk: Walk) -> None:
        if self.field:
            walk.log.append(f"{self.phone}: goes back from {self.field}")
            await self.phone.stale_press(self.phone.last.id, f"move:{self.field}:0")
            self.field, self.aside = "", False

    async def send(self, walk: Walk) -> None:
        """The newest review's button; while a field is asked for, it sends nothing."""
        buttons = [seen.button("Yes, this is me") for seen in self.phone.screen]
        newest = [each.data for each in buttons if each is not None]
        if self.done or not newest:
            return
        walk.log.append(f"{self.phone}: sends it, asked for {self.field or 'nothing'}")
        await self.phone.stale_press(self.phone.last.id, newest[-1])
        if not self.field:
            walk.expected |= {(f"delegate.{name}", self.delegate): text for name, text in self.taken.items()}
            self.done = True

    async def finish(self, walk: Walk) -> None:
        await self.resume(walk)
        await self.go_back(walk)
        await walk.settled()
        await self.send(walk)
        await walk.settled()
        assert self.done


@dataclass
class Walk:
    """Acts at random; what landed is what the model expects, after each."""

    house: House
    chance: random.Random
    actors: list[Actor]
    joining: list[Joining | Claiming]
    expected: dict[Place, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    written: int = 0

    async def go(self, acts: int) -> None:
        for _number in range(acts):
            everybody: list[Actor | Joining | Claiming] = [*self.actors, *self.joining]
            try:
                await self.act(self.chance.choice(everybody))
            except AssertionError as error:
                raise AssertionError("\n".join(self.log[-25:])) from error
            await self.settled()
            found = await landed(self.house)
            assert found == self.expected, "\n".join([*self.log[-25:], f"{found} != {self.expected}"])

    async def settled(self) -> None:
        """What was done is handled, and what came of it is on the screens."""
        await self.house.sandbox.acknowledged()
        await all_said(self.house.database)

    async def act(self, actor: Actor | Joining | Claiming) -> None:
        if not isinstance(actor, Actor):
            await actor.act(self)
            return
        acts = [self.ask, self.write, self.confirm, self.look_elsewhere, self.go_back, self.confirm_late]
        await self.chance.choices(acts, [5, 6, 3, 3, 1, 1])[0](actor)

    def text(self) -> str:
        self.written += 1
        return f"{SIGN}{self.written} alpha"

    def note(self, actor: Actor, what: str) -> None:
        self.log.append(f"{actor.phone}: {what}; asked: {actor.now.name if actor.now else None}")

    async def ask(self, actor: Actor) -> None:
        name = self.chance.choice([*actor.questions])
        if (found := actor.questions[name]()) is None:
            return
        data, asked = found
        if actor.now is not None and actor.now.name == asked.name and asked.reopens:
            asked.words = actor.now.words
        self.end(actor)
        actor.now = asked
        self.note(actor, f"opens {data}")
        await (actor.phone.say(data) if data.startswith("/") else actor.press(data))

    async def write(self, actor: Actor) -> None:
        text = self.text()
        self.note(actor, f"writes {text}")
        asked = actor.now
        await actor.phone.say(text)
        if asked is None or asked.lands is None:
            return
        if asked.at_once:
            self.expected[asked.lands] = text
            actor.now = None
            if asked.name == "text":
                # The text of the next language is asked for.
                await self.settled()
                await self.look_elsewhere(actor)
        else:
            asked.words = text

    async def confirm(self, actor: Actor) -> None:
        """The words that were shown go where they were written for; without words, nothing does."""
        asked = actor.now
        if asked is None or not asked.confirm:
            return
        self.note(actor, f"confirms {asked.confirm} of {asked.words!r}")
        await actor.press(asked.confirm)
        if asked.words and asked.lands:
            self.expected[asked.lands] = asked.words
            asked.ended()
            actor.over = [each for each in actor.over if each.confirm != asked.confirm or not asked.reopens]
            actor.now = None

    async def look_elsewhere(self, actor: Actor) -> None:
        where = self.chance.choice(actor.elsewhere)
        self.end(actor)
        self.note(actor, f"looks at {where}")
        await (actor.phone.say(where) if where.startswith("/") else actor.press(where))

    async def go_back(self, actor: Actor) -> None:
        if actor.now is None or not actor.now.back:
            return
        back = actor.now.back
        self.end(actor)
        self.note(actor, f"goes back by {back}")
        await actor.press(back)

    async def confirm_late(self, actor: Actor) -> None:
        """A button under words whose question is over sends nothing."""
        late = [each for each in actor.over if actor.now is None or each.confirm != actor.now.confirm]
        if not late:
            return
        asked = self.chance.choice(late)
        self.end(actor)
        self.note(actor, f"presses what is over, {asked.confirm}")
        await actor.press(asked.confirm)
        if asked.reopens:
            actor.now = replace(asked, words="")

    def end(self, actor: Actor) -> None:
        if actor.now is not None and actor.now.confirm:
            actor.over.append(actor.now)
        actor.now = None


async def landed(house: House) -> dict[Place, str]:
    """Where texts of the walk are, in all the columns that others read."""
    found: dict[Place, str] = {}
    async with house.database.reading() as session:
        for name in ("name", "position", "offer", "need", "status_reason", "phone"):
            column = getattr(Delegate, name)
            rows = await session.exec(select(Delegate.id, column).where(col(column).contains(SIGN)))
            found |= {(f"delegate.{name}", key): text for key, text in rows}
        for column, whose in ((Meeting.note, Meeting.invitee_id), (Meeting.reason, Meeting.requester_id)):
            rows = await session.exec(select(whose, column).where(col(column).contains(SIGN)))
            found |= {(f"meeting.{column.key}", key): text for key, text in rows}  # type: ignore[attr-defined]
        for table in (Interpreter, Organisation):
            named = await session.exec(select(table.id, table.name).where(col(table.name).contains(SIGN)))
            found |= {(f"{table.__tablename__}.name", key): text for key, text in named}
        for venue in await session.exec(select(Venue)):
            found |= {("venue", venue.id): each for each in (*venue.title.values(), venue.address) if SIGN in each}  # noqa: B035 - one at most
        for draft in await session.exec(select(Announcement)):
            found |= {("announcement", draft.id): each for each in draft.texts.values() if SIGN in each}  # noqa: B035 - one at most
    return {place: re.search(rf"{SIGN}\d+ alpha", text)[0] for place, text in found.items()}  # type: ignore[index]
