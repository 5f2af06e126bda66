"""Putting a message of the bot into a chat."""

from __future__ import annotations

from sandbox.checks import reply_target, writable_chat
from sandbox.entities import formatted
from sandbox.errors import bad
from sandbox.keyboards import Markup, read_markup
from sandbox.markup import utf16_length
from sandbox.params import Json, Params
from sandbox.people import Chat
from sandbox.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024


def read_text(params: Params) -> Json:
    """`text` and its entities; refused when empty or, after parsing, too long."""
    if not params.text("text"):
        raise bad("message text is empty")
    text, entities = formatted(params, "text", "entities")
    if not text:
        raise bad("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad("message is too long")
    content: Json = {"text": text}
    if entities:
        content["entities"] = _mentions(entities)
    options = params.decoded("link_preview_options", "Can't parse link preview options JSON object")
    if options is not None and not isinstance(options, dict):
        raise bad("Object expected as link preview options")
    if options:
        content["link_preview_options"] = options
    elif params.flag("disable_web_page_preview"):
        content["link_preview_options"] = {"is_disabled": True}
    return content


def read_caption(params: Params) -> Json:
    text, entities = formatted(params, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad("message caption is too long")
    content: Json = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = _mentions(entities)
    return content


def _mentions(entities: list[Json]) -> list[Json]:
    """A mention by link carries the user it names, as far as we know one."""
    for entity in entities:
        if "user_id" in entity:
            entity["user"] = {"id": entity.pop("user_id"), "is_bot": False, "first_name": "User"}
    return entities


def send(world: World, params: Params, content: Json) -> Json:
    """Checks the rest of a send call and delivers; answers the Message."""
    markup = read_markup(params)
    chat = writable_chat(world, params)
    return deliver(world, chat, params, content, markup)


def deliver(world: World, chat: Chat, params: Params, content: Json, markup: Markup) -> Json:
    reply = reply_target(chat, params)
    if world.settings.flood_control:
        world.flood.check(chat.person)
    protected = {"has_protected_content": True} if params.flag("protect_content") else {}
    inline = {"reply_markup": markup.inline} if markup.inline else {}
    message = world.new_message(chat, world.profile.user(), {**reply, **content, **protected, **inline})
    chat.unread += 1
    chat.typing_until = 0
    if markup.reply is not None:
        chat.reply_keyboard = {**markup.reply, "message_id": message["message_id"]}
    elif markup.remove:
        chat.reply_keyboard = None
    world.keep_message(chat, message, editable=markup.editable)
    world.keep_chat(chat, told=not markup.editable)
    return message
