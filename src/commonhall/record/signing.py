"""Which keys sign this hall's log now, which did before, and what readers are told of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from commonhall.record import (
    checkpoints,
    configuration,
    key_changes,
    keys,
    logs,
    notes,
    tiles,
)
from commonhall.record.key_changes import REVOKE, ROTATE, Chain, Change
from commonhall.record.models import Checkpoint, Leaf, Log
from commonhall.record.notes import Signer, VerifierKey
from commonhall.record.witnesses import standing


# --- from the record ------------------------------------------------------------------------------
def changes() -> list[Change]:
    """The changes of key that stand in the log under a signed checkpoint, in order (one query where there are none)."""
    rows = Leaf.objects.filter(entry__action__in=[ROTATE, REVOKE]).select_related("log", "entry")
    found = []
    for leaf in rows.order_by("log_id", "index"):
        covering = Checkpoint.objects.filter(log=leaf.log, size__gt=leaf.index).order_by("id")
        if (first := covering.first()) is None:
            continue
        with suppress(tiles.TileError, key_changes.ChangeError):
            proof = logs.inclusion(leaf.log, leaf.index, first.size)
            change = {
                "origin": leaf.log.origin,
                "index": leaf.index,
                "body": leaf.entry.body,
                "checkpoint": first.note,
                "proof": [one.hex() for one in proof],
            }
            # Read as everybody reads it: a row that somebody put into the table proves nothing.
            found.append(key_changes.read(change))
    return found


def chain() -> Chain:
    """The keys that have spoken for this hall's logs, from the first on."""
    found = Chain({keys.first_key()})
    found.follow(changes())
    return found


def current_key(known: Chain | None = None) -> bytes:
    """The public key that signs now (32 bytes): the last that was announced and not revoked."""
    known = known or chain()
    announced = [one.new for one in known.followed if one.new]
    lasting = [key for key in announced if key not in known.revoked and key not in known.ends]
    return lasting[-1] if lasting else keys.first_key()


def signers(origin: str, now: datetime | None = None) -> list[Signer]:
    """Who signs a log's checkpoints: the current key, then those it replaced, for the time they overlap."""
    known = chain()
    at = now or datetime.now(UTC)
    overlap = [key for key, end in known.ends.items() if at < end and key not in known.revoked]
    return [keys.signer_of(origin, key) for key in (current_key(known), *reversed(overlap))]


def signer(origin: str) -> Signer:
    """Who signs now under a log's name."""
    return keys.signer_of(origin, current_key())


def log_keys(origin: str) -> list[VerifierKey]:
    """Both public forms of the keys that sign now: plain and for the signed time."""
    known = chain()
    at = datetime.now(UTC)
    now = [current_key(known), *(key for key, end in known.ends.items() if at < end)]
    return key_changes.verifiers([key for key in now if key not in known.revoked], origin)


def verified(note: str, origin: str) -> checkpoints.Checkpoint:
    """A checkpoint that one of this installation's own keys signed under ``origin``.

    Raises `notes.NoteError` or `checkpoints.CheckpointError`.
    """
    found = checkpoints.verify(note, key_changes.verifiers(chain().keys, origin)).checkpoint
    if found.origin != origin:
        raise notes.NoteError("the checkpoint names another log")
    return found


def is_signed_by(note: str, many: list[Signer]) -> bool:
    """Does a checkpoint of ours carry the signatures of these, and of no other key of ours?"""
    there = {one.key_id for one in notes.parse(note).signatures}
    ids = {
        key.key_id
        for key in key_changes.verifiers([one.public().public for one in many], many[0].name)
    }
    return there == ids


# --- for readers ----------------------------------------------------------------------------------
def public_keys() -> dict[str, Any]:
    """The keys to pin, how they changed hands, and the witnesses asked for, as ``keys.json`` carries them."""
    return {
        "logs": [
            {
                "origin": log.origin,
                "predecessor": log.predecessor,
                "path": f"record/{number}/",
                "keys": [str(key) for key in log_keys(log.origin)],
            }
            for number, log in enumerate(Log.objects.order_by("id"), start=1)
        ],
        "receipt": str(keys.receipt_signer().public()),
        "key_changes": [one.as_dict() for one in changes()],
        "longest_delay_seconds": configuration.longest_delay(),
        "witness_policy": witness_policy(),
    }


def witness_policy() -> str:
    """The hall's policy as C2SP ``tlog-policy`` has it, with the current log's key."""
    newest = Log.objects.order_by("-id").first()
    now = (VerifierKey(newest.origin, current_key()),) if newest else ()
    return str(replace(standing.policy_in_force(), logs=now))
