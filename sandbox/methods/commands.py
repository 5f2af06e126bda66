"""The list of commands and the button that opens it."""

from __future__ import annotations

import re

from sandbox.checks import readable_chat
from sandbox.errors import bad
from sandbox.methods.me import read_language
from sandbox.params import Json, Params, string_field
from sandbox.registry import method
from sandbox.world import World

MAX_COMMANDS = 100
SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def _scope(world: World, params: Params) -> str:
    """A key: the scope, with its chat, and the language."""
    language = read_language(params)
    value = params.decoded("scope", "Can't parse BotCommandScope JSON object")
    if value is None:
        return f"default/{language}"
    if not isinstance(value, dict):
        raise bad("Can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = string_field(value, "type", required=True)
    if kind in SCOPES:
        return f"{kind}/{language}"
    if kind not in CHAT_SCOPES:
        raise bad("Can't parse BotCommandScope: Unsupported type specified")
    if not string_field(value, "chat_id"):
        raise bad("Can't parse BotCommandScope: Empty chat_id specified")
    chat = readable_chat(world, Params(value))
    if kind != "chat":
        raise bad("can't set commands for chat administrators in a private chat")
    return f"chat:{chat.person}/{language}"


def _command(item: object) -> Json:
    if not isinstance(item, dict):
        raise bad("Can't parse BotCommand: expected an Object")
    command = string_field(item, "command", required=True).strip().removeprefix("/")
    description = string_field(item, "description", required=True).strip()
    if not command:
        raise bad("command must be non-empty")
    if len(command) > 32:
        raise bad("command length must not exceed 32")
    if not re.fullmatch(r"[a-z0-9_]+", command):
        raise bad("BOT_COMMAND_INVALID")
    if not description:
        raise bad("command description must be non-empty")
    if len(description) > 256:
        raise bad("command description length must not exceed 256")
    return {"command": command, "description": description}


@method("setMyCommands")
def set_my_commands(world: World, params: Params) -> bool:
    items = params.decoded("commands", "Can't parse commands JSON object")
    if not isinstance(items, list | None):
        raise bad("Expected an Array of BotCommand")
    commands = [_command(item) for item in items or []]
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    world.profile.commands[_scope(world, params)] = commands
    return _kept(world)


@method("deleteMyCommands")
def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop(_scope(world, params), None)
    return _kept(world)


@method("getMyCommands")
def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.commands.get(_scope(world, params), [])


def _kept(world: World) -> bool:
    world.profile.keep("commands")
    world.events.publish("commands")
    return True


@method("setChatMenuButton")
def set_chat_menu_button(world: World, params: Params) -> bool:
    button = _menu_button(params)
    if params.text("chat_id"):
        chat = readable_chat(world, params)
        chat.menu_button = None if button["type"] == "default" else button
        world.keep_chat(chat)
    else:
        world.profile.menu_button = {"type": "commands"} if button["type"] == "default" else button
        world.profile.keep("menu_button")
        world.events.publish("bot", menu_button=button)
    return True


def _menu_button(params: Params) -> Json:
    value = params.decoded("menu_button", "Can't parse menu button JSON object")
    if value is None:
        return {"type": "default"}
    if not isinstance(value, dict):
        raise bad("Can't parse menu button: MenuButton must be an Object")
    kind = string_field(value, "type", required=True)
    if kind in ("default", "commands"):
        return {"type": kind}
    if kind != "web_app":
        raise bad("Can't parse menu button: MenuButton has unsupported type")
    text, app = string_field(value, "text", required=True), value.get("web_app")
    if not isinstance(app, dict) or not string_field(app, "url").startswith("https://"):
        raise bad("Can't parse menu button: Only HTTPS links are allowed")
    return {"type": "web_app", "text": text, "web_app": {"url": app["url"]}}


@method("getChatMenuButton")
def get_chat_menu_button(world: World, params: Params) -> Json:
    if not params.text("chat_id"):
        return world.profile.menu_button
    return readable_chat(world, params).menu_button or {"type": "default"}
