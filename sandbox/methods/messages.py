"""Texts, places and contacts; copies; what is seen while something is on its way."""

from __future__ import annotations

from sandbox.checks import find_message, readable_chat, writable_chat
from sandbox.errors import bad
from sandbox.keyboards import read_markup
from sandbox.params import Json, Params
from sandbox.registry import method
from sandbox.sending import deliver, read_caption, read_text, send
from sandbox.world import World
from timekeeping import clock

MAX_VCARD_BYTES = 2048
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
CONTENT = ("text", "entities", "link_preview_options", "caption", "caption_entities", "document", "photo",
           "venue", "location", "contact")  # fmt: skip


@method("sendMessage")
def send_message(world: World, params: Params) -> Json:
    return send(world, params, read_text(world, params))


def read_location(params: Params) -> Json:
    for name in ("latitude", "longitude"):
        if not params.text(name).strip():
            raise bad(f"{name} is empty")
    latitude, longitude = params.decimal("latitude"), params.decimal("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        raise bad("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}


@method("sendLocation")
def send_location(world: World, params: Params) -> Json:
    return send(world, params, {"location": read_location(params)})


@method("sendVenue")
def send_venue(world: World, params: Params) -> Json:
    location = read_location(params)
    venue = {"location": location, "title": params.required("title"), "address": params.required("address")}
    known = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    venue.update({name: params.text(name) for name in known if params.text(name)})
    return send(world, params, {"venue": venue, "location": location})


@method("sendContact")
def send_contact(world: World, params: Params) -> Json:
    contact = {name: params.required(name) for name in ("phone_number", "first_name")}
    contact.update({name: params.text(name) for name in ("last_name", "vcard") if params.text(name)})
    if len(params.text("vcard").encode()) > MAX_VCARD_BYTES:
        raise bad("vCard is too long")
    digits = "".join(filter(str.isdecimal, contact["phone_number"]))
    if not digits:
        raise bad("PHONE_NUMBER_INVALID")
    known = (p.id for p in world.people.values() if p.phone and p.contact()["phone_number"].lstrip("+") == digits)
    user = next(known, None)
    return send(world, params, {"contact": contact if user is None else {**contact, "user_id": user}})


@method("sendChatAction")
def send_chat_action(world: World, params: Params) -> bool:
    action = params.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = writable_chat(world, params)
    chat.typing_until = clock.machine_seconds() + world.settings.typing_seconds
    world.events.publish("chat_action", chat.person, action=action)
    return True


@method("copyMessage")
def copy_message(world: World, params: Params) -> Json:
    """The same content without a link to where it was; a caption given replaces the old one."""
    markup = read_markup(params)
    chat = writable_chat(world, params)
    source = readable_chat(world, params, "from_chat_id")
    message = find_message(source, params.integer("message_id"), "message to copy").message
    content = {name: message[name] for name in CONTENT if name in message}
    if not content:
        raise bad("message can't be copied")
    if params.values.get("caption") is not None and "text" not in content:
        content = {name: content[name] for name in content if not name.startswith("caption")}
        content.update(read_caption(world, params))
    copied = deliver(world, chat, params, content, markup)
    return {"message_id": copied["message_id"]}
