"""Whatever a bot sends, it gets an answer or a refusal, never a broken server; and nothing half done."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sandbox.methods  # noqa: F401 - fills the registry
from sandbox.actions import Actions
from sandbox.errors import Refused
from sandbox.params import Params, Upload
from sandbox.registry import METHODS
from sandbox.server import load_people
from sandbox.world import World
from tests.examples import examples
from tests.screen import Json

NAMES = (
    "chat_id", "message_id", "from_chat_id", "text", "caption", "parse_mode", "entities", "caption_entities",
    "reply_markup", "reply_parameters", "link_preview_options", "latitude", "longitude", "title", "address",
    "phone_number", "first_name", "vcard", "action", "document", "photo", "file_id", "message_ids", "commands",
    "scope", "language_code", "menu_button", "callback_query_id", "url", "inline_query_id", "results", "button",
    "allowed_updates", "max_connections", "secret_token", "name", "description",
)  # fmt: skip
KEYS = st.sampled_from((
    "text", "callback_data", "url", "web_app", "copy_text", "login_url", "style", "type", "id", "offset", "length",
    "inline_keyboard", "keyboard", "force_reply", "remove_keyboard", "message_id", "chat_id", "command", "title",
    "description", "input_message_content", "message_text", "reply_markup", "user_id", "is_disabled",
))  # fmt: skip
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["2001", 2001, 1, 2, "HTML", "typing", "article", "<b>x</b>", "attach://photo", "chat", "x"]),
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=5
)
WRITTEN = VALUES.map(lambda value: json.dumps(value, allow_nan=True))
GIVEN = st.dictionaries(st.sampled_from(NAMES), st.one_of(VALUES, WRITTEN), max_size=5)
FIELDS = st.dictionaries(KEYS, VALUES, max_size=3)
BUTTON = FIELDS.map(lambda fields: {"text": "x", **fields})
SHAPED = st.fixed_dictionaries(
    {},
    optional={
        "reply_markup": st.one_of(
            BUTTON.map(lambda button: {"inline_keyboard": [[button]]}),
            BUTTON.map(lambda button: {"keyboard": [[button]], "input_field_placeholder": button["text"]}),
        ),
        "results": FIELDS.map(
            lambda fields: [
                {
                    "type": "article",
                    "id": "1",
                    "title": "x",
                    "input_message_content": {"message_text": "x", **fields},
                    **fields,
                }
            ]
        ),
        "commands": FIELDS.map(lambda fields: [{"command": "x", "description": "y", **fields}]),
        "entities": FIELDS.map(lambda fields: [{"type": "bold", "offset": 0, "length": 1, **fields}]),
        "reply_parameters": FIELDS.map(lambda fields: {"message_id": 1, **fields}),
        "menu_button": FIELDS.map(lambda fields: {"type": "web_app", "text": "x", **fields}),
        "link_preview_options": FIELDS,
        "scope": FIELDS.map(lambda fields: {"type": "chat", "chat_id": 2001, **fields}),
    },
)
SENSIBLE = st.fixed_dictionaries(
    {"chat_id": st.just(2001)},
    optional={"message_id": st.sampled_from([1, 2, 3]), "text": st.just("x"), "action": st.just("typing")},
)


def talk() -> World:
    world = World("123456:ABC", "wasl_demo_bot")
    world.seed(load_people())
    Actions(world).start(2001)
    for text in ("one", "two"):
        METHODS["sendmessage"](world, Params({"chat_id": 2001, "text": text}))
    return world


WORLD = talk()


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(METHODS)), GIVEN, SHAPED, SENSIBLE, st.binary(max_size=30))
def test_any_call_is_answered_or_refused(method: str, given: Json, shaped: Json, sensible: Json, data: bytes) -> None:
    values = {name: value for name, value in (given | shaped | sensible).items() if value is not None}
    files = {"photo": Upload("x.png", "image/png", data), "document": Upload("x", "", data)}
    try:
        answer = METHODS[method](WORLD, Params(values, files))
    except Refused:
        return
    json.dumps(answer)
