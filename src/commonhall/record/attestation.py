"""Which entries this installation wrote itself: a keyed hash beside each, made as it is written.

Whoever can write to the database, but does not hold the key (`COMMONHALL_HOME/keys/entries.hmac`), can insert a
row into the table of entries; the sequencer gives it no place in the log, and the gate obeys nothing that rests
on it. An entry whose place in the log the published checkpoint covers needs no keyed hash any more: the log
itself speaks for it, also where the key was lost.
"""

from __future__ import annotations

import hmac
import json
from collections import OrderedDict
from contextlib import suppress
from hashlib import sha256
from typing import Any

from commonhall.record import keys, logs, merkle, notes, published_checkpoints, signing
from commonhall.record.models import Entry, Leaf, Log

ADMIT = "record.admit"
# Entries found in the published log, by id and hash: what is published stays so.
_published: OrderedDict[tuple[str, bytes], None] = OrderedDict()
_MOST = 50_000


def attest(body: str) -> bytes:
    """The keyed hash of an entry's body: HMAC-SHA256 (RFC 2104) of its bytes."""
    return hmac.digest(keys.entry_key(), body.encode(), sha256)


def is_attested(body: str, attested: bytes | memoryview) -> bool:
    """Was this body written by an installation that holds the key?"""
    return hmac.compare_digest(attest(body), bytes(attested))


def admitted() -> set[str]:
    """Leaf hashes (64 hexadecimal digits) of entries that were let in without a keyed hash, in public."""
    found: set[str] = set()
    for entry in Entry.objects.filter(action=ADMIT):
        if speaks_for(entry):
            found.update(_data(entry).get("admitted", []))
    return found


def speaks_for(entry: Entry) -> bool:
    """Did this installation write the entry, or does the published log hold exactly these bytes?"""
    return is_attested(entry.body, entry.attested) or _in_published_log(entry)


def _in_published_log(entry: Entry) -> bool:
    found = merkle.leaf_hash(entry.body.encode())
    key = (entry.pk.hex, found)
    if key in _published:
        return True
    leaf = Leaf.objects.filter(entry=entry).select_related("log").first()
    if leaf is None:
        return False
    for size, root in _trusted(leaf.log):
        if leaf.index >= size:
            continue
        with suppress(merkle.ProofError, ValueError):
            path = logs.inclusion(leaf.log, leaf.index, size)
            merkle.verify_inclusion(found, leaf.index, size, path, root)
            _published[key] = None
            if len(_published) > _MOST:
                _published.popitem(last=False)
            return True
    return False


def _trusted(log: Log) -> list[tuple[int, bytes]]:
    """Sizes and roots of a log that stand outside the database, or that a reopening of this installation names."""
    trusted = []
    outside = published_checkpoints.latest()
    if outside is not None:
        with suppress(notes.NoteError, ValueError):
            known = signing.verified(outside, log.origin)
            trusted.append((known.size, known.root))
    for later in Entry.objects.filter(action="record.reopen"):
        named = _data(later)
        if named.get("restored_origin") == log.origin and speaks_for(later):
            root = bytes.fromhex(str(named["restored_root"]))
            trusted.append((int(named["restored_size"]), root))
    return trusted


def _data(entry: Entry) -> dict[str, Any]:
    found = json.loads(entry.body).get("data", {})
    return found if isinstance(found, dict) else {}
