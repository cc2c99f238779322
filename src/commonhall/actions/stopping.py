"""The address in a letter that ends such letters with one click, without signing in.

It names account and thing, signed by the hall: it can be neither guessed nor turned to somebody else.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "letters.stop"


# Letters about no single thing, by the word that stands for a ref: how they are ended for an account.
_kinds: dict[str, Callable[[int], None]] = {}


def kind(word: str, end: Callable[[int], None]) -> None:
    """Say how letters of a kind are ended."""
    _kinds[word] = end


def ender(word: str) -> Callable[[int], None] | None:
    """How letters of a kind are ended; None for what is no such word."""
    return _kinds.get(word)


def headers(stop: str) -> dict[str, str]:
    """What mail programs read: no answer is wanted, and one click ends such letters (RFC 8058)."""
    return {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def address(account: int, ref: str = "") -> str:
    """Where letters about a thing are stopped; with no thing, all about what the account follows."""
    token = signing.dumps([account, ref], salt=SALT)
    return settings.SITE_URL + reverse("pages:stop_letters", args=[token])


def read(token: str) -> tuple[int, str]:
    """Account and thing of an address. Raises BadSignature for one that is not ours."""
    account, ref = signing.loads(token, salt=SALT)
    return int(account), str(ref)
