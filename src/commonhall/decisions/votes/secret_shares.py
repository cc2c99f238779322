"""Shamir's secret sharing (1979): any k of n parts give the secret, fewer say nothing about it.

Over the integers modulo the Mersenne prime 2^521 − 1. A part is the value of a polynomial at its number, 66
bytes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache

PRIME = 2**521 - 1
#: Bytes of a secret, and of a part.
SIZE, WIDTH = 32, 66
MOST = 99


class ShareError(ValueError):
    """Parts that are none, too few, or do not belong together."""


def split(secret: bytes, need: int, numbers: Sequence[int]) -> dict[int, bytes]:
    """A part for each number of a 32-byte secret, any `need` of which give it back."""
    if len(secret) != SIZE:
        raise ShareError(f"the secret has {len(secret)} bytes; wanted: {SIZE}")
    if len(set(numbers)) < len(numbers) or not all(1 <= one <= MOST for one in numbers):
        raise ShareError(f"the numbers of parts are each once, between 1 and {MOST}")
    if not 1 <= need <= len(numbers):
        raise ShareError("parts needed must be between 1 and the number of parts")
    drawn = [secrets.randbelow(PRIME) for _ in range(need - 1)]
    return parts_of(secret, drawn, numbers)


def parts_of(secret: bytes, drawn: Sequence[int], numbers: Sequence[int]) -> dict[int, bytes]:
    """A part for each number. drawn: the polynomial's coefficients after the secret, one fewer than parts are needed."""
    coefficients = [int.from_bytes(secret, "big"), *drawn]
    return {one: _value(coefficients, one).to_bytes(WIDTH, "big") for one in numbers}


def _value(coefficients: Sequence[int], x: int) -> int:
    total = 0
    for coefficient in reversed(coefficients):
        total = (total * x + coefficient) % PRIME
    return total


def join(parts: Mapping[int, bytes]) -> bytes:
    """The secret behind enough parts, by number; wrong ones give a wrong secret or `ShareError`."""
    weights = _weights(tuple(sorted(parts)))
    secret = 0
    for number, weight in weights:
        value = int.from_bytes(parts[number], "big")
        if len(parts[number]) != WIDTH or value >= PRIME:
            raise ShareError("this is no part: its number is out of range")
        secret += value * weight
    secret %= PRIME
    if secret >= 2 ** (8 * SIZE):
        raise ShareError("these parts do not belong together, or there are too few")
    return secret.to_bytes(SIZE, "big")


@lru_cache(maxsize=64)
def _weights(numbers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """By number: what its value counts in the sum that gives the secret (Lagrange at zero)."""
    found = []
    for x in numbers:
        top = bottom = 1
        for other in numbers:
            if other != x:
                top = top * -other % PRIME
                bottom = bottom * (x - other) % PRIME
        found.append((x, top * pow(bottom, -1, PRIME) % PRIME))
    return tuple(found)
