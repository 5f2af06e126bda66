"""Answering a press of an inline button."""

from __future__ import annotations

from sandbox.errors import bad
from sandbox.params import Params
from sandbox.registry import method
from sandbox.world import World


@method("answerCallbackQuery")
def answer_callback_query(world: World, params: Params) -> bool:
    number = params.text("callback_query_id")
    if len(params.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and not url.startswith(
        (f"https://t.me/{world.profile.username}?", f"tg://resolve?domain={world.profile.username}")
    ):
        raise bad("URL_INVALID")
    person = world.queries.answer(number, "callback", world.settings.callback_seconds)
    world.events.publish(
        "callback_answer",
        person,
        callback_query_id=number,
        text=params.text("text"),
        show_alert=params.flag("show_alert"),
        url=url,
    )
    return True
