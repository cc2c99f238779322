"""The double envelope: what a voter chose, sealed so that only enough tellers together can open it.

Inner envelope: tracker and choices as JSON, padded, sealed with a key that follows from a random seed (AES-256-GCM).
The seed is split k of n, and each part sealed to one teller's public key: ephemeral ECDH on P-256, HKDF-SHA-256,
AES-256-GCM. Tellers' private keys never reach this server; their browsers open their parts (static/decisions/tellers.js
does what `open_part` does) and hand them in after the close. Bytes of an envelope:

    ephemeral public key (65) · for each teller, by number: sealed part (82), SHA-256 of the part (32) · sealed text

Everything random in an envelope follows from the seed (HKDF-SHA-256, info "commonhall envelope v3", a line end, the
vote): the key of the text (32 bytes), the ephemeral private key (48 bytes, modulo the order less one, plus one), the
coefficients of the shares (82 bytes each, modulo the prime). So an envelope is sealed the same way by a voter's browser
(static/decisions/envelopes.js) and by the server; with its seed anybody seals it again and compares, byte by byte.
An envelope that was sealed in any other way holds no ballot, whichever tellers open it (Fujisaki and Okamoto, 1999).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from commonhall.decisions.votes import p256, secret_shares

INFO, SEEDED = b"commonhall ballot part v2", b"commonhall envelope v3"
CURVE = ec.SECP256R1()
BLOCK = 512
#: Bytes of a public key, of a sealed part, and of the hash beside it.
POINT, TAG, HASH = 65, 16, 32
SEALED = secret_shares.WIDTH + TAG
#: Bytes drawn for the ephemeral key and for a coefficient: 128 bits more than they have, so that none is more likely.
SCALAR, COEFFICIENT = 48, 82
UNWRITTEN = "this ballot is not written as ballots are"
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


def mixed_tracker(vote: str, mark: str, own: str, server: str) -> str:
    """A tracker of which the server knows only its own random half: what a voter's browser makes.

    mark: the voter's eight signs, tidied; own, server: 16 random bytes of either, hexadecimal digits. The server sees
    neither mark nor own, so that it does not know the tracker.
    """
    said = "\n".join(["commonhall tracker v1", vote, mark, own, server])
    found = hashlib.sha256(said.encode()).digest()
    return f"{_grouped(mark)}-{_grouped(''.join(SIGNS[byte % 32] for byte in found[:20]))}"


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


def seal(
    ballot: Ballot,
    keys: Mapping[int, str],
    need: int,
    election: str,
    size: int = 0,
    seed: bytes | None = None,
) -> bytes:
    """An envelope that `need` of the tellers open. keys: number → public key, in hexadecimal digits.

    election: its ref, to which everything is bound. size: to how many bytes the ballot is padded at least; seed: 32
    random bytes, drawn where none are given.
    """
    return seal_text(text_of(ballot), keys, need, election, size, seed)


def seal_text(
    text: bytes,
    keys: Mapping[int, str],
    need: int,
    election: str,
    size: int = 0,
    seed: bytes | None = None,
) -> bytes:
    """The same around any text that does not end in spaces, such as an offer's."""
    # All envelopes of one length say nothing about how much was chosen.
    padded = text.ljust(size, b" ")
    padded += b" " * (-len(padded) % BLOCK)
    seed = os.urandom(secret_shares.SIZE) if seed is None else seed
    drawn = _drawn(seed, need, election)
    header = _header(seed, drawn, point_of(drawn.ephemeral.public_key()), keys, election)
    return header + AESGCM(drawn.key).encrypt(NONCE, padded, election.encode() + header)


@dataclass(frozen=True)
class _Drawn:
    """What follows from a seed."""

    key: bytes
    ephemeral: ec.EllipticCurvePrivateKey
    coefficients: tuple[int, ...]


def _stretched(seed: bytes, election: str, size: int) -> bytes:
    info = SEEDED + b"\n" + election.encode()
    return HKDF(SHA256(), size, salt=bytes(32), info=info).derive(seed)


def _drawn(seed: bytes, need: int, election: str) -> _Drawn:
    start = secret_shares.SIZE + SCALAR
    found = _stretched(seed, election, start + (need - 1) * COEFFICIENT)
    scalar = int.from_bytes(found[secret_shares.SIZE : start], "big") % (p256.ORDER - 1) + 1
    coefficients = (found[at : at + COEFFICIENT] for at in range(start, len(found), COEFFICIENT))
    return _Drawn(
        found[: secret_shares.SIZE],
        ec.derive_private_key(scalar, CURVE),
        tuple(int.from_bytes(one, "big") % secret_shares.PRIME for one in coefficients),
    )


def _header(
    seed: bytes, drawn: _Drawn, own: bytes, keys: Mapping[int, str], election: str
) -> bytes:
    """All before the sealed text. own: the ephemeral public key as the envelope has it."""
    header = own
    parts = secret_shares.parts_of(seed, drawn.coefficients, sorted(keys))
    for number, part in parts.items():
        shared = drawn.ephemeral.exchange(ec.ECDH(), public_key(keys[number]))
        key = _part_key(shared, own, bytes.fromhex(keys[number]))
        header += AESGCM(key).encrypt(NONCE, part, _bound(election, number))
        header += hashlib.sha256(part).digest()
    return header


def length(tellers: int, size: int) -> int:
    """Bytes of an envelope around a text padded to `size`, a multiple of `BLOCK`."""
    return POINT + tellers * (SEALED + HASH) + size + TAG


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@lru_cache(maxsize=256)
def public_key(digits: str) -> ec.EllipticCurvePublicKey:
    """A public key from its hexadecimal digits. Raises ValueError when it is none."""
    point = bytes.fromhex(digits)
    if len(point) != POINT:
        raise ValueError("a public key has 130 hexadecimal digits")
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)


def is_point(data: bytes) -> bool:
    """Are these 65 bytes a point of the curve?"""
    try:
        public_key(data.hex())
    except ValueError:
        return False
    return True


def _part_key(shared: bytes, own: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=own, info=INFO + public).derive(shared)


def _bound(election: str, number: int) -> bytes:
    return f"{election}/{number}".encode()


# --- opening --------------------------------------------------------------------------------------
def for_teller(envelope: bytes, place: int) -> bytes:
    """What the teller at this place among the numbers needs: ephemeral key, their sealed part, the part's hash."""
    at = POINT + place * (SEALED + HASH)
    return envelope[:POINT] + envelope[at : at + SEALED + HASH]


def fits(envelope: bytes, place: int, part: bytes) -> bool:
    """Whether this is the part that was sealed for the teller at this place."""
    at = POINT + place * (SEALED + HASH) + SEALED
    return hashlib.sha256(part).digest() == envelope[at : at + HASH]


def open_part(private: ec.EllipticCurvePrivateKey, cut: bytes, number: int, election: str) -> bytes:
    """A teller's own part, from what `for_teller` gives. Raises `EnvelopeError`."""
    try:
        other = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, cut[:POINT])
    except ValueError as error:
        raise EnvelopeError("this part was not sealed to this key") from error
    shared = private.exchange(ec.ECDH(), other)
    return part_by(shared, cut, point_of(private.public_key()), number, election)


def part_by(shared: bytes, cut: bytes, public: bytes, number: int, election: str) -> bytes:
    """The same from what the teller's key and the ephemeral one have in common. Raises `EnvelopeError`."""
    own, sealed = cut[:POINT], cut[POINT : POINT + SEALED]
    try:
        part = AESGCM(_part_key(shared, own, public)).decrypt(
            NONCE, sealed, _bound(election, number)
        )
    except (InvalidTag, ValueError) as error:
        raise EnvelopeError("this part was not sealed to this key") from error
    if hashlib.sha256(part).digest() != cut[POINT + SEALED :]:
        raise EnvelopeError("this part is not the one whose hash stands beside it")
    return part


def unseal(envelope: bytes, parts: Mapping[int, bytes], tellers: int, election: str) -> Ballot:
    """The ballot inside an envelope sealed to so many tellers. Raises `EnvelopeError` or `ShareError`."""
    text = unseal_text(envelope, parts, tellers, election)
    return ballot_of(text)


def ballot_of(text: bytes) -> Ballot:
    """A ballot from the only text that says it. Raises `EnvelopeError`."""
    try:
        said: dict[str, Any] = json.loads(text)
        choices = tuple((str(code), int(points)) for code, points in said["c"])
        ballot = Ballot(str(said["t"]), choices)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise EnvelopeError(UNWRITTEN) from error
    if text_of(ballot) != text:
        raise EnvelopeError(UNWRITTEN)
    return ballot


def unseal_text(envelope: bytes, parts: Mapping[int, bytes], tellers: int, election: str) -> bytes:
    """The text that `seal_text` sealed. Raises `EnvelopeError` or `ShareError`."""
    end = POINT + tellers * (SEALED + HASH)
    header, sealed = envelope[:end], envelope[end:]
    key = _stretched(secret_shares.join(parts), election, secret_shares.SIZE)
    try:
        padded = AESGCM(key).decrypt(NONCE, sealed, election.encode() + header)
    except (InvalidTag, ValueError) as error:
        raise EnvelopeError(CHANGED) from error
    return padded.rstrip(b" ")


def is_sealed_so(
    envelope: bytes, seed: bytes, keys: Mapping[int, str], need: int, election: str
) -> bool:
    """Does everything before the text follow from this seed? The sign of the ephemeral point is free: parts do not
    depend on it, and browsers compare its first coordinate only."""
    drawn, own = _drawn(seed, need, election), envelope[:POINT]
    if not is_point(own) or own[1:33] != point_of(drawn.ephemeral.public_key())[1:33]:
        return False
    header = _header(seed, drawn, own, keys, election)
    return envelope[: len(header)] == header


def open_all(
    given: Iterable[tuple[bytes, Mapping[int, bytes]]],
    read: Callable[[bytes, Mapping[int, bytes]], Ballot | None],
) -> list[Ballot]:
    """The ballots in all envelopes that hold one, sorted by tracker: their order says nothing about who came when.

    given: each envelope with what the tellers gave of it, by their numbers.
    """
    found = [ballot for one, parts in given if (ballot := read(one, parts)) is not None]
    return sorted(found, key=lambda ballot: (ballot.tracker, ballot.choices))


def digest(envelope: bytes) -> str:
    """What the record commits to when an envelope is handed in."""
    return hashlib.sha256(envelope).hexdigest()
