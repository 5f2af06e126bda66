"""The control API of the page and the tests, in JSON: see docs/sandbox.md."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import quote

from aiohttp import web

from sandbox.actions import Actions, Impossible
from sandbox.errors import Refused
from sandbox.faults import Fault
from sandbox.params import Json, Upload
from sandbox.people import Person
from sandbox.world import World
from timekeeping import clock

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answered(handle: Callable[[web.Request, Json], object]) -> Handle:
    """A handler of a JSON body; what it changed is written down before it is told."""

    async def wrapped(request: web.Request) -> web.StreamResponse:
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return _json({"error": "the body must be a JSON object"}, 400)
        return finish(request.app[WORLD], lambda: handle(request, body))

    return wrapped


def finish(world: World, act: Callable[[], object]) -> web.Response:
    try:
        result = act()
    except Impossible as impossible:
        return _json({"error": str(impossible)}, impossible.status)
    except Refused as refused:
        return _json({"error": refused.description}, 400)
    except (ValueError, KeyError, TypeError, OverflowError, clock.ClockInvalid) as error:
        return _json({"error": f"{type(error).__name__}: {error}"}, 400)
    finally:
        world.store.commit()
    return _json(result)


def _json(value: object, status: int = 200) -> web.Response:
    text = json.dumps(value, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")


WORLD = web.AppKey("world", World)


class Control:
    def __init__(self, world: World, seed: list[Json]) -> None:
        self._world = world
        self._seed = seed
        self._actions = Actions(world)
        self._next: str | None = None

    def routes(self) -> list[web.RouteDef]:
        chat = r"/sandbox/chats/{person:\d+}"
        act = self._actions
        posts: dict[str, Callable[[int, Json], object]] = {
            "start": lambda who, body: act.start(who, body.get("payload") or ""),
            "send": lambda who, body: act.send(
                who, str(body["text"]), body.get("reply_to_message_id"), body.get("entities")
            ),
            "press": act.press,
            "contact": lambda who, body: act.contact(who, body.get("user_id")),
            "location": lambda who, body: act.location(who, body["latitude"], body["longitude"]),
            "block": lambda who, _: act.block(who, blocked=True),
            "unblock": lambda who, _: act.block(who, blocked=False),
            "read": lambda who, _: act.read(who),
            "inline": lambda who, body: act.inline(who, str(body.get("query", ""))),
        }
        return [
            *(web.post(f"{chat}/{name}", answered(_of_person(do))) for name, do in posts.items()),
            web.post(f"{chat}/upload", self.upload),
            web.get(chat, answered(lambda request, _: self.chat(int(request.match_info["person"])))),
            web.get("/sandbox/state", answered(lambda *_: self.state())),
            web.get("/sandbox/calls", answered(self.calls)),
            web.get("/sandbox/settings", answered(lambda *_: self._world.settings.row())),
            web.get("/sandbox/files/{file_id}", self.file),
            web.post("/sandbox/people", answered(lambda _, body: self.add_person(body))),
            web.post("/sandbox/updates", answered(lambda _, body: self.inject(body))),
            web.post("/sandbox/faults", answered(lambda _, body: self.add_fault(body))),
            web.delete("/sandbox/faults", answered(lambda *_: self.clear_faults())),
            web.post("/sandbox/settings", answered(lambda _, body: self.change_settings(body))),
            web.get("/sandbox/clock", answered(lambda *_: self.time_row())),
            web.post("/sandbox/clock", answered(lambda _, body: self.move_clock(body))),
            web.post("/sandbox/next", answered(lambda _, body: self.say_next(body))),
            web.post("/sandbox/reset", answered(lambda *_: self.reset())),
        ]

    def state(self) -> Json:
        profile = self._world.profile
        return {
            "bot": {
                **profile.me(),
                **{f"{name}s": texts for name, texts in profile.texts.items()},
                "description": profile.text("description", ""),
                "short_description": profile.text("short_description", ""),
                "name": profile.text("name", ""),
                "commands": profile.commands,
                "menu_button": profile.menu_button,
                "webhook": (profile.webhook or {}).get("url", ""),
                "pending_update_count": len(self._world.updates.pending),
            },
            "people": [person.row() for person in self._world.people.values()],
            "seq": self._world.events.seq,
            "deep_link_base": f"https://t.me/{profile.username}?start=",
            "time_zone": self._world.time_zone,
            "clock": self.time_row(),
        }

    def chat(self, number: int) -> Json:
        person, chat = self._actions.who(number)
        return {
            **chat.row(),
            "messages": [kept.message for _, kept in sorted(chat.messages.items())],
            "menu_button": chat.menu_button or self._world.profile.menu_button,
            "commands": self._world.profile.commands_for(number, person.language_code[:2]),
            "typing_until": chat.typing_until if chat.typing_until > clock.machine_seconds() else None,
        }

    def add_person(self, row: Json) -> Json:
        numbers = [number for number in self._world.people if number >= 9000]
        person = Person.read({"id": max(numbers, default=9000) + 1, **row})
        if person.id in self._world.people:
            raise Impossible(409, f"there is a person {person.id} already")
        self._world.add_person(person)
        return person.row()

    def calls(self, request: web.Request, _: Json) -> list[Json]:
        return self._world.calls.after(int(request.query.get("since", 0)))

    def inject(self, body: Json) -> Json:
        raw = body["update"]
        kind = next((name for name in raw if name != "update_id"), "")
        return {"update_id": self._world.updates.inject(raw, kind)}

    def add_fault(self, row: Json) -> Json:
        self._world.faults.waiting.append(Fault.read(row))
        return {"ok": True}

    def clear_faults(self) -> Json:
        self._world.faults.waiting.clear()
        return {"ok": True}

    def change_settings(self, row: Json) -> Json:
        self._world.change_settings(row)
        return self._world.settings.row()

    def reset(self) -> Json:
        self._world.reset(self._seed)
        self._next = None
        clock.release()
        return {"ok": True}

    def time_row(self) -> Json:
        """The time of this Telegram, whether it is another than the machine's, and when the bot has something due."""
        return {"now": clock.now().isoformat(), "set": clock.is_set(), "next": self._next}

    def move_clock(self, body: Json) -> Json:
        """{"at": ISO 8601} or {"forward": seconds} sets the time, {"speed": n} lets it run faster, {} releases it."""
        at = datetime.fromisoformat(body["at"]) if "at" in body else clock.now()
        if body:
            clock.move(at + timedelta(seconds=float(body.get("forward", 0))), speed=float(body.get("speed", 1)))
        else:
            clock.release()
        return self._tell_time()

    def say_next(self, body: Json) -> Json:
        """{"at": ISO 8601 or null}: when the bot next has something to say, for the page's ⏩."""
        self._next = datetime.fromisoformat(body["at"]).isoformat() if body.get("at") else None
        return self._tell_time()

    def _tell_time(self) -> Json:
        self._world.events.publish("clock", clock=self.time_row())
        return self.time_row()

    async def upload(self, request: web.Request) -> web.Response:
        """A multipart `file`; a picture goes as photo unless `as` says document."""
        form = await request.post()
        field = form.get("file")
        if not isinstance(field, web.FileField):
            return _json({"error": "the form must have a file"}, 400)
        upload = Upload(field.filename, field.content_type, field.file.read())
        as_photo = field.content_type.startswith("image/") and form.get("as") != "document"
        person = int(request.match_info["person"])
        return finish(self._world, lambda: self._actions.upload(person, upload, as_photo=as_photo))

    async def file(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            return _json({"error": "there is no such file"}, 404)
        disposition = "inline" if file.width else "attachment"
        response = web.Response(body=self._world.files.data(file), content_type=file.mime_type)
        response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(file.name, safe='')}"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _of_person(do: Callable[[int, Json], object]) -> Callable[[web.Request, Json], object]:
    return lambda request, body: do(int(request.match_info["person"]), body)
