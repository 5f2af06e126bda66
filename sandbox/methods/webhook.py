"""Choosing how updates come. (getUpdates itself is sandbox/polling.py: it waits.)"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sandbox.errors import Refused, bad
from sandbox.params import Json, Params
from sandbox.registry import method
from sandbox.world import World

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def read_allowed(params: Params) -> list[str] | None:
    """The kinds of updates asked for; None where the call does not say."""
    try:
        value = params.decoded("allowed_updates", "")
    except Refused:
        return None
    return [kind for kind in value if isinstance(kind, str)] if isinstance(value, list) else None


@method("setWebhook")
def set_webhook(world: World, params: Params) -> bool:
    url = params.text("url")
    if not url:
        return delete_webhook(world, params) is True
    if _host(url) not in LOOPBACK:
        raise bad("bad webhook: this sandbox delivers to loopback only")
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    if world.settings.flood_control:
        world.flood.check_webhook()
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.allow(read_allowed(params))
    world.profile.webhook = {
        "url": url,
        "secret_token": secret,
        "max_connections": params.integer("max_connections", 40, 1, 100),
    }
    _changed(world)
    return True


@method("deleteWebhook")
def delete_webhook(world: World, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.profile.webhook = None
    _changed(world)
    return True


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad("invalid webhook URL specified")
    return parts.hostname


def _changed(world: World) -> None:
    world.profile.keep("webhook")
    for listener in world.webhook_listeners:
        listener()


@method("getWebhookInfo")
def get_webhook_info(world: World, params: Params) -> Json:  # noqa: ARG001 - every method has the same form
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    webhook = world.profile.webhook
    if webhook is not None:
        shown = ("url", "max_connections", "last_error_date", "last_error_message")
        info.update({name: webhook[name] for name in shown if name in webhook})
        info["ip_address"] = "127.0.0.1"
    if world.updates.allowed is not None:
        info["allowed_updates"] = world.updates.allowed
    return info
