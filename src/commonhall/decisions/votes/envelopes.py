"""The double envelope: what a voter chose, encrypted to the election's key before it is kept.

Inner envelope: tracker, choices and coarse group as JSON, padded, sealed with an ephemeral X25519 key,
HKDF-SHA-256 and ChaCha20-Poly1305. The private key exists only as k-of-n shares with the tellers, who
open envelopes outside the web process, without the outer ones that name the voters.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import secret_shares

INFO = b"commonhall ballot envelope v1"
BLOCK = 512
# Crockford's base 32: no letter that is read as a digit.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Choice = tuple[str, int]


class EnvelopeError(ValueError):
    """An envelope that was not sealed for this key, or was changed."""


@dataclass(frozen=True)
class Ballot:
    """What is inside. choices: (code of the option, points; 1 for an approval, else the rank given)."""

    tracker: str
    choices: tuple[Choice, ...]
    group: str = ""


@dataclass(frozen=True)
class PublicKey:
    """What a vote is opened with: the public half of its key, how many tellers open it, their prints."""

    public_key: str
    need: int
    prints: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> PublicKey:
        """The contents of a key.json. Raises BadInput when it is none."""
        try:
            said = json.loads(text)
            prints = tuple(str(one) for one in said["prints"])
            return cls(str(said["public_key"]), int(said["need"]), prints)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadInput("key", _("This is not the contents of a key.json.")) from error

    def check(self) -> None:
        """Raises BadInput when no envelope could be sealed to it, or too few could open them."""
        signs = set(self.public_key) <= set("0123456789abcdef")
        if len(self.public_key) != 64 or not signs:
            raise BadInput("key", _("This is no public key of the tellers."))
        if not 1 <= self.need <= len(self.prints):
            raise BadInput("key", _("The tellers needed must be between one and all of them."))


@dataclass(frozen=True)
class Keys:
    """A new election's key: the public half, the tellers' shares, and a print of each share."""

    public: str
    need: int
    shares: tuple[str, ...]

    @property
    def prints(self) -> list[str]:
        """SHA-256 of each share: published, so that a wrong share is known before the count."""
        return [print_of(share) for share in self.shares]

    @property
    def opening(self) -> PublicKey:
        """What the vote is opened with."""
        return PublicKey(self.public, self.need, tuple(self.prints))


def print_of(share: str) -> str:
    return hashlib.sha256(share.strip().encode()).hexdigest()


def make_keys(need: int, count: int) -> Keys:
    """Make a key pair and forget the private half, except as shares."""
    private = X25519PrivateKey.generate()
    parts = secret_shares.split(private.private_bytes_raw(), need, count)
    return Keys(private.public_key().public_bytes_raw().hex(), need, tuple(parts))


def private_key(parts: Sequence[str], public: str) -> X25519PrivateKey:
    """The private key from enough shares. Raises `ShareError` unless it fits the public one."""
    key = X25519PrivateKey.from_private_bytes(secret_shares.join(parts))
    if key.public_key().public_bytes_raw().hex() != public:
        raise secret_shares.ShareError(
            "these shares do not open this election, or there are too few"
        )
    return key


def new_tracker() -> str:
    """100 random bits as five groups of four signs: K7QX-02MB-…"""
    text = "".join(secrets.choice(SIGNS) for _ in range(20))
    return "-".join(text[at : at + 4] for at in range(0, 20, 4))


def tidy_tracker(text: str) -> str:
    """A tracker as typed by a person: spaces, case and O for 0 forgiven."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum())
    plain = plain.replace("O", "0").replace("I", "1").replace("L", "1")[:20]
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def seal(ballot: Ballot, public: str, election: str) -> bytes:
    """The inner envelope: ephemeral public key, then the sealed text. `election`: its ref."""
    text = json.dumps(
        {"t": ballot.tracker, "c": [list(one) for one in ballot.choices], "g": ballot.group},
        separators=(",", ":"),
    ).encode()
    # All envelopes of one length say nothing about how much was chosen.
    padded = text + b" " * (-len(text) % BLOCK)
    ephemeral = X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes_raw()
    key = _key(ephemeral.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public))), own)
    return own + ChaCha20Poly1305(key).encrypt(bytes(12), padded, election.encode())


def unseal(envelope: bytes, private: X25519PrivateKey, election: str) -> Ballot:
    """What is inside an envelope. Raises `EnvelopeError`."""
    own, sealed = envelope[:32], envelope[32:]
    try:
        key = _key(private.exchange(X25519PublicKey.from_public_bytes(own)), own)
        text = ChaCha20Poly1305(key).decrypt(bytes(12), sealed, election.encode())
        said: dict[str, Any] = json.loads(text)
    except (InvalidTag, ValueError) as error:
        raise EnvelopeError("this envelope was not sealed for this election") from error
    choices = tuple((str(code), int(points)) for code, points in said["c"])
    return Ballot(said["t"], choices, said["g"])


def _key(shared: bytes, own: bytes) -> bytes:
    # The ephemeral key is used once, so the nonce may be fixed.
    return HKDF(SHA256(), 32, salt=own, info=INFO).derive(shared)


def open_all(
    envelopes: Iterable[bytes], parts: Sequence[str], public: str, election: str
) -> list[Ballot]:
    """All ballots, sorted by tracker: their order says nothing about who came when."""
    private = private_key(parts, public)
    found = [unseal(envelope, private, election) for envelope in envelopes]
    return sorted(found, key=lambda ballot: ballot.tracker)


def digest(envelope: bytes) -> str:
    """What the record commits to when an envelope is handed in."""
    return hashlib.sha256(envelope).hexdigest()
