"""Codes on paper: easy to read and type, and kept as keyed hashes only."""

from __future__ import annotations

import secrets
import unicodedata

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

# Neither 0 and O, nor 1, I and L; and U, which turns some codes into words.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS = "0123456789"
GROUP = 4


def new_code(length: int = 12) -> str:
    """A code nobody guesses: 12 letters have 59 bits. In groups: "K7QF-2M9T-XPA4"."""
    return grouped("".join(secrets.choice(LETTERS) for _ in range(length)))


def new_number(length: int = 8) -> str:
    """A number to be found by; it is no secret."""
    return grouped("".join(secrets.choice(DIGITS) for _ in range(length)))


def grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def folded(typed: str) -> str:
    """What was typed, as it was made: full-width letters, spaces, dashes and case do not matter."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in plain if letter.isalnum())


def qr_of(url_name: str, **values: str) -> SafeString:
    """A QR code, as SVG, that opens a page of this hall with these values filled in."""
    address = f"{settings.SITE_URL}{reverse(url_name)}?{urlencode(values)}"
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None))
