"""Which chat and which message a call means, and whether the bot may write there."""

from __future__ import annotations

from sandbox.errors import bad, forbidden
from sandbox.params import INTEGER, Json, Params
from sandbox.people import Chat, Kept
from sandbox.world import World


def readable_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat a call names, once the person has started it."""
    given = params.text(name)
    if not given:
        raise bad(f"{name} is empty")
    number = int(given) if INTEGER.fullmatch(given) else 0
    chat = world.chats.get(number)
    if chat is None or not chat.started:
        raise bad("chat not found")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """The chat a call sends to: started, and not blocked by the person."""
    given = params.text("chat_id")
    number = int(given) if INTEGER.fullmatch(given) else 0
    if number in world.people and not world.chat(number).started:
        raise forbidden("bot can't initiate conversation with a user")
    chat = readable_chat(world, params)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def find_message(chat: Chat, number: int, purpose: str) -> Kept:
    """`purpose` names the message in the refusal: message to edit, message to pin, …"""
    kept = chat.messages.get(number)
    if kept is None:
        raise bad(f"{purpose} not found")
    return kept


def own_message(world: World, params: Params) -> tuple[Chat, Kept]:
    """The message of the bot that a call wants to edit."""
    if params.text("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    if not params.text("chat_id") and not params.text("message_id"):
        raise bad("message identifier is not specified")
    chat = writable_chat(world, params)
    if not params.text("message_id"):
        raise bad("message identifier is not specified")
    kept = find_message(chat, params.integer("message_id"), "message to edit")
    by_bot = kept.message["from"]["id"] == world.profile.id
    if not by_bot or not kept.editable:
        raise bad("message can't be edited")
    return chat, kept


def reply_target(chat: Chat, params: Params) -> Json:
    """`reply_to_message` of a message to send, or nothing."""
    value = params.decoded("reply_parameters", "Can't parse reply parameters JSON object")
    if value is None:
        number, tolerant = params.integer("reply_to_message_id"), params.flag("allow_sending_without_reply")
    elif isinstance(value, dict):
        inner = Params(value)
        number, tolerant = inner.integer("message_id"), inner.flag("allow_sending_without_reply")
        if value and not number:
            raise bad('Can\'t find field "message_id"')
    else:
        raise bad("Object expected as reply parameters")
    if not number:
        return {}
    kept = chat.messages.get(number)
    if kept is not None:
        # A reply carries the message it answers, but not what that one answered.
        return {"reply_to_message": {k: v for k, v in kept.message.items() if k != "reply_to_message"}}
    if tolerant:
        return {}
    raise bad("message to be replied not found")
