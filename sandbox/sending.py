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


def read_text(world: World, params: Params) -> Json:
    """`text` and its entities; refused when empty or, after parsing, too long."""
    if not params.text("text"):
        raise bad("message text is empty")
    text, entities = formatted(params, "text", "entities")
    if not text:
        raise bad("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad("message is too long")
    content: Json = {"text": text}
    if entities := _mentioned(world, entities):
        content["entities"] = entities
    options = params.decoded("link_preview_options", "Can't parse link preview options JSON object")
    if options is not None and not isinstance(options, dict):
        raise bad("Object expected as link preview options")
    if options:
        content["link_preview_options"] = options
    elif params.flag("disable_web_page_preview"):
        content["link_preview_options"] = {"is_disabled": True}
    return content


def read_caption(world: World, params: Params) -> Json:
    text, entities = formatted(params, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad("message caption is too long")
    content: Json = {"caption": text} if text else {}
    if entities := _mentioned(world, entities):
        content["caption_entities"] = entities
    return content


def _mentioned(world: World, entities: list[Json]) -> list[Json]:
    """A mention by link carries the user; where the bot never met that user, Telegram drops it."""
    kept = []
    for entity in entities:
        plain = {name: value for name, value in entity.items() if name != "user_id"}
        chat = world.chats.get(entity.get("user_id", 0))
        if chat is not None and chat.started:
            kept.append({**plain, "user": world.people[chat.person].user()})
        elif "user_id" not in entity:
            kept.append(plain)
    return kept


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
