"""Amounts of money and points as files write them."""

from __future__ import annotations

import re
from fractions import Fraction

#: A whole number or one with decimals, after a point or a comma.
PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,2})?")
#: "40,000", "1.234.567,50", "1'000": what may be a mark of thousands.
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([,.'’])\d{3}(\1\d{3})*([,.]\d+)?")
LONGEST = 60


class AmountError(ValueError):
    """The text is no amount; the message says why, after "cost '40,000' "."""


def amount_of(text: str) -> Fraction:
    """An exact number, a decimal comma allowed. Raises AmountError.

    "40,000" and "1,234,567" are refused: they may mean a thousand times as much. "40.000" has a decimal
    point, as files of computers do; `is_doubtful` says that people may mean more by it.
    """
    plain = "".join(text.split())
    if "," in plain and THOUSANDS.fullmatch(plain):
        raise AmountError("may have a comma of thousands; write it without, or 40.5 for decimals")
    if len(plain) > LONGEST or not plain.isascii() or not PLAIN.fullmatch(plain):
        thousands = len(plain) <= LONGEST and THOUSANDS.fullmatch(plain)
        raise AmountError(
            "has marks of thousands; write it without" if thousands else "is not a number"
        )
    return Fraction(plain.replace(",", "."))


def is_doubtful(text: str) -> bool:
    """Whether an amount that can be read may mean a thousand times as much: "40.000"."""
    return THOUSANDS.fullmatch("".join(text.split())) is not None


def points_of(text: str) -> int | Fraction | None:
    """Points given on a ballot; None where the text is no number."""
    plain = text.strip()
    if plain.isascii() and plain.isdecimal() and len(plain) <= LONGEST:
        return int(plain)
    try:
        return None if "," in plain else amount_of(plain)
    except AmountError:
        return None
