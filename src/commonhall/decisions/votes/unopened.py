"""Proof that a teller's part of an envelope does not open: anybody sees that the voter's side is wrong, not the teller.

A voter's browser seals, so that a part may be anything. A teller who cannot open theirs says what their key and the
envelope's ephemeral key have in common, and proves that it is so (Chaum and Pedersen 1992, made non-interactive by
SHA-256). With it everybody tries to open the part. It tells nothing of any other envelope. Bytes of a proof:

    what both keys have in common, a point (65) · challenge (32) · answer (32)
"""

from __future__ import annotations

import hashlib
import secrets

from commonhall.decisions.votes import envelopes, p256
from commonhall.decisions.votes.envelopes import POINT, EnvelopeError

SIZE = POINT + 64
DOMAIN = b"commonhall unopened v1\n"


def _challenge(vote: str, *points: bytes) -> int:
    found = hashlib.sha256(DOMAIN + vote.encode() + b"\n" + b"".join(points)).digest()
    return int.from_bytes(found, "big") % p256.ORDER


def prove(secret: int, cut: bytes, vote: str) -> bytes:
    """secret: the teller's private key; cut: what `for_teller` gives. Raises ValueError when its first 65 bytes are no point."""
    ephemeral = p256.read(cut[:POINT])
    public, common = p256.times(secret, p256.G), p256.times(secret, ephemeral)
    drawn = secrets.randbelow(p256.ORDER - 1) + 1
    points = [public, ephemeral, common, p256.times(drawn, p256.G), p256.times(drawn, ephemeral)]
    challenge = _challenge(vote, *map(p256.written, points))
    answer = (drawn + challenge * secret) % p256.ORDER
    return p256.written(common) + challenge.to_bytes(32, "big") + answer.to_bytes(32, "big")


def is_proven(proof: bytes, cut: bytes, public: str, number: int, vote: str) -> bool:
    """Does this prove that the part of the teller with this number and public key does not open?"""
    if len(proof) != SIZE:
        return False
    challenge = int.from_bytes(proof[POINT : POINT + 32], "big")
    answer = int.from_bytes(proof[POINT + 32 :], "big")
    try:
        own, ephemeral = p256.read(bytes.fromhex(public)), p256.read(cut[:POINT])
        common = p256.read(proof[:POINT])
        back = p256.ORDER - challenge % p256.ORDER
        first = p256.add(p256.times(answer, p256.G), p256.times(back, own))
        second = p256.add(p256.times(answer, ephemeral), p256.times(back, common))
        said = _challenge(vote, *map(p256.written, (own, ephemeral, common, first, second)))
    except ValueError:
        return False
    if said != challenge:
        return False
    try:
        envelopes.part_by(proof[1:33], cut, bytes.fromhex(public), number, vote)
    except EnvelopeError:
        return True
    return False
