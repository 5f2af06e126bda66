"""Files that were sent: kept once by content, known by their file_id."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import asdict, dataclass
from pathlib import PurePath

from sandbox.errors import Refused, bad
from sandbox.images import size_of
from sandbox.params import Json, Params, Upload
from sandbox.store import Store

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """`path` is what getFile answers and what the download asks for."""

    id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    size: int
    width: int = 0
    height: int = 0

    def fields(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}

    def document(self) -> Json:
        """A Bot API Document."""
        return {"file_name": self.name, "mime_type": self.mime_type, **self.fields()}

    def photo(self) -> list[Json]:
        """A list of Bot API PhotoSize."""
        return [{"width": self.width, "height": self.height, **self.fields()}]


class Files:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = {str(key): File(**row) for key, row in store.load("file") if isinstance(row, dict)}
        self._paths = {file.path: file for file in self._known.values()}

    def add(self, kind: str, upload: Upload) -> File:
        """`kind` is document or photo; a photo must be a picture of a size that Telegram takes."""
        _check_upload(upload)
        width, height = _photo_size(upload.data) if kind == "photo" else (0, 0)
        name = PurePath(upload.name).name or "file"
        digest = hashlib.sha256(kind.encode() + name.encode() + upload.data).hexdigest()
        file_id = ("AgAC" if kind == "photo" else "BQAC") + digest[:44]
        if file_id in self._known:
            return self._known[file_id]
        mime_type = mimetypes.guess_type(name)[0] or upload.content_type or "application/octet-stream"
        number = len(self._known) + 1
        suffix = PurePath(name).suffix or (".jpg" if kind == "photo" else "")
        path = f"{kind}s/file_{number}{suffix}"
        file = File(file_id, "AQAD" + digest[:12], path, name, mime_type, len(upload.data), width, height)
        self._store.put("file", file.id, asdict(file))
        self._store.put_blob(file.id, upload.data)
        self._known[file.id] = file
        self._paths[file.path] = file
        return file

    def given(self, params: Params, kind: str) -> File:
        """The file a call names: uploaded, attached under another name, or known by its file_id."""
        upload = params.files.get(kind)
        reference = params.text(kind)
        if upload is None and reference.startswith("attach://"):
            upload = params.files.get(reference.removeprefix("attach://"))
            if upload is None:
                raise bad("attached file not found")
        if upload is not None:
            return self.add(kind, upload)
        if not reference:
            raise bad(f"There is no {kind} in the request")
        if reference.startswith(("http://", "https://")):
            # Nothing is fetched from a network here.
            raise bad("Failed to get HTTP URL content")
        file = self.get(reference)
        if file is None:
            raise bad(
                "wrong remote file identifier specified: Wrong character in the string"
                if not reference.replace("-", "").replace("_", "").isalnum()
                else "wrong file identifier/HTTP URL specified"
            )
        if (kind == "photo") != bool(file.width):
            found, wanted = ("Document", "Photo") if kind == "photo" else ("Photo", "Document")
            raise bad(f"can't use file of type {found} as {wanted}")
        return file

    def get(self, file_id: str) -> File | None:
        return self._known.get(file_id)

    def at(self, path: str) -> File | None:
        return self._paths.get(path)

    def data(self, file: File) -> bytes:
        return self._store.blob(file.id) or b""

    def clear(self) -> None:
        self._store.clear("file")
        self._store.clear_blobs()
        self._known.clear()
        self._paths.clear()


def _check_upload(upload: Upload) -> None:
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > MAX_UPLOAD:
        raise Refused(413, "Request Entity Too Large")


def _photo_size(data: bytes) -> tuple[int, int]:
    if len(data) > MAX_PHOTO:
        raise bad(f"file of size {len(data)} bytes is too big for a photo; the maximum size is 10485760 bytes")
    size = size_of(data)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if min(size) == 0 or width + height > 10_000 or max(size) > 20 * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return size
