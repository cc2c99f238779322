"""Changes of key that are offered with proofs of their own making."""

from __future__ import annotations

from typing import Any

from commonhall.record import checkpoints, entries, key_changes, merkle
from commonhall.record.key_changes import Chain
from commonhall.record.notes import Signer
from tests.record.foreign import signer

NAME = "localhost/record"


def announced_by(body: dict[str, Any], by: Signer, size: int = 8) -> dict[str, Any]:
    """A change of key offered with a proof of its own making, signed by somebody."""
    text = entries.canonical(
        {
            "v": 1,
            "id": str(entries.uuid7()),
            "kind": "action",
            "by": {"kind": "system"},
            "subject": "record.log:1",
            "recorded_at": "2026-01-01T00:00:00.000000Z",
            "occurred_at": "2026-01-01T00:00:00.000000Z",
            **body,
        }
    ).decode()
    leaves = [merkle.leaf_hash(b"%d" % n) for n in range(size - 1)] + [
        merkle.leaf_hash(text.encode())
    ]

    def read(level: int, index: int) -> bytes:
        return merkle.root(leaves[index << level : (index + 1) << level])

    stated = checkpoints.Checkpoint(NAME, size, merkle.root(leaves))
    return {
        "origin": NAME,
        "index": size - 1,
        "body": text,
        "checkpoint": checkpoints.sign(stated, by, 1_790_000_000),
        "proof": [one.hex() for one in merkle.inclusion_proof(read, size - 1, size)],
    }


UNTIL = "2026-06-01T00:00:00.000000Z"
OLD, NEW, THIEF = (signer(NAME, number) for number in (31, 32, 33))


def key(of: Signer) -> bytes:
    return of.public().public


def handing(old: Signer, new: Signer, by: Signer, size: int = 8) -> dict[str, Any]:
    data = {"key": key(old).hex(), "new": key(new).hex(), "until": UNTIL}
    return announced_by({"action": "record.rotate_key", "data": data}, by, size)


def revoking(of: Signer, after: int, by: Signer, size: int = 9) -> dict[str, Any]:
    data = {"key": key(of).hex(), "after": after}
    return announced_by({"action": "record.revoke_key", "data": data}, by, size)


def followed(*many: dict[str, Any]) -> tuple[Chain, list[str]]:
    changes, wrong = key_changes.offered({"key_changes": list(many)})
    chain = Chain({key(OLD)})
    return chain, wrong + chain.follow(changes)
