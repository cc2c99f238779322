"""What tellers keep and carry: the key file, the envelopes file, the parts file. Knows no database.

A teller's browser does the same (static/decisions/tellers.js); `commonhall tellers` does it with files. The private key
is in the key file only.

    key        {"commonhall": "teller-key", "vote", "public", "private": a JSON Web Key}
    envelopes  {"commonhall": "envelopes", "vote", "teller", "public", "set", "envelopes": [[digest, what to open], …]}
    parts      {"commonhall": "parts", "vote", "teller", "set", "parts": all parts one after the other}

set: Merkle root over the digests of all envelopes in their order, as closing put it on the record.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from commonhall.decisions.votes import envelopes
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.decisions.votes.envelopes import CURVE
from commonhall.decisions.votes.secret_shares import WIDTH

KEY, ENVELOPES, PARTS = "teller-key", "envelopes", "parts"


class FileError(ValueError):
    """Not the file that was asked for; the message says what is wrong."""


# --- the key --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Key:
    """A teller's key pair; only `public`, hexadecimal digits, leaves the teller's hands."""

    secret: int = field(repr=False)

    @cached_property
    def private(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(self.secret, CURVE)

    @property
    def public(self) -> str:
        return envelopes.point_of(self.private.public_key()).hex()

    def written(self, vote: str) -> str:
        """The key file. vote: the ref of the vote it is for."""
        point = bytes.fromhex(self.public)
        web_key = {
            "kty": "EC",
            "crv": "P-256",
            "x": _web(point[1:33]),
            "y": _web(point[33:]),
            "d": _web(self.secret.to_bytes(32, "big")),
        }
        said = {"commonhall": KEY, "vote": vote, "public": self.public, "private": web_key}
        return json.dumps(said, indent=1) + "\n"


def make_key() -> Key:
    return Key(ec.generate_private_key(CURVE).private_numbers().private_value)


def read_key(text: str) -> Key:
    """The key in a key file. Raises `FileError`."""
    said = _read(text, KEY)
    try:
        key = Key(int.from_bytes(_unweb(said["private"]["d"]), "big"))
        fits = key.public == said.get("public")
    except (ValueError, KeyError, TypeError) as error:
        raise FileError("the key file is damaged") from error
    if not fits:
        raise FileError("the key file is damaged: its two halves do not fit")
    return key


# --- envelopes and parts --------------------------------------------------------------------------
@dataclass(frozen=True)
class Parts:
    """What a teller hands in: their part of every envelope, in the envelopes' order."""

    vote: str
    teller: int
    set: str
    parts: bytes

    def written(self) -> str:
        said = {
            "commonhall": PARTS,
            "vote": self.vote,
            "teller": self.teller,
            "set": self.set,
            "parts": base64.b64encode(self.parts).decode(),
        }
        return json.dumps(said) + "\n"


def read_parts(text: str) -> Parts:
    """A parts file. Raises `FileError`."""
    said = _read(text, PARTS)
    try:
        parts = base64.b64decode(str(said["parts"]), validate=True)
        return Parts(str(said["vote"]), int(said["teller"]), str(said["set"]), parts)
    except (ValueError, KeyError, TypeError) as error:
        raise FileError("the parts file is damaged") from error


def cut_parts(parts: bytes) -> list[bytes]:
    """One part an envelope."""
    return [parts[at : at + WIDTH] for at in range(0, len(parts), WIDTH)]


def envelopes_said(
    vote: str, teller: int, public: str, pairs: Sequence[tuple[str, bytes]]
) -> dict[str, Any]:
    """The envelopes file for one teller, as JSON takes it. pairs: (digest, what to open)."""
    return {
        "commonhall": ENVELOPES,
        "vote": vote,
        "teller": teller,
        "public": public,
        "set": root_of(digest for digest, _cut in pairs),
        "envelopes": [[digest, base64.b64encode(cut).decode()] for digest, cut in pairs],
    }


def open_parts(key: Key, text: str) -> Parts:
    """A teller's parts of the envelopes in an envelopes file. Raises `FileError`."""
    said = _read(text, ENVELOPES)
    if said.get("public") != key.public:
        raise FileError("this key did not join the vote whose envelopes these are")
    try:
        vote, number = str(said["vote"]), int(said["teller"])
        pairs = [(str(one), base64.b64decode(cut)) for one, cut in said["envelopes"]]
        found = [envelopes.open_part(key.private, cut, number, vote) for _one, cut in pairs]
        if root_of(one for one, _cut in pairs) != said["set"]:
            raise FileError("the envelopes file is damaged: envelopes are missing or changed")
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"the envelopes file is damaged: {error}") from error
    return Parts(vote, number, str(said["set"]), b"".join(found))


def _read(text: str, kind: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError("this is not valid JSON") from error
    if not isinstance(said, dict) or said.get("commonhall") != kind:
        raise FileError(f"this is no {kind} file")
    return said


def _web(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unweb(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
