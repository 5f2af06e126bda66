"""People who keep writing, as fast as they are answered."""

from __future__ import annotations

import asyncio
import itertools

from tests.people import Person, Sandbox

PEOPLE = 400
WINDOW = 80
"""Updates that wait for their answer at once, before the next is made."""
PATIENCE_SECONDS = 900.0
"""Longer than the longest outage."""


class Load:
    """Each update is a message that the bot answers with one message: that is what is counted."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.people: list[Person] = []
        self.said = 0
        self._answered = 0
        self._seen = 0

    async def gather(self) -> None:
        """Everyone comes, and says nothing yet."""
        self.people = [
            await self.sandbox.add_person(f"Delegate {number}", language_code=("fr", "ar", "en")[number % 3])
            for number in range(PEOPLE)
        ]

    async def run(self, stop: asyncio.Event, least: int) -> None:
        """Write until the stop, and so many times at least, never with more than WINDOW unanswered."""
        for number, person in enumerate(itertools.cycle(self.people)):
            if stop.is_set() and self.said >= least:
                return
            await self.sandbox.until(
                lambda: self.said - self.answered() < WINDOW,
                lambda: f"of {self.said} updates, {self.said - self.answered()} wait for their answer",
                PATIENCE_SECONDS,
            )
            await (person.start() if number < PEOPLE else person.say(f"texte {number // PEOPLE}"))
            self.said += 1

    def answered(self) -> int:
        """Messages that Telegram took from the bot, repeats among them: what it may wait for less."""
        heard = self.sandbox.heard
        while self._seen < len(heard):
            call = heard[self._seen].get("call", {})
            self._answered += call.get("method") == "sendMessage" and call["ok"]
            self._seen += 1
        return self._answered
