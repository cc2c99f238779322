"""What tellers sign when they have opened all envelopes on their own machines: one root over the ballots in them.

Pure. A leaf is the SHA-256 of what stood in an envelope; leaves are put in order by themselves, so that spoilt ballots,
of which only the hash is published, have their place, too. Signatures are ECDSA on P-256 with SHA-256 (FIPS 186-5),
64 bytes r and s, as WebCrypto makes them, under the key with which the teller joined. One key pair for opening and for
signing is sound here: Degabriele, Lehmann, Paterson, Smart, Strefler, CT-RSA 2012.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from commonhall.decisions.votes import envelopes
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.decisions.votes.envelopes import Ballot

#: Tellers who must have signed the same root, however few open the envelopes.
FEWEST = 2
ALGORITHM = ec.ECDSA(SHA256())
HALF = 32


def leaf(ballot: Ballot) -> str:
    """SHA-256 of a ballot as it stood in its envelope, hexadecimal digits."""
    return hashlib.sha256(envelopes.text_of(ballot)).hexdigest()


def published_leaf(tracker: str, choices: Sequence[Sequence[Any]]) -> str:
    """The leaf of a ballot as it was published: without the number of one whose tracker another one has, too."""
    return leaf(Ballot(tracker.partition("/")[0], tuple((code, value) for code, value in choices)))


def numbered(ballots: Sequence[Ballot]) -> list[Ballot]:
    """Ballots under trackers that differ: where several have one, the second is published as …/2.

    No server or voter can so make another one's ballot disappear; that a tracker was given twice shows to everybody.
    ballots: sorted by tracker.
    """
    found, before, number = [], "", 1
    for one in ballots:
        number = number + 1 if one.tracker == before else 1
        before = one.tracker
        found.append(replace(one, tracker=f"{before}/{number}") if number > 1 else one)
    return found


def ballots_root(leaves: Iterable[str]) -> str:
    """Merkle root over the leaves, in their own order."""
    return root_of(sorted(leaves))


def statement(vote: str, set_root: str, root: str, number: int, void: int, paper: str) -> bytes:
    """What is signed: so many ballots with this root came out of the envelopes with that root, in this vote.

    void: envelopes that held no ballot, whichever tellers open them. paper: digest of the ballot paper by which both was
    decided (see `ballot_paper`).
    """
    lines = ["commonhall ballots v2", vote, set_root, root, str(number), str(void), paper, ""]
    return "\n".join(lines).encode()


def sign(private: ec.EllipticCurvePrivateKey, said: bytes) -> str:
    """128 hexadecimal digits."""
    r, s = decode_dss_signature(private.sign(said, ALGORITHM))
    return (r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")).hex()


def is_signed(public: str, signature: str, said: bytes) -> bool:
    """Did the holder of this public key (hexadecimal digits) sign it?"""
    try:
        both = bytes.fromhex(signature)
        r, s = int.from_bytes(both[:HALF], "big"), int.from_bytes(both[HALF:], "big")
        envelopes.public_key(public).verify(encode_dss_signature(r, s), said, ALGORITHM)
    except (InvalidSignature, ValueError):
        return False
    return len(both) == 2 * HALF


def signers(keys: Mapping[int, str], signed: Mapping[int, str], said: bytes) -> list[int]:
    """Numbers of the tellers who signed it. keys, signed: by number of the teller."""
    return [
        number
        for number, signature in sorted(signed.items())
        if number in keys and is_signed(keys[number], signature, said)
    ]
