"""Is this the signature of that round? BLS signatures over BLS12-381, as drand makes them, checked offline.

The message is SHA-256 of the round before's signature (chained scheme only) and the round as eight bytes, the highest
first. It is hashed to a point (RFC 9380) and held against signature and public key by a pairing. The arithmetic is
`blst`'s (Supranational; audited, used by most of Ethereum's clients), by way of `pyblst`, which refuses points
outside the group. Schemes: https://github.com/drand/drand/blob/master/crypto/schemes.go
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pyblst

G1 = bytes.fromhex(
    "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
)
G2 = bytes.fromhex(
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
DOMAIN_G1 = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
DOMAIN_G2 = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"


class BeaconError(ValueError):
    """No known way of signing, or something that is no hexadecimal number."""


@dataclass(frozen=True)
class Scheme:
    """short: signatures are points of G1 and keys of G2, else the other way. domain: what separates its hashes from
    those of others. chained: the round before's signature is signed, too."""

    short: bool
    domain: bytes
    chained: bool = False

    @property
    def length(self) -> int:
        """Bytes of a signature."""
        return 48 if self.short else 96


SCHEMES = {
    "bls-unchained-g1-rfc9380": Scheme(short=True, domain=DOMAIN_G1),
    # It hashes to G1 with the domain of G2; kept because chains were made with it.
    "bls-unchained-on-g1": Scheme(short=True, domain=DOMAIN_G2),
    "pedersen-bls-unchained": Scheme(short=False, domain=DOMAIN_G2),
    "pedersen-bls-chained": Scheme(short=False, domain=DOMAIN_G2, chained=True),
}


def signed(scheme: str, public_key: str, number: int, signature: str, previous: str = "") -> bool:
    """Did the holders of the key sign this round? Keys and signatures are hexadecimal.

    previous: the signature of the round before, where the scheme is chained. Raises BeaconError for an unknown scheme.
    """
    known = _scheme(scheme)
    try:
        key, mark = bytes.fromhex(public_key), bytes.fromhex(signature)
        before = bytes.fromhex(previous)
    except ValueError:
        return False
    # One spelling only: the compressed form, the point at infinity is nobody's signature.
    if len(mark) != known.length or mark.hex() != signature or mark[0] & 0x40:
        return False
    if not 0 < number < 2**64 or known.chained != bool(before):
        return False
    message = hashlib.sha256(before + number.to_bytes(8, "big")).digest()
    try:
        return _paired(known, key, mark, message)
    except ValueError:
        return False


def _paired(known: Scheme, key: bytes, mark: bytes, message: bytes) -> bool:
    first, second = pyblst.BlstP1Element, pyblst.BlstP2Element
    if known.short:
        given = pyblst.miller_loop(first.uncompress(mark), second.uncompress(G2))
        due = pyblst.miller_loop(first.hash_to_group(message, known.domain), second.uncompress(key))
    else:
        given = pyblst.miller_loop(first.uncompress(G1), second.uncompress(mark))
        due = pyblst.miller_loop(first.uncompress(key), second.hash_to_group(message, known.domain))
    return bool(pyblst.final_verify(given, due))


def randomness(signature: str) -> str:
    """The number a round gives: SHA-256 of its signature, both hexadecimal. Raises BeaconError."""
    try:
        return hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    except ValueError as error:
        raise BeaconError("a signature is a hexadecimal number") from error


def _scheme(name: str) -> Scheme:
    try:
        return SCHEMES[name]
    except KeyError:
        raise BeaconError(f"no such scheme: {name}; known: {', '.join(SCHEMES)}") from None
