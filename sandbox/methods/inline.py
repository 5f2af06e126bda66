"""Answers to inline queries."""

from __future__ import annotations

from sandbox.errors import bad
from sandbox.keyboards import parse_markup
from sandbox.params import Json, Params, string_field
from sandbox.registry import method
from sandbox.sending import read_text
from sandbox.world import World

MAX_RESULTS = 50
TYPES = {
    "article", "audio", "contact", "game", "document", "gif", "location", "mpeg4_gif", "photo", "sticker",
    "venue", "video", "voice",
}  # fmt: skip


def _result(world: World, item: object) -> Json:
    if not isinstance(item, dict):
        raise bad("Can't parse inline query result: Inline query result must be an object")
    kind = string_field(item, "type", required=True)
    if kind not in TYPES:
        raise bad(f'Can\'t parse inline query result: type "{kind}" is unsupported for the inline query result')
    if not 1 <= len(string_field(item, "id", required=True).encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if kind == "article" and not string_field(item, "title"):
        raise bad("ARTICLE_TITLE_EMPTY")
    content = item.get("input_message_content")
    if kind == "article" and not isinstance(content, dict):
        raise bad("Can't parse inline query result: Can't find field \"input_message_content\"")
    if item.get("reply_markup") is not None:
        parse_markup(item["reply_markup"])
    if not isinstance(content, dict) or "message_text" not in content:
        return item
    written = read_text(world, Params({**content, "text": content["message_text"]}))
    return {**item, "message": written}


@method("answerInlineQuery")
def answer_inline_query(world: World, params: Params) -> bool:
    items = params.decoded("results", "Can't parse inline query results JSON object")
    if items is None:
        items = []
    if not isinstance(items, list):
        raise bad("Expected an Array of inline query results")
    if len(items) > MAX_RESULTS:
        raise bad("Too many inline query results specified")
    results = [_result(world, item) for item in items]
    if len({result["id"] for result in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    if len(params.text("next_offset").encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    button = params.decoded("button", "Can't parse inline query results button JSON object")
    number = params.text("inline_query_id")
    person = world.queries.answer(number, "inline", world.settings.callback_seconds)
    world.events.publish(
        "inline_answer",
        person,
        inline_query_id=number,
        results=results,
        button=button,
        next_offset=params.text("next_offset"),
        is_personal=params.flag("is_personal"),
    )
    return True
