"""Signed notes (C2SP ``signed-note``) with Ed25519 keys, and timestamped co-signatures.

A note is a text ending in a newline, an empty line, and one line per signature:
``— <key name> <base64(4-byte key id ‖ signature)>``. Pure: keys and texts in, notes out.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = 0x01
"""Signature type: Ed25519 over the note's text."""
COSIGNATURE = 0x04
"""Signature type: Ed25519 over a time and the note's text (C2SP ``tlog-cosignature``)."""

MAX_SIGNATURES = 64
_SEPARATOR = "\n\n"
_DASH = "\u2014 "


class NoteError(ValueError):
    """A note is malformed, or no trusted key signed it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who (name and key id) and the raw signature bytes."""

    name: str
    key_id: bytes
    raw: bytes

    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"{_DASH}{self.name} {_base64(self.key_id + self.raw)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note; nothing in it may be believed before `verify` has said who signed it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(one.line() for one in self.signatures)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name: what somebody who checks pins.

    ``kind`` is `ED25519` or `COSIGNATURE`; ``public`` the 32 bytes of RFC 8032.
    """

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name ‖ newline ‖ kind ‖ public key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        encoded = _base64(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read ``<name>+<key id in hex>+<base64(kind ‖ public key)>``; raises `NoteError`."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise NoteError("a verifier key has the form name+id+key")
        name, key_id, encoded = parts
        _check_name(name)
        data = _unbase64(encoded)
        if len(data) != 33 or data[0] not in (ED25519, COSIGNATURE):
            raise NoteError("only Ed25519 verifier keys are understood")
        key = cls(name, data[1:], data[0])
        if key.key_id.hex() != key_id:
            raise NoteError("the key id of the verifier key does not fit its name and key")
        return key

    def check(self, text: str, signature: Signature) -> int | None:
        """Verify one signature over ``text``; the signed Unix time for a co-signature, else None.

        Raises `NoteError` if the signature is wrong.
        """
        raw, time, message = signature.raw, None, text.encode()
        if self.kind == COSIGNATURE:
            if len(raw) != 72:
                raise NoteError(f"the co-signature of {self.name} has a wrong length")
            (time,) = struct.unpack(">Q", raw[:8])
            raw, message = raw[8:], _cosigned(text, time)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(raw, message)
        except (InvalidSignature, ValueError) as error:
            raise NoteError(f"the signature of {self.name} is wrong") from error
        return time


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under a name."""

    name: str
    private: Ed25519PrivateKey

    def public(self, kind: int = ED25519) -> VerifierKey:
        """The verifier key of the given kind."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw(), kind)

    def sign(self, text: str) -> Signature:
        """Plain Ed25519 signature over a note's text."""
        _check_text(text)
        return Signature(self.name, self.public().key_id, self.private.sign(text.encode()))

    def cosign(self, text: str, time: int) -> Signature:
        """Ed25519 signature over the time (Unix seconds) and a note's text."""
        _check_text(text)
        raw = struct.pack(">Q", time) + self.private.sign(_cosigned(text, time))
        return Signature(self.name, self.public(COSIGNATURE).key_id, raw)


@dataclass(frozen=True, slots=True)
class Verified:
    """A note of which at least one trusted key's signature was verified."""

    note: Note
    keys: tuple[VerifierKey, ...]
    time: int | None
    """Earliest signed Unix time among the verified co-signatures, if there is one."""


def parse(data: str | bytes) -> Note:
    """Take a note apart; raises `NoteError` where the format is broken. Verifies nothing."""
    try:
        whole = data.decode() if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        raise NoteError("the note is not UTF-8") from error
    if any(character < " " and character != "\n" for character in whole):
        raise NoteError("the note holds control characters")
    split = whole.rfind(_SEPARATOR)
    if split < 0 or not whole.endswith("\n"):
        raise NoteError("the note has no signatures")
    text, block = whole[: split + 1], whole[split + 2 :]
    lines = block.split("\n")[:-1]
    if not lines or len(lines) > MAX_SIGNATURES:
        raise NoteError(f"a note carries 1 to {MAX_SIGNATURES} signatures")
    return Note(text, tuple(_parse_signature(line) for line in lines))


def verify(data: str | bytes | Note, keys: Iterable[VerifierKey]) -> Verified:
    """Check every signature made by a trusted key; raises `NoteError` if one is wrong or none is there.

    Signatures of unknown keys are ignored, as the specification asks.
    """
    note = data if isinstance(data, Note) else parse(data)
    trusted = {(key.name, key.key_id): key for key in keys}
    found: dict[tuple[str, bytes], VerifierKey] = {}
    times: list[int] = []
    for signature in note.signatures:
        identity = (signature.name, signature.key_id)
        key = trusted.get(identity)
        if key is None:
            continue
        time = key.check(note.text, signature)
        if time is not None:
            times.append(time)
        found[identity] = key
    if not found:
        raise NoteError("no trusted key signed this note")
    return Verified(note, tuple(found.values()), min(times, default=None))


def assemble(text: str, signatures: Sequence[Signature]) -> str:
    """The note as text, ready to publish."""
    _check_text(text)
    return str(Note(text, tuple(signatures)))


def family(name: str) -> str:
    """``host/record`` for ``host/record/2``: a log reopened after a restore keeps the first one's keys."""
    front, _, last = name.rpartition("/")
    return front if last.isdigit() else name


def _parse_signature(line: str) -> Signature:
    if not line.startswith(_DASH):
        raise NoteError("a signature line begins with an em dash and a space")
    name, _, encoded = line[len(_DASH) :].partition(" ")
    _check_name(name)
    data = _unbase64(encoded)
    if len(data) < 5:
        raise NoteError("a signature is too short")
    return Signature(name, data[:4], data[4:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise NoteError("a key name is not empty and has no spaces or plus signs")


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(one < " " and one != "\n" for one in text):
        raise NoteError("a note's text ends in a newline and has no control characters")


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("broken base64") from error
    if _base64(data) != text:
        raise NoteError("base64 that is not in its one canonical form")
    return data
