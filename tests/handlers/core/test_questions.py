"""The table of questions is whole: a new state cannot be forgotten there."""

from __future__ import annotations

from aiogram.fsm.state import StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage

from handlers.dispatcher import build
from handlers.questions import QUESTIONS


def test_every_state_of_every_conversation_has_its_question() -> None:
    build(MemoryStorage(), default_language="en")
    names = {
        name
        for group in StatesGroup.__subclasses__()
        if group.__module__.startswith("handlers.")
        for name in group.__state_names__
    }

    assert len(names) > 15
    assert names == QUESTIONS.keys()


def test_only_registrations_survive_other_acts() -> None:
    lasting = {name for name, question in QUESTIONS.items() if question.lasting}

    assert lasting == {"Joining:greeting", "Joining:registering", "Joining:claiming"}
