"""What a bot may know of a chat."""

from __future__ import annotations

from sandbox.checks import readable_chat
from sandbox.params import Json, Params
from sandbox.registry import method
from sandbox.world import World

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChat")
def get_chat(world: World, params: Params) -> Json:
    """A ChatFullInfo."""
    chat = readable_chat(world, params)
    person = world.people[chat.person]
    full: Json = {
        **person.chat(),
        "accent_color_id": person.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, True),
    }
    if person.username:
        full["active_usernames"] = [person.username]
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].message
    return full
