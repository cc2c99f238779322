"""Logs and witnesses of others, made in memory."""

from __future__ import annotations

import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonhall.record import checkpoints, merkle
from commonhall.record.checkpoints import Checkpoint
from commonhall.record.merkle import EMPTY_ROOT
from commonhall.record.notes import COSIGNATURE, Signer, VerifierKey
from commonhall.record.witnesses import outgoing, protocol
from commonhall.record.witnesses.policy import Policy, Witness, k_of
from commonhall.record.witnesses.protocol import Answer, RequestError, Seen


def signer(name: str, number: int = 1) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


class ForeignLog:
    """A log that grows leaf by leaf; ``fork`` gives it another history under the same key."""

    def __init__(self, name: str = "other.example/record", number: int = 7) -> None:
        self.signer = signer(name, number)
        self.leaves: list[bytes] = []
        self.time = 1_790_000_000

    @property
    def key(self) -> VerifierKey:
        return self.signer.public()

    def grow(self, count: int, word: str = "entry") -> ForeignLog:
        start = len(self.leaves)
        self.leaves += [merkle.leaf_hash(f"{word} {start + n}".encode()) for n in range(count)]
        return self

    def fork(self, size: int) -> ForeignLog:
        other = ForeignLog(self.signer.name)
        other.signer, other.leaves = self.signer, self.leaves[:size]
        return other

    def root(self, size: int | None = None) -> bytes:
        return merkle.root(self.leaves[:size])

    def note(self, size: int | None = None) -> str:
        size = len(self.leaves) if size is None else size
        stated = Checkpoint(self.signer.name, size, self.root(size))
        return checkpoints.sign(stated, self.signer, self.time)

    def proof(self, old: int, size: int | None = None) -> list[bytes]:
        def read(level: int, index: int) -> bytes:
            return merkle.root(self.leaves[index << level : (index + 1) << level])

        return merkle.consistency_proof(read, old, len(self.leaves) if size is None else size)

    def asks(self, old: int, size: int | None = None) -> bytes:
        """A request to cosign, as a log sends it."""
        return protocol.request(old, self.proof(old, size), self.note(size)).encode()


class OtherWitness:
    """A witness somewhere else, which keeps what it saw of one log in memory."""

    def __init__(self, name: str = "witness.example/w1", number: int = 21) -> None:
        self.signer = signer(name, number)
        self.seen = Seen(0, EMPTY_ROOT)
        self.asked = 0
        self.time: Callable[[], float] = time.time

    @property
    def key(self) -> VerifierKey:
        return self.signer.public(COSIGNATURE)

    @property
    def witness(self) -> Witness:
        return Witness(self.signer.name, self.key, f"https://{self.signer.name}")

    def answer(self, data: bytes) -> Answer:
        self.asked += 1
        asked = protocol.parse(data)
        try:
            protocol.check_extends(asked, self.seen)
        except RequestError as error:
            return error.answer()
        self.seen = Seen(asked.checkpoint.size, asked.checkpoint.root)
        return Answer(200, self.signer.cosign(asked.note.text, int(self.time())).line().encode())


class Net:
    """What the house's requests to witnesses reach, by address; whoever is not there is not reached."""

    def __init__(self, *witnesses: OtherWitness) -> None:
        self.doors = {f"{one.witness.url}/add-checkpoint": one.answer for one in witnesses}
        self.kinds: list[str] = []

    def send(self, url: str, body: bytes, kind: str, largest: int, seconds: float) -> Answer:
        self.kinds.append(kind)
        if url not in self.doors:
            raise outgoing.Unreachable("nobody is there")
        return self.doors[url](body)


def policy_of(needed: int, *witnesses: OtherWitness) -> Policy:
    return k_of(needed, [one.witness for one in witnesses])
