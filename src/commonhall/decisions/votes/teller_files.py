"""What tellers keep and carry: the key file, the envelopes file, the parts file. Knows no database.

A teller's browser does the same (static/decisions/tellers.js); `commonhall tellers` does it with files. The private key
is in the key file only.

    key        {"commonhall": "teller-key", "vote", "public", "private": a JSON Web Key}
    envelopes  {"commonhall": "envelopes", "vote", "teller", "public", "set", "envelopes": [[digest, what to open], …]}
    parts      {"commonhall": "parts", "vote", "teller", "set", "parts": all parts one after the other,
                "unopened": {digest of an envelope: proof that the part does not open}}

    whole-envelopes    {…, "vote", "teller", "public", "set", "paper": the ballot paper, "parts": whose parts are there,
                        "envelopes": [[digest, envelope, [part or proof, …]], …]}
    envelopes-copy     {…, "vote", "teller", "set", "envelopes": [[digest, envelope], …]}, of a running vote
    ballots-signature  {…, "vote", "teller", "set", "ballots": root over them, "number", "void": envelopes without a
                        ballot, "paper": digest of the ballot paper, "signature"}

Where a part does not open, 66 bytes 0xFF stand for it (see `unopened`). set: Merkle root over the digests of all envelopes in their order, as closing put it on the record.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from commonhall.decisions.votes import ballot_signatures, envelopes
from commonhall.decisions.votes import unopened as proofs
from commonhall.decisions.votes.ballot_paper import read_paper
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.decisions.votes.envelopes import CURVE, EnvelopeError
from commonhall.decisions.votes.secret_shares import WIDTH

KEY, ENVELOPES, PARTS = "teller-key", "envelopes", "parts"
WHOLE, SIGNATURE, COPY = "whole-envelopes", "ballots-signature", "envelopes-copy"
#: Stands for a part that does not open: no part, for it is above the prime.
UNOPENED = b"\xff" * WIDTH


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
    """What a teller hands in: their part of every envelope, in the envelopes' order.

    unopened: digest of an envelope → proof that the part of it does not open, hexadecimal digits.
    """

    vote: str
    teller: int
    set: str
    parts: bytes
    unopened: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> str:
        said = {
            "commonhall": PARTS,
            "vote": self.vote,
            "teller": self.teller,
            "set": self.set,
            "parts": base64.b64encode(self.parts).decode(),
            "unopened": dict(self.unopened),
        }
        return json.dumps(said) + "\n"


def read_parts(text: str) -> Parts:
    """A parts file. Raises `FileError`."""
    said = _read(text, PARTS)
    try:
        parts = base64.b64decode(str(said["parts"]), validate=True)
        proofs = {str(one): str(proof) for one, proof in said.get("unopened", {}).items()}
        return Parts(str(said["vote"]), int(said["teller"]), str(said["set"]), parts, proofs)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
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
        unopened: dict[str, str] = {}
        found = [_part_of(key, one, cut, number, vote, unopened) for one, cut in pairs]
        if root_of(one for one, _cut in pairs) != said["set"]:
            raise FileError("the envelopes file is damaged: envelopes are missing or changed")
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"the envelopes file is damaged: {error}") from error
    return Parts(vote, number, str(said["set"]), b"".join(found), unopened)


def _part_of(
    key: Key, digest: str, cut: bytes, number: int, vote: str, unopened: dict[str, str]
) -> bytes:
    """The part of one envelope; where it does not open, the proof is put into `unopened`."""
    try:
        return envelopes.open_part(key.private, cut, number, vote)
    except EnvelopeError:
        unopened[digest] = proofs.prove(key.secret, cut, vote).hex()
        return UNOPENED


@dataclass(frozen=True)
class Copy:
    """The sealed envelopes of a running vote as a teller keeps them: no names. envelopes: (digest, envelope), by digest."""

    vote: str
    teller: int
    set: str
    envelopes: tuple[tuple[str, bytes], ...]

    def written(self) -> str:
        rows = [[digest, base64.b64encode(sealed).decode()] for digest, sealed in self.envelopes]
        said = {"vote": self.vote, "teller": self.teller, "set": self.set, "envelopes": rows}
        return json.dumps({"commonhall": COPY, **said}) + "\n"


def read_copy(text: str) -> Copy:
    """The copy in a file, each envelope compared with its digest. Raises `FileError`."""
    said = _read(text, COPY)
    try:
        pairs = tuple((str(one), base64.b64decode(sealed)) for one, sealed in said["envelopes"])
        made = Copy(str(said["vote"]), int(said["teller"]), str(said["set"]), pairs)
        whole = root_of(one for one, _sealed in pairs) == made.set
    except (ValueError, KeyError, TypeError) as error:
        raise FileError("the copy is damaged") from error
    if not whole or any(envelopes.digest(sealed) != one for one, sealed in pairs):
        raise FileError("the copy is damaged: an envelope was changed")
    return made


# --- what came out of them ------------------------------------------------------------------------
@dataclass(frozen=True)
class Signature:
    """What a teller says came out of the envelopes. ballots: root over the ballots, void, paper: see `ballot_signatures`."""

    vote: str
    teller: int
    set: str
    ballots: str
    number: int
    void: int
    paper: str
    signature: str

    @property
    def statement(self) -> bytes:
        return ballot_signatures.statement(
            self.vote, self.set, self.ballots, self.number, self.void, self.paper
        )

    def written(self) -> str:
        return json.dumps({"commonhall": SIGNATURE, **asdict(self)}) + "\n"


def read_signature(text: str) -> Signature:
    """A signature file. Raises `FileError`."""
    said = _read(text, SIGNATURE)
    try:
        kinds = {"vote": str, "teller": int, "set": str, "ballots": str, "number": int}
        kinds |= {"void": int, "paper": str}
        given: dict[str, Any] = {name: kind(said[name]) for name, kind in kinds.items()}
        return Signature(**given, signature=str(said["signature"]))
    except (ValueError, KeyError, TypeError) as error:
        raise FileError("the signature file is damaged") from error


#: An envelope with the tellers' parts of it: (digest, envelope, parts or proofs in the order of the tellers).
Whole = tuple[str, bytes, list[bytes]]


def whole_said(
    teller: int, public: str, paper: Mapping[str, Any], given: Sequence[int], set_root: str
) -> dict[str, Any]:
    """The head of the file from which a teller opens all envelopes. paper: the ballot paper; given: whose parts are there."""
    head = {"commonhall": WHOLE, "vote": paper["vote"], "teller": teller, "public": public}
    return {**head, "set": set_root, "paper": paper, "parts": list(given)}


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
        paper, _names = read_paper(json.dumps(said["paper"]))
        vote, teller = paper.vote, int(said["teller"])
        digests, leaves = [], []
        for digest, sealed, own in said["envelopes"]:
            envelope = base64.b64decode(sealed)
            if envelopes.digest(envelope) != digest:
                raise FileError("the envelopes file is damaged: an envelope was changed")
            parts = dict(zip(said["parts"], map(base64.b64decode, own), strict=True))
            digests.append(digest)
            if (ballot := paper.read(envelope, parts)) is not None:
                leaves.append(ballot_signatures.leaf(ballot))
        if root_of(digests) != said["set"]:
            raise FileError("the envelopes file is damaged: envelopes are missing or changed")
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"the envelopes do not open: {error}") from error
    root, void = ballot_signatures.ballots_root(leaves), len(digests) - len(leaves)
    made = Signature(vote, teller, said["set"], root, len(leaves), void, paper.digest, "")
    return replace(made, signature=ballot_signatures.sign(key.private, made.statement))


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
