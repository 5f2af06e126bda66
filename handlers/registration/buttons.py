"""What the buttons of joining carry."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData


class Speak(CallbackData, prefix="hi"):
    """The greeting in another language."""

    language: str


class Agree(CallbackData, prefix="agree"):
    """Consent; delegation is 0 where the link fixes it."""

    invitation: int
    delegation: int = 0


class Disagree(CallbackData, prefix="disagree"):
    invitation: int


class Pick(CallbackData, prefix="pick"):
    """A choice at a step of the form."""

    step: str
    value: str


class FormMove(CallbackData, prefix="move"):
    """Back from a step, or on from one with several choices."""

    step: str
    on: bool


class Revise(CallbackData, prefix="revise"):
    """From the review to one of its fields."""

    field: str


class Send(CallbackData, prefix="send"):
    """The profile as the review of this number showed it."""

    review: int


class SendAs(CallbackData, prefix="sendas"):
    """The same, with the sector that comes closest, where the words name none."""

    review: int
    sector: str


class Chip(CallbackData, prefix="chip"):
    """A tag under the review, to be ticked from now on, or not. side: "offer" or "need"."""

    side: str
    tag: str
    on: bool


class Correct(CallbackData, prefix="fix"):
    """From the review of this number to the choice of what to correct, and back."""

    review: int
    on: bool


class Topics(CallbackData, prefix="topics"):
    """Topics to look up for a side: all sectors, or a page of those of one; shut: back to the question."""

    side: str
    sector: str = ""
    page: int = 0
    shut: bool = False


class Topic(CallbackData, prefix="topic"):
    """A tag that was looked up, to be ticked from now on, or not. side: "offer" or "need"."""

    side: str
    tag: str
    on: bool
