"""The set of envelopes of a vote, as its entries of casting give it: pure, so that anybody can derive it again.

Each entry names the SHA-256 of the envelope handed in and of the one it replaces. What was named and never replaced
stands. The order of the entries says nothing, so it does not matter in which a log holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commonhall.record import merkle

#: Actions whose entries name an envelope that was cast: a voter's own, and one around a paper ballot that two have read.
ON_PAPER = "decisions.enter_paper_ballot"
CASTING = ("decisions.cast_ballot", ON_PAPER)


def root_of(digests: Iterable[str]) -> str:
    """Merkle root (RFC 9162 §2.1) over digests in their order, hexadecimal digits."""
    tree = merkle.Frontier()
    for one in digests:
        tree.append(merkle.leaf_hash(bytes.fromhex(one)))
    return tree.root().hex()


@dataclass
class CastSet:
    """Which envelopes stand. twice: entries that name or replace an envelope which another one did before."""

    named: set[bytes] = field(default_factory=set)
    replaced: set[bytes] = field(default_factory=set)
    twice: int = 0

    def add(self, data: Mapping[str, Any]) -> None:
        """Read the data of one entry of casting. Raises ValueError when it names no envelope."""
        self._put(self.named, str(data.get("envelope", "")))
        if data.get("replaces"):
            self._put(self.replaced, str(data["replaces"]))

    def _put(self, where: set[bytes], digits: str) -> None:
        digest = bytes.fromhex(digits)
        if len(digest) != merkle.HASH_SIZE:
            raise ValueError("an entry of casting names no envelope")
        self.twice += digest in where
        where.add(digest)

    @property
    def standing(self) -> list[str]:
        """Digests of the envelopes that stand, in the order in which tellers go through them."""
        return sorted(one.hex() for one in self.named - self.replaced)

    def faults(self) -> list[str]:
        """What cannot be so, in words."""
        found = []
        if self.twice:
            found.append(f"{self.twice} entries name or replace an envelope that another one did")
        if unknown := len(self.replaced - self.named):
            found.append(f"{unknown} envelopes were replaced that nobody handed in")
        return found
