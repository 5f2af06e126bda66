"""Reading the parameters of HTTP requests, and of the answers of webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, ClientResponse, MultipartReader, web

from sandbox.errors import Refused
from sandbox.params import Json, Params, Upload, parse_json


async def read_request(request: web.Request) -> Params:
    """Query string, and a form, multipart or JSON body."""
    params = Params(dict(request.query))
    if not request.can_read_body:
        return params
    if request.content_type == "application/json":
        params.values.update(_object(await request.text()))
        return params
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            params.files[name] = Upload(value.filename, value.content_type, value.file.read())
        elif isinstance(value, str):
            params.values[name] = value
        else:
            params.values[name] = bytes(value).decode()
    return params


def _object(text: str) -> Mapping[str, object]:
    try:
        value = parse_json(text) if text.strip() else {}
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refused(400, "Bad Request: can't parse JSON object")
    return {name: item for name, item in value.items() if item is not None}


async def read_webhook_answer(response: ClientResponse) -> Params:
    """A method that the bot put in its answer to an update; no parameters where there is none."""
    if response.content_type.startswith("multipart/"):
        return await _read_multipart(response)
    text = await response.text()
    if response.content_type == "application/json" and text.lstrip().startswith("{"):
        values: Json = dict(_object(text))
        return Params(values)
    if response.content_type == "application/x-www-form-urlencoded":
        return Params(dict(parse_qsl(text)))
    return Params()


async def _read_multipart(response: ClientResponse) -> Params:
    params = Params()
    reader = MultipartReader.from_response(response)
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read(decode=True))
        if part.filename:
            content_type = part.headers.get("Content-Type", "")
            params.files[part.name] = Upload(part.filename, content_type, data)
        else:
            params.values[part.name] = data.decode()
    return params
