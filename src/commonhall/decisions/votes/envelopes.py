"""The double envelope: what a voter chose, sealed so that only enough tellers together can open it.

Inner envelope: tracker and choices as JSON, padded, sealed with a content key of its own (AES-256-GCM).
That key is split k of n, and each part sealed to one teller's public key: ephemeral ECDH on P-256, HKDF-SHA-256,
AES-256-GCM. Tellers' private keys never reach this server; their browsers open their parts (static/decisions/tellers.js
does what `open_part` does) and hand them in after the close. Bytes of an envelope:

    ephemeral public key (65) · for each teller, by number: sealed part (82), SHA-256 of the part (32) · sealed text
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from commonhall.decisions.votes import secret_shares

INFO = b"commonhall ballot part v2"
CURVE = ec.SECP256R1()
BLOCK = 512
#: Bytes of a public key, of a sealed part, and of the hash beside it.
POINT, SEALED, HASH = 65, secret_shares.WIDTH + 16, 32
CHANGED = "this envelope was not sealed for this vote, or was changed"
# Every key is used once, so the nonce may be fixed.
NONCE = bytes(12)
# Crockford's base 32: no letter that is read as a digit.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TYPED = {"O": "0", "I": "1", "L": "1", "U": "V"}
#: Signs of a tracker that its voter chooses.
MARK = 8

Choice = tuple[str, int]


class EnvelopeError(ValueError):
    """An envelope that was not sealed for these tellers and this vote, or was changed."""


@dataclass(frozen=True)
class Ballot:
    """What is inside. choices: (code of the option, points; 1 for an approval, else the rank given)."""

    tracker: str
    choices: tuple[Choice, ...]


def new_tracker() -> str:
    """100 random bits as five groups of four signs: K7QX-02MB-…"""
    return _grouped("".join(secrets.choice(SIGNS) for _ in range(20)))


def new_mark() -> str:
    """Eight random signs, as a voter's browser makes them."""
    return "".join(secrets.choice(SIGNS) for _ in range(MARK))


def tracker_of(mark: str) -> str:
    """A ballot's tracker: the voter's own eight signs, then 100 random bits of the server.

    So the server cannot show one tracker to two voters: each sees whether it begins with what they chose.
    Raises ValueError for other than eight signs.
    """
    plain = tidy_mark(mark)
    if len(plain) != MARK:
        raise ValueError(f"a voter's own mark has {MARK} letters or digits")
    return f"{_grouped(plain)}-{new_tracker()}"


def tidy_mark(text: str) -> str:
    """A voter's own signs as typed: spaces, case, O for 0 and U for V forgiven."""
    return "".join(
        _TYPED.get(sign, sign) for sign in text.upper() if _TYPED.get(sign, sign) in SIGNS
    )


def tidy_tracker(text: str) -> str:
    """A tracker as typed by a person: spaces, case and O for 0 forgiven."""
    return _grouped("".join(_TYPED.get(sign, sign) for sign in text.upper() if sign.isalnum())[:28])


def _grouped(plain: str) -> str:
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


# --- sealing --------------------------------------------------------------------------------------
def text_of(ballot: Ballot) -> bytes:
    """A ballot as it stands in its envelope, before the padding."""
    said = {"t": ballot.tracker, "c": [list(one) for one in ballot.choices]}
    return json.dumps(said, separators=(",", ":")).encode()


def seal(ballot: Ballot, keys: Mapping[int, str], need: int, election: str) -> bytes:
    """An envelope that `need` of the tellers open. keys: number → public key, in hexadecimal digits.

    election: its ref, to which everything is bound.
    """
    return seal_text(text_of(ballot), keys, need, election)


def seal_text(text: bytes, keys: Mapping[int, str], need: int, election: str) -> bytes:
    """The same around any text that does not end in spaces, such as an offer's."""
    # All envelopes of one length say nothing about how much was chosen.
    padded = text + b" " * (-len(text) % BLOCK)
    content = os.urandom(secret_shares.SIZE)
    parts = secret_shares.split(content, need, sorted(keys))
    ephemeral = ec.generate_private_key(CURVE)
    own = point_of(ephemeral.public_key())
    header = own
    for number, part in parts.items():
        shared = ephemeral.exchange(ec.ECDH(), public_key(keys[number]))
        key = _part_key(shared, own, bytes.fromhex(keys[number]))
        header += AESGCM(key).encrypt(NONCE, part, _bound(election, number))
        header += hashlib.sha256(part).digest()
    return header + AESGCM(content).encrypt(NONCE, padded, election.encode() + header)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@lru_cache(maxsize=256)
def public_key(digits: str) -> ec.EllipticCurvePublicKey:
    """A public key from its hexadecimal digits. Raises ValueError when it is none."""
    point = bytes.fromhex(digits)
    if len(point) != POINT:
        raise ValueError("a public key has 130 hexadecimal digits")
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)


def _part_key(shared: bytes, own: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=own, info=INFO + public).derive(shared)


def _bound(election: str, number: int) -> bytes:
    return f"{election}/{number}".encode()


# --- opening --------------------------------------------------------------------------------------
def for_teller(envelope: bytes, place: int) -> bytes:
    """What the teller at this place among the numbers needs: ephemeral key and their sealed part."""
    at = POINT + place * (SEALED + HASH)
    return envelope[:POINT] + envelope[at : at + SEALED]


def fits(envelope: bytes, place: int, part: bytes) -> bool:
    """Whether this is the part that was sealed for the teller at this place."""
    at = POINT + place * (SEALED + HASH) + SEALED
    return hashlib.sha256(part).digest() == envelope[at : at + HASH]


def open_part(private: ec.EllipticCurvePrivateKey, cut: bytes, number: int, election: str) -> bytes:
    """A teller's own part, from what `for_teller` gives. Raises `EnvelopeError`."""
    own, sealed = cut[:POINT], cut[POINT:]
    try:
        shared = private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, own)
        )
        key = _part_key(shared, own, point_of(private.public_key()))
        return AESGCM(key).decrypt(NONCE, sealed, _bound(election, number))
    except (InvalidTag, ValueError) as error:
        raise EnvelopeError("this part was not sealed to this key") from error


def unseal(envelope: bytes, parts: Mapping[int, bytes], tellers: int, election: str) -> Ballot:
    """The ballot inside an envelope sealed to so many tellers. Raises `EnvelopeError` or `ShareError`."""
    text = unseal_text(envelope, parts, tellers, election)
    try:
        said: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise EnvelopeError(CHANGED) from error
    ballot = Ballot(str(said["t"]), tuple((str(code), int(points)) for code, points in said["c"]))
    if text_of(ballot) != text:
        raise EnvelopeError("this ballot is not written as ballots are")
    return ballot


def unseal_text(envelope: bytes, parts: Mapping[int, bytes], tellers: int, election: str) -> bytes:
    """The text that `seal_text` sealed. Raises `EnvelopeError` or `ShareError`."""
    end = POINT + tellers * (SEALED + HASH)
    header, sealed = envelope[:end], envelope[end:]
    content = secret_shares.join(parts)
    try:
        padded = AESGCM(content).decrypt(NONCE, sealed, election.encode() + header)
    except InvalidTag as error:
        raise EnvelopeError(CHANGED) from error
    return padded.rstrip(b" ")


def open_all(
    envelopes: Iterable[bytes], parts: Mapping[int, Sequence[bytes]], tellers: int, election: str
) -> list[Ballot]:
    """All ballots, sorted by tracker: their order says nothing about who came when.

    parts: number of a teller → their part of each envelope, in the envelopes' order.
    """
    found = [
        unseal(envelope, {number: own[at] for number, own in parts.items()}, tellers, election)
        for at, envelope in enumerate(envelopes)
    ]
    return sorted(found, key=lambda ballot: ballot.tracker)


def digest(envelope: bytes) -> str:
    """What the record commits to when an envelope is handed in."""
    return hashlib.sha256(envelope).hexdigest()
