"""What tellers keep and carry: the key file, the envelopes file, the parts file. Knows no database.

A teller's browser does the same (static/decisions/tellers.js); `commonhall tellers` does it with files. The private key
is in the key file only.

    key        {"commonhall": "teller-key", "vote", "public", "private": a JSON Web Key}
    envelopes  {"commonhall": "envelopes", "vote", "teller", "public", "set", "envelopes": [[digest, what to open], …]}
    parts      {"commonhall": "parts", "vote", "teller", "set", "parts": all parts one after the other}

    whole-envelopes    {…, "vote", "teller", "public", "set", "tellers": all numbers, "parts": whose parts are there,
                        "envelopes": [[digest, envelope, [part, …]], …]}
    ballots-signature  {…, "vote", "teller", "set", "ballots": root over them, "number", "signature"}

set: Merkle root over the digests of all envelopes in their order, as closing put it on the record.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from commonhall.decisions.votes import ballot_signatures, envelopes
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.decisions.votes.envelopes import CURVE
from commonhall.decisions.votes.secret_shares import WIDTH

KEY, ENVELOPES, PARTS = "teller-key", "envelopes", "parts"
WHOLE, SIGNATURE = "whole-envelopes", "ballots-signature"


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


# --- what came out of them ------------------------------------------------------------------------
@dataclass(frozen=True)
class Signature:
    """What a teller says came out of the envelopes. ballots: root over the ballots (see `ballot_signatures`)."""

    vote: str
    teller: int
    set: str
    ballots: str
    number: int
    signature: str

    def written(self) -> str:
        return json.dumps({"commonhall": SIGNATURE, **asdict(self)}) + "\n"


def read_signature(text: str) -> Signature:
    """A signature file. Raises `FileError`."""
    said = _read(text, SIGNATURE)
    try:
        kinds = {"vote": str, "teller": int, "set": str, "ballots": str, "number": int}
        given: dict[str, Any] = {name: kind(said[name]) for name, kind in kinds.items()}
        return Signature(**given, signature=str(said["signature"]))
    except (ValueError, KeyError, TypeError) as error:
        raise FileError("the signature file is damaged") from error


#: An envelope with the tellers' parts of it: (digest, envelope, parts in the order of the tellers).
Whole = tuple[str, bytes, list[bytes]]


def whole_said(
    vote: str, teller: int, public: str, tellers: Sequence[int], given: Sequence[int], set_root: str
) -> dict[str, Any]:
    """The head of the file from which a teller opens all envelopes. tellers: numbers of all; given: of those whose parts are there."""
    head = {"commonhall": WHOLE, "vote": vote, "teller": teller, "public": public, "set": set_root}
    return {**head, "tellers": list(tellers), "parts": list(given)}


def rows_said(rows: Iterable[Whole]) -> list[list[Any]]:
    """Envelopes with their parts, as JSON takes them."""
    return [
        [digest, base64.b64encode(sealed).decode(), [base64.b64encode(one).decode() for one in own]]
        for digest, sealed, own in rows
    ]


def sign_ballots(key: Key, text: str) -> Signature:
    """Open all envelopes in a file, and sign what came out of them. Raises `FileError`."""
    said = _read(text, WHOLE)
    if said.get("public") != key.public:
        raise FileError("this key did not join the vote whose envelopes these are")
    try:
        vote, teller, tellers = str(said["vote"]), int(said["teller"]), list(said["tellers"])
        digests, leaves = [], []
        for digest, sealed, own in said["envelopes"]:
            envelope = base64.b64decode(sealed)
            if envelopes.digest(envelope) != digest:
                raise FileError("the envelopes file is damaged: an envelope was changed")
            parts = dict(zip(said["parts"], map(base64.b64decode, own), strict=True))
            ballot = envelopes.unseal(envelope, parts, len(tellers), vote)
            digests.append(digest)
            leaves.append(ballot_signatures.leaf(ballot))
        if root_of(digests) != said["set"]:
            raise FileError("the envelopes file is damaged: envelopes are missing or changed")
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"the envelopes do not open: {error}") from error
    root = ballot_signatures.ballots_root(leaves)
    stated = ballot_signatures.statement(vote, said["set"], root, len(leaves))
    signature = ballot_signatures.sign(key.private, stated)
    return Signature(vote, teller, said["set"], root, len(leaves), signature)


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
