"""Envelopes as no honest browser seals them: each is cast without a word, and shows at the count only."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commonhall.decisions.votes import envelopes, p256, secret_shares, unopened
from commonhall.decisions.votes.ballot_paper import Paper
from commonhall.decisions.votes.envelopes import CURVE, HASH, NONCE, POINT, SEALED, Ballot
from commonhall.decisions.votes.teller_files import Key

TRACKER = "ABCD-2345-K7QX-02MB-9TRC-4WJE-8ZPA"
VOTED_YES = Ballot(TRACKER, (("yes", 1),))


def drawn_twice(paper: Paper, ballot: Ballot = VOTED_YES) -> bytes:
    """All is in order, but for an ephemeral key that does not follow from the seed."""
    seed, ephemeral = os.urandom(32), ec.generate_private_key(CURVE)
    drawn = envelopes._drawn(seed, paper.need, paper.vote)
    other = envelopes._Drawn(drawn.key, ephemeral, drawn.coefficients)
    own = envelopes.point_of(ephemeral.public_key())
    return _closed(
        paper, other, envelopes._header(seed, other, own, paper.keys, paper.vote), ballot
    )


def _closed(paper: Paper, drawn: envelopes._Drawn, header: bytes, ballot: Ballot) -> bytes:
    text = envelopes.text_of(ballot).ljust(paper.size, b" ")
    return header + AESGCM(drawn.key).encrypt(NONCE, text, paper.vote.encode() + header)


def spoilt_for(paper: Paper, teller: int, *, kind: str) -> bytes:
    """One teller's part is noise, another part than the hash beside it says, or lies on another polynomial."""
    seed = os.urandom(32)
    drawn = envelopes._drawn(seed, paper.need, paper.vote)
    own = envelopes.point_of(drawn.ephemeral.public_key())
    header = envelopes._header(seed, drawn, own, paper.keys, paper.vote)
    at = POINT + sorted(paper.keys).index(teller) * (SEALED + HASH)
    public = paper.keys[teller]
    key = envelopes._part_key(
        drawn.ephemeral.exchange(ec.ECDH(), envelopes.public_key(public)),
        own,
        bytes.fromhex(public),
    )
    part = secret_shares.split(os.urandom(32), paper.need, sorted(paper.keys))[teller]
    sealed = AESGCM(key).encrypt(NONCE, part, f"{paper.vote}/{teller}".encode())
    there = {
        "noise": os.urandom(SEALED + HASH),
        "other-hash": sealed + os.urandom(HASH),
        "other-part": sealed + hashlib.sha256(part).digest(),
        "above-the-prime": _above(key, paper.vote, teller),
    }[kind]
    return _closed(paper, drawn, header[:at] + there + header[at + SEALED + HASH :], VOTED_YES)


def _above(key: bytes, vote: str, teller: int) -> bytes:
    part = b"\xff" * secret_shares.WIDTH
    sealed = AESGCM(key).encrypt(NONCE, part, f"{vote}/{teller}".encode())
    return sealed + hashlib.sha256(part).digest()


def around(paper: Paper, text: bytes) -> bytes:
    """Sealed as it should be, around any text."""
    return envelopes.seal_text(text, paper.keys, paper.need, paper.vote, paper.size)


def texts() -> list[bytes]:
    """What is not a ballot, in an envelope that is in order."""
    said = {"t": TRACKER, "c": [["yes", 1]]}
    short = json.dumps(said, separators=(",", ":")).encode()
    return [
        b"",
        b"[]",
        b"{" * 60,
        json.dumps(said).encode(),
        short.replace(b"1]", b"1.0]"),
        short.replace(b"1]", b"true]"),
        short.replace(b"1]", b"0]"),
        short.replace(b"1]", b"1000000000]"),
        short.replace(b"yes", b"y\\u0065s"),
        short.replace(b"yes", b"free text"),
        short.replace(b"ABCD", b"abcd"),
        short.replace(b"}", b',"t":"x"}'),
        short.replace(b"yes", "yés".encode()),
        b"\xff\xfe",
    ]


def other_sign(paper: Paper, ballot: Ballot = VOTED_YES) -> bytes:
    """Sealed under the ephemeral point with its other sign: the same key for every teller, so it is in order."""
    seed = os.urandom(32)
    drawn = envelopes._drawn(seed, paper.need, paper.vote)
    own = p256.written(p256.negative(p256.read(envelopes.point_of(drawn.ephemeral.public_key()))))
    return _closed(
        paper, drawn, envelopes._header(seed, drawn, own, paper.keys, paper.vote), ballot
    )


def noise(paper: Paper) -> bytes:
    """The right length and a point, and nothing else."""
    point = envelopes.point_of(ec.generate_private_key(CURVE).public_key())
    return point + os.urandom(paper.length - POINT)


def all_of(paper: Paper) -> Mapping[str, bytes]:
    """Each kind once. paper: with tellers 1, 2 and 3 and the options no and yes."""
    found = {
        "noise": noise(paper),
        "drawn-twice": drawn_twice(paper),
        **{
            f"{kind} for {teller}": spoilt_for(paper, teller, kind=kind)
            for kind in ("noise", "other-hash", "other-part", "above-the-prime")
            for teller in (1, 3)
        },
    }
    return {**found, **{f"text {at}": around(paper, one) for at, one in enumerate(texts())}}


def given_by(
    paper: Paper, envelope: bytes, keys: Mapping[int, Key], tellers: tuple[int, ...]
) -> dict[int, bytes]:
    """What these tellers hand in of an envelope: their parts, or proofs that they do not open."""
    found = {}
    for number in tellers:
        cut = envelopes.for_teller(envelope, sorted(keys).index(number))
        try:
            found[number] = envelopes.open_part(keys[number].private, cut, number, paper.vote)
        except envelopes.EnvelopeError:
            found[number] = unopened.prove(keys[number].secret, cut, paper.vote)
    return found
