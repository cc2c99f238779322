"""The key that seals what people say in a dispute: in the hall's home, never in the database.

`COMMONHALL_HOME/keys/disputes.key` (64 hexadecimal digits), made with the first dispute, or COMMONHALL_DISPUTES_KEY where
a hall runs on several machines. A backup of the database holds nothing that reads without it. Once anything is sealed a
missing key is never replaced by a new one: it is said to be missing.
"""

from __future__ import annotations

import hmac
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import Refused
from commonhall.record import configuration
from commonhall.record.keys import write_once

NAME = "disputes.key"
# Models that hold sealed words.
SEALED_IN = ("Party", "Words")


class KeyMissing(Refused):
    """Sealed words are there, and the key that opens them is not, or is another one."""

    def __init__(self) -> None:
        super().__init__(
            "state",
            "key-missing",
            _("The key to confidential words is missing. Tell the people who run this hall."),
        )


def path() -> Path:
    return configuration.home() / "keys" / NAME


def key() -> bytes:
    """The 32 bytes. Raises `KeyMissing`; who only reads never makes one."""
    if given := _given():
        return _bytes_of(given)
    if not path().exists():
        raise KeyMissing
    return _read(path())


def is_here() -> bool:
    return bool(_given()) or path().exists()


def make() -> None:
    """Make the key for the first dispute. Raises `KeyMissing` where words are sealed already, and it is gone."""
    if is_here():
        return
    if anything_sealed():
        raise KeyMissing
    write_once(path(), secrets.token_hex(32).encode())


def _given() -> str:
    return str(getattr(settings, "DISPUTES_KEY", ""))


def anything_sealed() -> bool:
    rows = (apps.get_model("disputes", name)._default_manager for name in SEALED_IN)
    return any(one.exclude(sealed=b"").exists() for one in rows)


def mac(purpose: str, said: str) -> str:
    """A keyed hash (HMAC-SHA-256, 64 hexadecimal digits): the same words give the same one, and only here."""
    inner = hmac.digest(key(), b"mac " + purpose.encode(), sha256)
    return hmac.digest(inner, said.encode(), sha256).hex()


def derived(purpose: str) -> bytes:
    """A key of its own for one purpose."""
    return hmac.digest(key(), b"key " + purpose.encode(), sha256)


def _bytes_of(text: str) -> bytes:
    found = bytes.fromhex(text.strip())
    if len(found) != 32:
        raise ValueError("the key of disputes is not 64 hexadecimal digits")
    return found


@lru_cache(maxsize=4)
def _cached(_where: Path, text: str) -> bytes:
    return _bytes_of(text)


def _read(where: Path) -> bytes:
    return _cached(where, where.read_text(encoding="ascii"))
