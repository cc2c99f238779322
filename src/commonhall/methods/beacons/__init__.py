"""Public randomness beacons (drand): which rounds a chain has and when, and whether a signature is a round's."""

from commonhall.methods.beacons.chains import CHAINS, DEFAULT, QUICKNET, Chain, chain_of
from commonhall.methods.beacons.signatures import SCHEMES, BeaconError, randomness, signed

__all__ = [
    "CHAINS",
    "DEFAULT",
    "QUICKNET",
    "SCHEMES",
    "BeaconError",
    "Chain",
    "chain_of",
    "randomness",
    "signed",
]
