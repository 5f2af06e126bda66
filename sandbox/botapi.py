"""The Bot API over HTTP: /bot<token>/<method>, files to download, and the troubles ordered for a call."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

import sandbox.methods  # noqa: F401 - fills the registry
from sandbox.bodies import read_request
from sandbox.errors import Refused, bad, too_many
from sandbox.faults import Fault
from sandbox.params import Json, Params
from sandbox.polling import Poller
from sandbox.registry import METHODS
from sandbox.world import World

DESCRIBED = {"setwebhook": "Webhook was set", "deletewebhook": "Webhook was deleted"}
NO_ANSWER_SECONDS = 3600.0


class BotApi:
    def __init__(self, world: World) -> None:
        self._world = world
        self.poller = Poller(world)

    def routes(self) -> list[web.RouteDef]:
        path = "/bot{token:[^/]+}/{method}"
        return [
            web.get(path, self.call, allow_head=False),
            web.post(path, self.call),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._world.profile.token:
            return _respond(Refused(401, "Unauthorized").answer())
        name = request.match_info["method"]
        try:
            params = await read_request(request)
        except Refused as refused:
            return _respond(refused.answer())
        except UnicodeDecodeError:
            return _respond(bad("strings must be encoded in UTF-8").answer())
        fault = self._world.faults.meet(name.lower(), params.text("chat_id"))
        if fault is not None:
            return await self._troubled(request, name, params, fault)
        return await self._answered(name, params)

    async def _answered(self, name: str, params: Params, fault: str | None = None) -> web.Response:
        if name.lower() != "getupdates":
            return _respond(self.execute(name, params, fault))
        try:
            updates = await self.poller.get(params)
        except Refused as refused:
            answer = refused.answer()
            self._world.calls.add(name, params.shown(), answer, fault)
            return _respond(answer)
        body = ",".join(update.body for update in updates)
        return web.Response(text=f'{{"ok":true,"result":[{body}]}}', content_type="application/json")

    def execute(self, name: str, params: Params, fault: str | None = None) -> Json:
        """Carries a call out and writes it down, before anyone is told."""
        handler = METHODS.get(name.lower(), _unknown)
        answer: Json
        try:
            answer = {"ok": True, "result": handler(self._world, params)}
            if name.lower() in DESCRIBED:
                answer["description"] = DESCRIBED[name.lower()]
        except Refused as refused:
            answer = refused.answer()
        self._world.calls.add(name, params.shown(), answer, fault)
        self._world.store.commit()
        return answer

    async def _troubled(self, request: web.Request, name: str, params: Params, fault: Fault) -> web.StreamResponse:
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return await self._answered(name, params, fault.kind)
        if fault.kind.isdecimal():
            return self._refused(name, params, fault)
        if fault.kind == "hang":
            self._note(name, params, fault)
            await asyncio.sleep(fault.seconds or NO_ANSWER_SECONDS)
        elif fault.kind == "cut_before":
            self._note(name, params, fault)
        else:
            await self._answered(name, params, fault.kind)
        if fault.kind == "garbage":
            return web.Response(text='{"ok":true,"resu', content_type="application/json")
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    def _refused(self, name: str, params: Params, fault: Fault) -> web.Response:
        status = HTTPStatus(int(fault.kind))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            answer = too_many(fault.retry_after).answer()
        else:
            answer = Refused(status, status.phrase).answer()
        self._world.calls.add(name, params.shown(), answer, fault.kind)
        if status in (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT):
            # These come from the machines before the Bot API server, which speak no JSON.
            page = f"<html><head><title>{status} {status.phrase}</title></head><body>nginx</body></html>"
            return web.Response(status=status, text=page, content_type="text/html")
        return _respond(answer)

    def _note(self, name: str, params: Params, fault: Fault) -> None:
        self._world.calls.add(name, params.shown(), {"ok": False}, fault.kind)

    async def download(self, request: web.Request) -> web.Response:
        file = self._world.files.at(request.match_info["path"])
        if request.match_info["token"] != self._world.profile.token or file is None:
            return _respond(Refused(404, "Not Found").answer())
        return web.Response(body=self._world.files.data(file), content_type=file.mime_type)


def _unknown(_world: World, _params: Params) -> object:
    raise Refused(404, "Not Found: method not found")


def _respond(answer: Mapping[str, object]) -> web.Response:
    code = answer.get("error_code", 200)
    response = web.Response(
        text=json.dumps(answer, ensure_ascii=False, separators=(",", ":")),
        status=code if isinstance(code, int) else 200,
        content_type="application/json",
    )
    parameters = answer.get("parameters")
    if isinstance(parameters, dict) and "retry_after" in parameters:
        response.headers["Retry-After"] = str(parameters["retry_after"])
    return response
