"""Shamir's secret sharing (1979): k of n shares give the secret, fewer say nothing about it.

Over the integers modulo the Mersenne prime 2^521 − 1. A share is "number-hexadecimal digits".
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

PRIME = 2**521 - 1
SIZE = 32


class ShareError(ValueError):
    """Shares that are none, too few, or do not belong together."""


def split(secret: bytes, need: int, count: int) -> list[str]:
    """`count` shares of a 32-byte secret, any `need` of which give it back."""
    if len(secret) != SIZE:
        raise ShareError(f"the secret has {len(secret)} bytes; wanted: {SIZE}")
    if not 1 <= need <= count <= 99:
        raise ShareError("needed shares must be between 1 and the number of shares, at most 99")
    coefficients = [int.from_bytes(secret, "big")]
    coefficients += [secrets.randbelow(PRIME) for _ in range(need - 1)]
    return [f"{x}-{_value(coefficients, x):0131x}" for x in range(1, count + 1)]


def _value(coefficients: Sequence[int], x: int) -> int:
    total = 0
    for coefficient in reversed(coefficients):
        total = (total * x + coefficient) % PRIME
    return total


def parse(share: str) -> tuple[int, int]:
    """(number, value) of a share as written. Raises `ShareError`."""
    number, _, digits = share.strip().partition("-")
    try:
        x, y = int(number), int(digits, 16)
    except ValueError:
        raise ShareError("this is no share: it looks like 1-00a7…") from None
    if not (1 <= x <= 99 and 0 <= y < PRIME):
        raise ShareError("this is no share: its numbers are out of range")
    return x, y


def join(shares: Sequence[str]) -> bytes:
    """The secret behind enough shares; wrong ones give a wrong secret or `ShareError`."""
    points = dict(parse(share) for share in shares)
    if len(points) < len(shares):
        raise ShareError("the same share was given twice")
    secret = 0
    for x, y in points.items():
        top = bottom = 1
        for other in points:
            if other != x:
                top = top * -other % PRIME
                bottom = bottom * (x - other) % PRIME
        secret = (secret + y * top * pow(bottom, -1, PRIME)) % PRIME
    if secret >= 2 ** (8 * SIZE):
        raise ShareError("these shares do not belong together, or there are too few")
    return secret.to_bytes(SIZE, "big")
