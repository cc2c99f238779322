"""A named round of a beacon, as whoever is bound by it publishes it: {chain, scheme, public_key, …, round}. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from commonhall.methods.beacons.chains import Chain, chain_of
from commonhall.methods.beacons.signatures import signed


def named(chain: Chain, moment: datetime) -> dict[str, Any]:
    """The first round at a moment or after it, with all that its signature is checked against."""
    return {**chain.published(), "round": chain.first_round_at(moment.timestamp())}


def time_of(beacon: Mapping[str, Any]) -> datetime | None:
    """When the named round comes; None if the chain is none we know."""
    chain = chain_of(beacon)
    return datetime.fromtimestamp(chain.time_of(int(beacon["round"])), UTC) if chain else None


def page_of(beacon: Mapping[str, Any], number: int) -> str:
    """Where one of the beacon's members shows a round: signature, and the one before where it is signed, too."""
    return f"https://api.drand.sh/{beacon['chain']}/public/{number}"


def read_signature(text: str) -> dict[str, Any]:
    """A signature as people copy it: the hexadecimal number alone, or what the beacon's page shows (JSON).

    Gives {signature, previous, round}; the round is None where it is not said. Raises ValueError.
    """
    said: Any = text.strip()
    said = json.loads(said) if said.startswith("{") else {"signature": said}
    mark, before, number = (said.get(key) for key in ("signature", "previous_signature", "round"))
    if not isinstance(mark, str) or not isinstance(before or "", str):
        raise ValueError("no signature in it")
    if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
        raise ValueError("a round is a whole number")
    return {
        "signature": mark.strip().lower(),
        "previous": (before or "").strip().lower(),
        "round": number,
    }


def is_signed(beacon: Mapping[str, Any], number: int, signature: str, previous: str = "") -> bool:
    """Is this the signature of that round of the stated chain, and the chain one that we know?"""
    chain = chain_of(beacon)
    if chain is None:
        return False
    return signed(chain.scheme, chain.public_key, number, signature, previous)
