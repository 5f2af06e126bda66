"""A delegate's calendar at its address, for the calendar applications that subscribe to it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from aiohttp import ETag, web

from handlers.views.calendar import MIME, REFRESH, path, written
from locales import Texts, catalogues
from missions.day import feed
from missions.day.feed import Subscribed
from storage.database import Database

_ANY = "{token:[A-Za-z0-9_-]{20,64}}"


def routes(database: Database) -> list[web.RouteDef]:
    """Answer calendars; an application that has read one is answered 304 until it changes."""

    async def answer(request: web.Request) -> web.Response:
        async with database.reading() as session:
            found = await feed.read_at(session, request.match_info["token"])
        if found is None:
            raise web.HTTPNotFound
        _ = catalogues().texts(catalogues().pick(found.language, found.default_language))
        digest = hashlib.sha256(repr((_.language.code, found.calendar)).encode()).hexdigest()[:32]
        changed_at = await _changed_at(database, found, digest)
        response = web.Response(status=304) if _is_read(request, digest, changed_at) else _file(_, found, changed_at)
        response.etag = ETag(digest)
        response.last_modified = changed_at
        response.headers["Cache-Control"] = f"private, max-age={REFRESH.total_seconds():.0f}, must-revalidate"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return [web.get(path(_ANY), answer)]


async def _changed_at(database: Database, found: Subscribed, digest: str) -> datetime:
    """Since when the calendar reads so: noted when it is first read after a change."""
    if found.changed_at is not None and found.digest == digest:
        return found.changed_at
    async with database.unit() as session:
        return await feed.note_changed(session, found.feed_id, digest)


def _is_read(request: web.Request, digest: str, changed_at: datetime) -> bool:
    """Whether the application has this already; what it says of the content counts before what it says of the time."""
    if (known := request.if_none_match) is not None:
        return any(tag.value in ("*", digest) for tag in known)
    since = request.if_modified_since
    return since is not None and changed_at.replace(microsecond=0) <= since


def _file(_: Texts, found: Subscribed, changed_at: datetime) -> web.Response:
    return web.Response(body=written(_, found.calendar, changed_at), content_type=MIME, charset="utf-8")
