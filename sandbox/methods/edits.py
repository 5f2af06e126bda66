"""Changing, removing and pinning messages."""

from __future__ import annotations

from sandbox.checks import find_message, own_message, readable_chat
from sandbox.errors import NOT_MODIFIED, bad
from sandbox.keyboards import read_markup
from sandbox.params import INTEGER, Json, Params
from sandbox.people import Chat, Kept
from sandbox.registry import method
from sandbox.sending import read_caption, read_text
from sandbox.world import World
from timekeeping import clock

DELETABLE_SECONDS = 48 * 3600
TEXT = ("text", "entities", "link_preview_options")
CAPTION = ("caption", "caption_entities")


@method("editMessageText")
def edit_message_text(world: World, params: Params) -> Json:
    content = read_text(world, params)
    chat, kept = own_message(world, params)
    if "text" not in kept.message:
        raise bad("there is no text in the message to edit")
    return _change(world, params, (chat, kept), TEXT, content)


@method("editMessageCaption")
def edit_message_caption(world: World, params: Params) -> Json:
    content = read_caption(world, params)
    chat, kept = own_message(world, params)
    if not any(name in kept.message for name in ("document", "photo")):
        raise bad("there is no caption in the message to edit")
    return _change(world, params, (chat, kept), CAPTION, content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, params: Params) -> Json:
    return _change(world, params, own_message(world, params), (), {})


def _change(world: World, params: Params, found: tuple[Chat, Kept], replaced: tuple[str, ...], content: Json) -> Json:
    """A call without reply_markup takes the keyboard away, as Telegram does."""
    chat, kept = found
    markup = read_markup(params)
    if not markup.editable:
        raise bad("inline keyboard expected")
    inline = {"reply_markup": markup.inline} if markup.inline else {}
    before = kept.message
    same = {name: before[name] for name in before if name not in (*replaced, "reply_markup")}
    after = {**same, **content, **inline}
    if after == before:
        raise bad(NOT_MODIFIED)
    if replaced:
        after["edit_date"] = clock.seconds()
    if world.settings.flood_control:
        world.flood.check(chat.person)
    world.keep_message(chat, after, edited=True)
    return after


@method("deleteMessage")
def delete_message(world: World, params: Params) -> bool:
    if not params.text("message_id"):
        raise bad("message identifier is not specified")
    chat = readable_chat(world, params)
    number = params.integer("message_id")
    _check_deletable(find_message(chat, number, "message to delete"))
    world.drop_message(chat, number)
    return True


def _check_deletable(kept: Kept) -> None:
    if kept.message["date"] < clock.seconds() - DELETABLE_SECONDS:
        raise bad("message can't be deleted for everyone")


@method("deleteMessages")
def delete_messages(world: World, params: Params) -> bool:
    """Up to 100 at once; those that are not there are passed over."""
    numbers = params.decoded("message_ids", "Can't parse message_ids JSON object")
    if numbers is None:
        raise bad("message identifiers are not specified")
    if not isinstance(numbers, list):
        raise bad("Expected an Array of message identifiers")
    if len(numbers) > 100:
        raise bad("Too many message identifiers specified")
    chat = readable_chat(world, params)
    for number in numbers:
        kept = chat.messages.get(int(number)) if INTEGER.fullmatch(str(number)) else None
        if kept is not None:
            _check_deletable(kept)
            world.drop_message(chat, int(number))
    return True


@method("pinChatMessage")
def pin_chat_message(world: World, params: Params) -> bool:
    chat = readable_chat(world, params)
    number = params.integer("message_id")
    pinned = find_message(chat, number, "message to pin").message
    if "pinned_message" in pinned:
        raise bad("message can't be pinned")
    if number in chat.pinned:
        return True
    chat.pinned.append(number)
    world.keep_chat(chat, told=False)
    world.events.publish("pin", chat.person, message_id=number)
    inner = {name: pinned[name] for name in pinned if name != "reply_to_message"}
    notice = world.new_message(chat, world.profile.user(), {"pinned_message": inner})
    world.keep_message(chat, notice, editable=False)
    # Telegram tells a bot even of its own pins.
    world.updates.add("message", notice, chat.person)
    return True


@method("unpinChatMessage")
def unpin_chat_message(world: World, params: Params) -> bool:
    """Without a message_id the one pinned last."""
    chat = readable_chat(world, params)
    number = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if params.text("message_id"):
        find_message(chat, number, "message to unpin")
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    _unpin(world, chat, number)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(world: World, params: Params) -> bool:
    chat = readable_chat(world, params)
    for number in tuple(chat.pinned):
        _unpin(world, chat, number)
    return True


def _unpin(world: World, chat: Chat, number: int) -> None:
    chat.pinned.remove(number)
    world.keep_chat(chat, told=False)
    world.events.publish("unpin", chat.person, message_id=number)
