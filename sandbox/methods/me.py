"""Who the bot is and how it presents itself."""

from __future__ import annotations

import re

from sandbox.errors import bad
from sandbox.markup import utf16_length
from sandbox.params import Json, Params
from sandbox.registry import method
from sandbox.world import World

LIMITS = {"name": 64, "description": 512, "short_description": 120}
METHOD_NAMES = {"name": "MyName", "description": "MyDescription", "short_description": "MyShortDescription"}


def read_language(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("Invalid language code specified")
    return code


@method("getMe")
def get_me(world: World, params: Params) -> Json:  # noqa: ARG001 - every method has the same form
    return world.profile.me()


def _add_text(name: str) -> None:
    @method(f"set{METHOD_NAMES[name]}")
    def set_text(world: World, params: Params) -> bool:
        language = read_language(params)
        text = params.text(name).strip()
        if utf16_length(text) > LIMITS[name]:
            raise bad(f"bot {name.replace('_', ' ')} is too long")
        texts = world.profile.texts[name]
        if text:
            texts[language] = text
        else:
            texts.pop(language, None)
        world.profile.keep(name)
        world.events.publish("bot", name=name, language=language, text=text)
        return True

    @method(f"get{METHOD_NAMES[name]}")
    def get_text(world: World, params: Params) -> Json:
        return {name: world.profile.text(name, read_language(params))}


for _name in LIMITS:
    _add_text(_name)
