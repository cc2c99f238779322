"""Which cases are called back: of each body's the same number, in an order that a public beacon's round gives.

Anybody can repeat it: the list of cases is on the record before the round is known. Pure.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from commonhall.methods import beacons

Row = tuple[int, int, str]


def order(signature: str, case: int) -> str:
    """The place of a case in the order: the SHA-256 hash of the round's number and the case's."""
    return hashlib.sha256(f"{beacons.randomness(signature)}\n{case}".encode()).hexdigest()


def drawn(rows: Iterable[Row], signature: str, per_body: int) -> list[Row]:
    """The sample: the first `per_body` of each body's cases in that order, all where there are fewer.

    rows: (case, body, what its person said). Gives them by body, and in the order in which they are called.
    """
    of_body: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        of_body[row[1]].append(row)
    return [
        row
        for body in sorted(of_body)
        for row in sorted(of_body[body], key=lambda one: order(signature, one[0]))[:per_body]
    ]
