"""The hall's logo: decoded, made small and written anew, once for the header and once as a square icon.

Drawings (SVG) are not taken: they can hold scripts and addresses of other hosts. The small pictures stand in the
row of the hall's settings, so that they are in every backup and a change of them by hand is found.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from commonhall.core.refusals import BadInput

KINDS = ("png", "jpg", "jpeg", "webp")
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
# Shown half as large, so that it is sharp on every screen.
HIGHEST, WIDEST, ICON = 96, 480, 192
LEAST = 16


@dataclass(frozen=True)
class Logo:
    """Both pictures as PNG; width and height of the first."""

    picture: bytes
    icon: bytes
    width: int
    height: int

    def fields(self) -> dict[str, Any]:
        """As `HallSettings` holds it."""
        return {
            "logo": base64.b64encode(self.picture).decode(),
            "icon": base64.b64encode(self.icon).decode(),
            "logo_width": self.width,
            "logo_height": self.height,
        }


NONE: dict[str, Any] = {"logo": "", "icon": "", "logo_width": 0, "logo_height": 0, "logo_alt": {}}


def made_of(content: bytes) -> Logo:
    """The logo in a file. Raises `BadInput` where it is no picture that can be one."""
    if len(content) > MOST_BYTES:
        raise BadInput("logo", _("This image is too large. Choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP"))
            if found.width * found.height > MOST_PIXELS:
                raise BadInput("logo", _("This image is too large. Choose a smaller one."))
            whole = ImageOps.exif_transpose(found).convert("RGBA")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise BadInput("logo", _("Choose a PNG, JPEG or WebP image.")) from error
    whole = whole.crop(whole.getchannel("A").getbbox() or (0, 0, 0, 0))
    if min(whole.size) < LEAST:
        raise BadInput("logo", _("This image is too small. Choose a larger one."))
    small, square = whole.copy(), whole
    small.thumbnail((WIDEST, HIGHEST))
    square.thumbnail((ICON, ICON))
    icon = Image.new("RGBA", (ICON, ICON), (0, 0, 0, 0))
    icon.paste(square, ((ICON - square.width) // 2, (ICON - square.height) // 2))
    return Logo(_png(small), _png(icon), small.width, small.height)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def bytes_of(written: str) -> bytes:
    """A picture as it was written into its field; empty where that is none."""
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error:
        return b""


def digest(written: str) -> str:
    """What tells one logo from another, in its address."""
    return hashlib.sha256(written.encode()).hexdigest()[:16]
