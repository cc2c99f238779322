"""The house's lottery among mediators, as pure functions: the frozen list's root, and the order the beacon gives.

The list is frozen, and its root is on the record, before the round of the public beacon is known. Both sides see the list
and the salt, and anybody who has them can repeat the draw. The salt keeps others from guessing who was on the list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonhall.methods import beacons


def root_of(dispute: int, salt: str, among: Iterable[int]) -> str:
    """SHA-256 over the dispute's number, the salt and the numbers of the mediators, in order."""
    said = "\n".join(["commonhall mediators v1", str(dispute), salt, *map(str, sorted(among))])
    return hashlib.sha256(said.encode()).hexdigest()


def order(root: str, signature: str, among: Sequence[int]) -> list[int]:
    """The mediators in the order of the lot: by SHA-256 of the beacon's number, the root and their own number."""
    drawn = beacons.randomness(signature)

    def place(one: int) -> str:
        return hashlib.sha256(f"{drawn}\n{root}\n{one}".encode()).hexdigest()

    return sorted(among, key=place)


@dataclass(frozen=True)
class Checked:
    """Whether a draw holds: the root is that of the list, and the order follows from it."""

    root_holds: bool
    order: list[int]


def check(dispute: int, root: str, signature: str, salt: str, among: Sequence[int]) -> Checked:
    """Repeat a draw from what both sides see."""
    return Checked(root_of(dispute, salt, among) == root, order(root, signature, among))
