"""Photos: decoded, turned upright, made smaller, and written anew without hidden data (EXIF)."""

from __future__ import annotations

import io
import secrets
import struct
import warnings
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from commonhall.core.refusals import BadInput

LONGEST_SIDE = 1600
SMALL_SIDE = 640
# No other decoder is ever tried, whatever the file says it is: Pillow has some forty, hardly looked after.
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000


def clean(upload: UploadedFile[bytes]) -> ContentFile[bytes]:
    """A JPEG of at most 1,600 pixels a side. Raises BadInput when it is no picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise BadInput("photo", _("This image is too large. Choose a smaller one."))
            upright = _opaque(ImageOps.exif_transpose(picture))
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        struct.error,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise BadInput("photo", _("We can't read this image. Choose another file.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, optimize=True)
    return ContentFile(out.getvalue(), name=f"{secrets.token_hex(12)}.jpg")


def small(file: IO[bytes]) -> bytes:
    """The small version of a picture that `clean` made: at most 640 pixels a side."""
    picture = Image.open(file, formats=FORMATS)
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=78, optimize=True)
    return out.getvalue()


def _opaque(picture: Image.Image) -> Image.Image:
    """On white where it lets through: a JPEG has no transparency, and black ink on black shows nothing."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    drawn = picture.convert("RGBA")
    ground = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(ground, drawn).convert("RGB")
