"""Checkpoints (C2SP ``tlog-checkpoint``): the log's name, size and root as a signed note.

Our checkpoints carry two signatures by the log's key (by two keys while one replaces the other): a plain Ed25519 one, which every reader of
the format understands, and a timestamped one, so that the time of signing is signed as well.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from commonhall.record import notes
from commonhall.record.merkle import HASH_SIZE


class CheckpointError(ValueError):
    """The text of a note is not a checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log states about itself: ``root`` (32 bytes) over its first ``size`` entries."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The note text that is signed."""
        encoded = base64.b64encode(self.root).decode("ascii")
        return "".join(f"{line}\n" for line in (self.origin, self.size, encoded, *self.extensions))


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose signatures were verified; ``time`` is the signed Unix time or None, ``keys`` who signed."""

    checkpoint: Checkpoint
    time: int | None
    keys: tuple[notes.VerifierKey, ...] = ()


def parse_text(text: str) -> Checkpoint:
    """Read a checkpoint's note text; raises `CheckpointError`."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise CheckpointError("a checkpoint has at least three lines, none of them empty")
    origin, size, encoded = lines[:3]
    if not (size.isascii() and size.isdigit()) or (size != "0" and size.startswith("0")):
        raise CheckpointError("the size of a checkpoint is a plain decimal number")
    try:
        root = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError("the root of a checkpoint is not base64") from error
    if len(root) != HASH_SIZE:
        raise CheckpointError("the root of a checkpoint has 32 bytes")
    return Checkpoint(origin, int(size), root, tuple(lines[3:-1]))


def parse(note: str | bytes) -> Checkpoint:
    """Read a checkpoint from a note **without** checking who signed it."""
    return parse_text(notes.parse(note).text)


def sign(checkpoint: Checkpoint, signer: notes.Signer, time: int, *also: notes.Signer) -> str:
    """The signed note of a checkpoint; ``time`` is Unix seconds. also: keys that sign beside the current one."""
    text = checkpoint.text()
    lines = [line for one in (signer, *also) for line in (one.sign(text), one.cosign(text, time))]
    return notes.assemble(text, lines)


def verify(note: str | bytes, keys: Iterable[notes.VerifierKey]) -> SignedCheckpoint:
    """Read a checkpoint that one of ``keys`` signed.

    Raises `notes.NoteError` if none did or a signature is wrong, `CheckpointError` if the text is
    no checkpoint.
    """
    verified = notes.verify(note, keys)
    return SignedCheckpoint(parse_text(verified.note.text), verified.time, verified.keys)
