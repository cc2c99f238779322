"""What logs and witnesses say to each other: ``add-checkpoint`` of C2SP ``tlog-witness``. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonhall.record import checkpoints, merkle, notes
from commonhall.record.checkpoints import Checkpoint
from commonhall.record.merkle import EMPTY_ROOT, HASH_SIZE
from commonhall.record.notes import Note, VerifierKey

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
MOST_HASHES = 63
LARGEST = 64 * 1024
"""Bytes of a request or an answer: 63 hashes and a note with many signatures have room in it."""
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")
_MOST = (1 << 63) - 1


class RequestError(ValueError):
    """Why a witness does not cosign; ``status`` is the answer's, ``size`` goes with 409."""

    def __init__(self, status: int, message: str, size: int = 0) -> None:
        super().__init__(message)
        self.status, self.size = status, size

    def answer(self) -> Answer:
        if self.status == 409:
            return Answer(409, f"{self.size}\n".encode(), SIZE_TYPE)
        return Answer(self.status, f"{self}\n".encode(), TEXT_TYPE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP request brought."""

    status: int
    body: bytes
    kind: str = TEXT_TYPE


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request to cosign a checkpoint that extends the tree of ``old`` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    def encode(self) -> bytes:
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.proof)]
        return ("".join(f"{line}\n" for line in lines) + f"\n{self.note}").encode()


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest checkpoint a witness cosigned of a log; the empty tree before the first."""

    size: int = 0
    root: bytes = EMPTY_ROOT


def request(old: int, proof: Iterable[bytes], note: str) -> AddCheckpoint:
    """A request for a note that is a checkpoint; raises ValueError for another."""
    parsed = notes.parse(note)
    return AddCheckpoint(old, tuple(proof), parsed, checkpoints.parse_text(parsed.text))


def parse(data: bytes) -> AddCheckpoint:
    """Read a request; raises `RequestError` 400 where the form is broken. Verifies nothing."""
    if len(data) > LARGEST:
        raise RequestError(400, f"a request has up to {LARGEST} bytes")
    try:
        head, _, note = data.decode().partition("\n\n")
        first, *lines = head.split("\n")
        old = _OLD.fullmatch(first)
        if old is None or int(old[1]) > _MOST:
            raise ValueError("begin with the line: old SIZE")
        if len(lines) > MOST_HASHES:
            raise ValueError(f"a proof has up to {MOST_HASHES} hashes")
        asked = request(int(old[1]), [_hash(line) for line in lines], note)
    except ValueError as error:
        raise RequestError(400, f"not a request to cosign: {error}") from error
    if asked.checkpoint.size > _MOST:
        raise RequestError(400, "a log has no more than 2^63-1 leaves")
    return asked


def _hash(line: str) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except binascii.Error as error:
        raise ValueError("a line of the proof is not base64") from error
    if len(found) != HASH_SIZE or base64.b64encode(found).decode() != line:
        raise ValueError("a line of the proof is not one hash")
    return found


def check_signed(asked: AddCheckpoint, keys: Sequence[VerifierKey]) -> Note:
    """The note with the log's own signatures alone; raises `RequestError` 403 where none is trusted."""
    try:
        verified = notes.verify(asked.note, keys)
    except notes.NoteError as error:
        raise RequestError(403, str(error)) from error
    known = {(key.name, key.key_id) for key in verified.keys}
    kept = [one for one in asked.note.signatures if (one.name, one.key_id) in known]
    return Note(asked.note.text, tuple(kept))


def check_extends(asked: AddCheckpoint, seen: Seen) -> None:
    """Raise `RequestError` unless the checkpoint extends what the witness saw last."""
    stated = asked.checkpoint
    if asked.old > stated.size:
        raise RequestError(400, "the old size is larger than the checkpoint's")
    if asked.old != seen.size:
        raise RequestError(409, f"the newest checkpoint has {seen.size} leaves", seen.size)
    if stated.size == 0 and stated.root != EMPTY_ROOT:
        raise RequestError(422, "an empty log has the root of the empty tree")
    if asked.old == 0 and asked.proof:
        raise RequestError(422, "from an empty log there is nothing to prove")
    try:
        merkle.verify_consistency(seen.size, stated.size, seen.root, stated.root, asked.proof)
    except merkle.ProofError as error:
        raise RequestError(
            422, f"the checkpoint does not extend the one before: {error}"
        ) from error


def read_size(answer: Answer) -> int:
    """The size that a 409 names; raises ValueError."""
    found = _SIZE.fullmatch(answer.body)
    if found is None or int(found[1]) > _MOST:
        raise ValueError("a conflict is answered with the size of the newest checkpoint")
    return int(found[1])


def read_cosignature(answer: Answer, text: str, key: VerifierKey) -> tuple[notes.Signature, int]:
    """The witness's signature on a checkpoint's text in its answer, and its Unix time; raises ValueError.

    Signatures of other keys are ignored.
    """
    lines = notes.parse(text.encode() + b"\n" + answer.body)
    if lines.text != text:
        raise ValueError("the answer is not made of signature lines")
    for one in lines.signatures:
        if (one.name, one.key_id) == (key.name, key.key_id):
            time = key.check(text, one)
            if not time or time > _MOST:
                raise ValueError("the cosignature has no time")
            return one, time
    raise ValueError("the answer has no cosignature of the witness's key")
