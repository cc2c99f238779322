"""How the log's signing key changes hands: announced and revoked in the log itself. Pure.

The entry ``record.rotate_key`` names the new key and stands under a checkpoint that the old key signed, so that
whoever pinned the old one can follow. For the time stated, checkpoints carry both. ``record.revoke_key`` ends a
key: what it alone signs beyond the size stated is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commonhall.record import checkpoints, entry_format, merkle, notes
from commonhall.record.notes import COSIGNATURE, ED25519, VerifierKey

ROTATE = "record.rotate_key"
REVOKE = "record.revoke_key"
MOST = 1000


class ChangeError(ValueError):
    """What is offered as a change of key does not prove that it is one."""


@dataclass(frozen=True)
class Change:
    """An entry that changes the keys, with the proof that it stands in the log.

    body: the entry's canonical JSON, leaf ``index`` of the log ``origin``. checkpoint: the first signed note that
    covers it; proof: the inclusion proof in it. key: of the one that goes (32 bytes); new: of the one that comes,
    b"" for a revocation. until: when the old key ends; after: the size beyond which a revoked one counts nothing.
    """

    origin: str
    index: int
    body: str
    checkpoint: str
    proof: tuple[bytes, ...]
    key: bytes
    new: bytes = b""
    until: datetime | None = None
    after: int = 0

    def as_dict(self) -> dict[str, Any]:
        """As ``keys.json`` carries it."""
        return {
            "origin": self.origin,
            "index": self.index,
            "body": self.body,
            "checkpoint": self.checkpoint,
            "proof": [one.hex() for one in self.proof],
        }


def read(found: Any) -> Change:
    """Read a change as ``keys.json`` carries it, and check that its proof holds; raises `ChangeError`.

    Who signed the checkpoint is not checked here: see `Chain`.
    """
    try:
        proof = tuple(bytes.fromhex(one) for one in found["proof"])
        change = of_entry(
            str(found["origin"]),
            int(found["index"]),
            str(found["body"]),
            str(found["checkpoint"]),
            proof,
        )
        stated = checkpoints.parse(change.checkpoint)
        if stated.origin != change.origin:
            raise ChangeError("the checkpoint is one of another log")
        leaf = merkle.leaf_hash(change.body.encode())
        merkle.verify_inclusion(leaf, change.index, stated.size, proof, stated.root)
    except (KeyError, TypeError, ValueError) as error:
        raise ChangeError(f"not a change of key: {error}") from error
    return change


def of_entry(
    origin: str, index: int, body: str, checkpoint: str, proof: tuple[bytes, ...]
) -> Change:
    """What an entry's body says; raises ValueError, KeyError or TypeError where it is no change of key."""
    said = entry_format.decode(body)
    data = said["data"]
    key = bytes.fromhex(data["key"])
    if said["by"].get("kind") != "system" or len(key) != 32:
        raise ValueError("not an entry of the record itself")
    if said["action"] == ROTATE:
        new, until = bytes.fromhex(data["new"]), entry_format.parse_moment(data["until"])
        if len(new) != 32 or new == key:
            raise ValueError("the new key is not another one")
        return Change(origin, index, body, checkpoint, proof, key, new, until)
    if said["action"] == REVOKE:
        after = int(data["after"])
        return Change(origin, index, body, checkpoint, proof, key, after=after)
    raise ValueError("another action")


@dataclass
class Chain:
    """Which keys speak for a log: those pinned, and those they hand over to.

    ends: until when a key that was replaced counts, and covered: up to which size it does in any case, since the
    checkpoint with its announcement may come late. revoked: beyond which size a key counts nothing. older: keys
    that handed over to a pinned one; what they signed is neither believed nor a fault.
    """

    pinned: set[bytes]
    keys: set[bytes] = field(default_factory=set)
    ends: dict[bytes, datetime] = field(default_factory=dict)
    covered: dict[bytes, int] = field(default_factory=dict)
    revoked: dict[bytes, int] = field(default_factory=dict)
    older: set[bytes] = field(default_factory=set)
    followed: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys |= self.pinned

    def follow(self, changes: Iterable[Change]) -> list[str]:
        """Take changes in the order of the log; what of them cannot be believed, in sentences."""
        wrong = []
        ordered = list(changes)
        for change in ordered:
            if change.key not in self.keys:
                continue  # a key that came before the pinned one, or one made up
            try:
                self._take(change)
            except ChangeError as error:
                wrong.append(str(error))
        # Backwards from what is believed: the keys that came before.
        for change in reversed(ordered):
            if change.new and change.new in self.keys | self.older and change.key not in self.keys:
                self.older.add(change.key)
        return wrong

    def _take(self, change: Change) -> None:
        """Believe a change that a key which counts has signed for."""
        signers = self.signers(change.checkpoint, change.origin)
        stated = checkpoints.parse(change.checkpoint)
        name = change.key.hex()[:16]
        if change.new:
            if change.key not in signers:
                raise ChangeError(f"the key {name} did not sign that it hands over")
            if change.key in self.ends or stated.size > self.revoked.get(change.key, stated.size):
                raise ChangeError(f"the key {name} had ended before it handed over")
            self.keys.add(change.new)
            if change.until is not None:
                self.ends[change.key] = change.until
                self.covered[change.key] = stated.size
        else:
            if not signers - {change.key}:
                raise ChangeError(f"no other key signed that {name} is revoked")
            self.revoked[change.key] = min(change.after, self.revoked.get(change.key, change.after))
        self.followed.append(change)

    def signers(self, note: str, origin: str) -> set[bytes]:
        """The keys that count of those which signed a note; raises `ChangeError` where one's signature is wrong."""
        try:
            return {key.public for key in notes.verify(note, verifiers(self.keys, origin)).keys}
        except notes.NoteError as error:
            raise ChangeError(str(error)) from error

    def refused(self, signers: Iterable[VerifierKey], size: int, at: datetime | None) -> str:
        """Why a checkpoint of these signers counts nothing ("key_revoked", "key_retired"), "" where it counts."""
        why = ""
        for key in signers:
            if size > self.revoked.get(key.public, size):
                why = "key_revoked"
            elif at is not None and self._has_retired(key.public, size, at):
                why = why or "key_retired"
            else:
                return ""
        return why

    def _has_retired(self, key: bytes, size: int, at: datetime) -> bool:
        return key in self.ends and at > self.ends[key] and size > self.covered[key]


def verifiers(keys: Iterable[bytes], origin: str) -> list[VerifierKey]:
    """Both forms of keys under a log's name: plain, and for the signed time."""
    return [VerifierKey(origin, key, kind) for key in keys for kind in (ED25519, COSIGNATURE)]


def speaking(pinned: Sequence[VerifierKey], found: Any) -> list[VerifierKey]:
    """Pinned keys and those they handed over to, by what a ``keys.json`` carries, under the pinned names."""
    changes = offered(found)[0]
    known = list(pinned)
    for name in {key.name for key in pinned}:
        family = notes.family(name)
        chain = Chain({key.public for key in pinned if notes.family(key.name) == family})
        chain.follow(one for one in changes if notes.family(one.origin) == family)
        lasting = chain.keys - set(chain.revoked)
        known = [key for key in known if key.public not in chain.revoked] + verifiers(lasting, name)
    return known


def offered(found: Any) -> tuple[list[Change], list[str]]:
    """The changes that ``keys.json`` carries, and what of them is none, in sentences."""
    changes, wrong = [], []
    rows: Sequence[Any] = found.get("key_changes", ()) if isinstance(found, dict) else ()
    for row in rows[:MOST] if isinstance(rows, list) else ():
        try:
            changes.append(read(row))
        except ChangeError as error:
            wrong.append(str(error))
    return changes, wrong
