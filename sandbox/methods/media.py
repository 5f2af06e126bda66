"""Documents and pictures, and getting at their bytes again."""

from __future__ import annotations

from sandbox.checks import writable_chat
from sandbox.errors import bad
from sandbox.files import MAX_DOWNLOAD
from sandbox.keyboards import read_markup
from sandbox.params import Json, Params
from sandbox.registry import method
from sandbox.sending import deliver, read_caption
from sandbox.world import World


@method("sendDocument")
def send_document(world: World, params: Params) -> Json:
    return _send_file(world, params, "document")


@method("sendPhoto")
def send_photo(world: World, params: Params) -> Json:
    return _send_file(world, params, "photo")


def _send_file(world: World, params: Params, kind: str) -> Json:
    caption, markup = read_caption(world, params), read_markup(params)
    if not params.text(kind) and kind not in params.files:
        raise bad(f"There is no {kind} in the request")
    chat = writable_chat(world, params)
    file = world.files.given(params, kind)
    media = file.photo() if kind == "photo" else file.document()
    above = {"show_caption_above_media": True} if params.flag("show_caption_above_media") else {}
    return deliver(world, chat, params, {kind: media, **caption, **above}, markup)


@method("getFile")
def get_file(world: World, params: Params) -> Json:
    if not params.text("file_id"):
        raise bad("file_id not specified")
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if file.size > MAX_DOWNLOAD:
        raise bad("file is too big")
    return {**file.fields(), "file_path": file.path}
