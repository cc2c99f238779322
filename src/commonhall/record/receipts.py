"""Receipts: signed promises that an entry will stand in the log within the longest delay.

A receipt is a signed note under the receipt key. Kept by whoever acted, it convicts a record from
which the entry was removed between commit and sequencing.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from commonhall.record import configuration, entry_format, keys, notes
from commonhall.record.merkle import HASH_SIZE
from commonhall.record.models import Entry
from commonhall.record.notes import VerifierKey

HEADING = "commonhall receipt v1"


class ReceiptError(ValueError):
    """What was given is no receipt, or nobody trusted signed it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt promises."""

    origin: str
    entry: UUID
    leaf_hash: bytes
    recorded_at: datetime
    longest_delay_seconds: int
    note: str

    def as_dict(self) -> dict[str, Any]:
        """The receipt as JSON carries it; ``signature`` is the note's signature line in base64."""
        line = notes.parse(self.note).signatures[0]
        return {
            "origin": self.origin,
            "entry": str(self.entry),
            "leaf_hash": self.leaf_hash.hex(),
            "recorded_at": entry_format.moment(self.recorded_at),
            "longest_delay_seconds": self.longest_delay_seconds,
            "signature": base64.b64encode(line.key_id + line.raw).decode("ascii"),
        }


def issue(entry: Entry) -> dict[str, Any]:
    """Sign a receipt for a committed entry."""
    text = _text(
        configuration.origin(),
        entry.id,
        bytes(entry.leaf_hash),
        entry_format.moment(entry.recorded_at),
        configuration.longest_delay(),
    )
    note = notes.assemble(text, [keys.receipt_signer().sign(text)])
    return read(note).as_dict()


def as_text(receipt: Mapping[str, Any]) -> str:
    """The signed note behind a receipt given as JSON, to keep as a file; raises `ReceiptError`."""
    try:
        text = _text(
            str(receipt["origin"]),
            UUID(str(receipt["entry"])),
            bytes.fromhex(receipt["leaf_hash"]),
            str(receipt["recorded_at"]),
            int(receipt["longest_delay_seconds"]),
        )
        name = keys.receipt_name(str(receipt["origin"]))
        raw = base64.b64decode(str(receipt["signature"]), validate=True)
        return notes.assemble(text, [notes.Signature(name, raw[:4], raw[4:])])
    except (KeyError, ValueError, TypeError, binascii.Error) as error:
        raise ReceiptError(f"not a receipt: {error}") from error


def from_any(text: str) -> Receipt:
    """Read a receipt in either form, note or JSON, forgiving what copying does to line ends."""
    clean = text.replace("\r\n", "\n").strip() + "\n"
    if clean.startswith("{"):
        try:
            return read(as_text(json.loads(clean)))
        except (ValueError, TypeError) as error:
            raise ReceiptError(f"not a receipt: {error}") from error
    return read(clean)


def shown(entry: Entry) -> dict[str, Any]:
    """What the receipt box of the look shows for an entry that was just written."""
    return {
        "leaf_hash": bytes(entry.leaf_hash).hex(),
        "time": entry.recorded_at,
        "due": entry.recorded_at + timedelta(seconds=configuration.longest_delay()),
        "verify_url": reverse("record:entry", args=[entry.id]),
        "download_url": reverse("record:receipt_file", args=[entry.id]),
    }


def read(note: str) -> Receipt:
    """Take a receipt apart **without** checking its signature; raises `ReceiptError`."""
    try:
        parsed = notes.parse(note)
        heading, origin, entry, leaf, recorded, delay, end = parsed.text.split("\n")
        if heading != HEADING or end:
            raise ValueError("another heading")
        leaf_hash = base64.b64decode(leaf, validate=True)
        if len(leaf_hash) != HASH_SIZE:
            raise ValueError("a leaf hash has 32 bytes")
        found = UUID(entry)
        moment = entry_format.parse_moment(recorded)
        if not delay.isascii() or not delay.isdigit():
            raise ValueError("the delay is a whole number of seconds")
        return Receipt(origin, found, leaf_hash, moment, int(delay), str(parsed))
    except ValueError as error:
        raise ReceiptError(f"not a receipt: {error}") from error


def verify(note: str, trusted: Iterable[VerifierKey]) -> Receipt:
    """Read a receipt that one of the keys signed; raises `ReceiptError`."""
    receipt = read(note)
    try:
        notes.verify(note, trusted)
    except notes.NoteError as error:
        raise ReceiptError(str(error)) from error
    return receipt


def _text(origin: str, entry: UUID, leaf: bytes, recorded: str, delay: int) -> str:
    encoded = base64.b64encode(leaf).decode("ascii")
    return f"{HEADING}\n{origin}\n{entry}\n{encoded}\n{recorded}\n{delay}\n"
