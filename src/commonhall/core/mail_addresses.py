"""Addresses below the hall's own that nobody can guess: `hall+r1c-2f-mac@town.example`.

Each is made for one purpose (a letter of the alphabet) and some numbers, and signed with the hall's secret.
`mark` ties it to something that is not in it, such as the e-mail address of whom it was made for. There are
none where no mail comes in (COMMONHALL_MAIL_IN).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "commonhall.mail_addresses"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
CODE = re.compile(r"([a-z])((?:[0-9a-z]{1,13}-)+)([a-z2-7]{24})")


@dataclass(frozen=True)
class Code:
    """What stands after the plus. Believe it only once `fits` says so."""

    purpose: str
    numbers: tuple[int, ...]
    signature: str

    def fits(self, mark: str = "") -> bool:
        """Did this hall make it, with this mark?"""
        return any(
            constant_time_compare(self.signature, _signed(self.purpose, self.numbers, mark, secret))
            for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        )


def own() -> str:
    """The address to which people may write; "" where no mail comes in."""
    return str(settings.MAIL_IN["address"]).lower()


def make(purpose: str, *numbers: int, mark: str = "") -> str:
    """An address for a purpose; "" where no mail comes in."""
    local, at, domain = own().partition("@")
    if not at:
        return ""
    shown = "-".join(_short(one) for one in numbers)
    return (
        f"{local}+{purpose}{shown}-{_signed(purpose, numbers, mark, settings.SECRET_KEY)}@{domain}"
    )


def read(address: str) -> Code | None:
    """The code of an address below our own; None for any other."""
    local, at, domain = own().partition("@")
    given, _at, given_domain = address.strip().lower().rpartition("@")
    if not at or given_domain != domain or not given.startswith(f"{local}+"):
        return None
    found = CODE.fullmatch(given[len(local) + 1 :])
    if found is None:
        return None
    numbers = tuple(int(one, 36) for one in found[2].strip("-").split("-"))
    # No row of ours has a number beyond what a database holds.
    if any(one >= 2**63 for one in numbers):
        return None
    return Code(found[1], numbers, found[3])


def is_ours(address: str) -> bool:
    """Is it the hall's own address, or one below it?"""
    local, at, domain = own().partition("@")
    given, _at, given_domain = address.strip().lower().rpartition("@")
    return bool(at) and given_domain == domain and given.partition("+")[0] == local


def _short(number: int) -> str:
    return "".join(_digits(number))[::-1]


def _digits(number: int) -> Iterator[str]:
    while True:
        number, digit = divmod(number, 36)
        yield DIGITS[digit]
        if not number:
            return


def _signed(purpose: str, numbers: tuple[int, ...], mark: str, secret: str) -> str:
    whole = f"{purpose}|{'-'.join(map(str, numbers))}|{mark.lower()}"
    digest = salted_hmac(SALT, whole, secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest[:15]).decode().lower()
