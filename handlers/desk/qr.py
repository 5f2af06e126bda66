"""A link as a picture that a telephone can read."""

from __future__ import annotations

import io

PIXELS = 10
"""A module's side: some 400 pixels in all for a link, sharp on a screen and on paper."""


def png(link: str) -> bytes:
    """The QR code (ISO/IEC 18004) of a link, as PNG, with its quiet zone."""
    import segno  # noqa: PLC0415 - only where a link is made

    picture = io.BytesIO()
    segno.make_qr(link, error="m").save(picture, kind="png", scale=PIXELS, border=4)
    return picture.getvalue()
