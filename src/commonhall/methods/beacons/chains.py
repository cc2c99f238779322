"""The chains of drand, the public beacon of the League of Entropy, as their members publish them.

A chain gives a number nobody can foresee every `period` seconds. More than half of its members (universities, firms,
foundations on several continents) sign the number of the round together; none of them can choose or withhold it alone.
Source: https://docs.drand.love/developer/ and the chains' own `/info`; `Chain.hash` is recomputed as drand does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Chain:
    """What a chain is known by, and what its rounds are checked against.

    public_key, genesis_seed: hexadecimal. genesis: when round 1 came, in seconds since 1970 (UTC). period: seconds
    between rounds. scheme: how rounds are signed (see `signatures`). beacon: the chain's name in its hash, "" for the oldest.
    """

    name: str
    scheme: str
    public_key: str
    genesis: int
    period: int
    genesis_seed: str
    beacon: str

    @property
    def hash(self) -> str:
        """The name that everybody gives to the chain: SHA-256 over what it is known by, hexadecimal."""
        parts = (
            self.period.to_bytes(4, "big"),
            self.genesis.to_bytes(8, "big"),
            bytes.fromhex(self.public_key),
            bytes.fromhex(self.genesis_seed),
            self.beacon.encode(),
        )
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def time_of(self, number: int) -> int:
        """When a round comes, in seconds since 1970 (UTC)."""
        return self.genesis + (number - 1) * self.period

    def first_round_at(self, seconds: float) -> int:
        """The first round that comes at a moment or after it; 1 before the chain began."""
        return max(1, -int(-(seconds - self.genesis) // self.period) + 1)

    def published(self) -> dict[str, Any]:
        """What a lottery states of the chain, so that its round can be checked wherever this program is not."""
        return {
            "chain": self.hash,
            "name": self.name,
            "scheme": self.scheme,
            "public_key": self.public_key,
            "genesis": self.genesis,
            "period": self.period,
        }


# A round every three seconds; signatures are short and do not hang on the round before.
QUICKNET = Chain(
    name="quicknet",
    scheme="bls-unchained-g1-rfc9380",
    public_key="83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510"
    "d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    genesis=1692803367,
    period=3,
    genesis_seed="f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
    beacon="quicknet",
)

# The oldest: a round every thirty seconds, each tied to the one before it.
DEFAULT = Chain(
    name="default",
    scheme="pedersen-bls-chained",
    public_key="868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
    genesis=1595431050,
    period=30,
    genesis_seed="176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
    beacon="",
)

# By hash. A chain that a hall made itself is none of these: its maker would know the rounds beforehand.
CHAINS: dict[str, Chain] = {one.hash: one for one in (QUICKNET, DEFAULT)}


def chain_of(said: Mapping[str, Any]) -> Chain | None:
    """The known chain that a lottery states, if it states it as it is; else None."""
    found = CHAINS.get(str(said.get("chain")))
    if found is None or any(said.get(key) != value for key, value in found.published().items()):
        return None
    return found
