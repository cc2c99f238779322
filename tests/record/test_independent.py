"""Programs written by others accept what we make."""

from __future__ import annotations

import warnings
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from commonhall.record import checkpoints, merkle
from commonhall.record.checkpoints import Checkpoint
from commonhall.record.notes import Signer

pymerkle = pytest.importorskip("pymerkle")
sigstore_merkle = pytest.importorskip("sigstore._internal.merkle")
sigstore_checkpoint = pytest.importorskip("sigstore._internal.rekor.checkpoint")

DATA = [b"entry %d" % number for number in range(300)]
LEAVES = [merkle.leaf_hash(data) for data in DATA]
SIZES = (1, 2, 3, 5, 8, 255, 256, 257, 300)


def read(level: int, index: int) -> bytes:
    return merkle.root(LEAVES[index << level : (index + 1) << level])


@pytest.fixture(scope="module")
def their_tree():  # type: ignore[no-untyped-def]
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for data in DATA:
        tree.append_entry(data)
    return tree


@pytest.mark.parametrize("size", SIZES)
def test_pymerkle_computes_our_roots_and_accepts_our_inclusion_proofs(their_tree, size) -> None:  # type: ignore[no-untyped-def]
    root = merkle.root(LEAVES[:size])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert their_tree.get_state(size) == root
    for index in {0, size // 2, size - 1}:
        path = merkle.inclusion_proof(read, index, size)
        theirs = their_tree.prove_inclusion(index + 1, size)
        ours = pymerkle.InclusionProof(
            "sha256", True, size, index + 1, theirs.rule, [LEAVES[index], *path]
        )
        pymerkle.verify_inclusion(LEAVES[index], root, ours, index=index + 1, size=size)
        if path:
            ours.path[-1] = bytes(32)
            with pytest.raises(pymerkle.proof.InvalidProof):
                pymerkle.verify_inclusion(LEAVES[index], root, ours, index=index + 1, size=size)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (3, 7), (6, 8), (255, 257), (256, 300)])
def test_pymerkle_finds_our_earlier_root_in_our_later_one(their_tree, first, second) -> None:  # type: ignore[no-untyped-def]
    proof = their_tree.prove_consistency(first, second)
    before, after = merkle.root(LEAVES[:first]), merkle.root(LEAVES[:second])
    pymerkle.verify_consistency(before, after, proof, prior_size=first, later_size=second)
    with pytest.raises(pymerkle.proof.InvalidProof):
        pymerkle.verify_consistency(bytes(32), after, proof)


@pytest.mark.parametrize("size", SIZES)
def test_sigstore_accepts_our_inclusion_proofs(size: int) -> None:
    for index in {0, size // 3, size - 1}:
        proof = SimpleNamespace(
            log_index=index,
            tree_size=size,
            hashes=merkle.inclusion_proof(read, index, size),
            root_hash=merkle.root(LEAVES[:size]),
        )
        inner = SimpleNamespace(inclusion_proof=proof, canonicalized_body=DATA[index])
        sigstore_merkle.verify_merkle_inclusion(SimpleNamespace(_inner=inner))
        inner.canonicalized_body = b"another entry"
        with pytest.raises(sigstore_merkle.VerificationError):
            sigstore_merkle.verify_merkle_inclusion(SimpleNamespace(_inner=inner))


def test_sigstore_reads_and_verifies_our_checkpoints() -> None:
    signer = Signer("hall.example/record", Ed25519PrivateKey.generate())
    root = merkle.root(LEAVES)
    note = checkpoints.sign(Checkpoint(signer.name, 300, root), signer, 1_790_000_000)
    theirs = sigstore_checkpoint.SignedCheckpoint.from_text(note)
    assert theirs.checkpoint.origin == "hall.example/record"
    assert theirs.checkpoint.log_size == 300
    assert theirs.checkpoint.log_hash == root.hex()
    key = signer.public()

    class Keyring:
        def verify(self, *, key_id: bytes, signature: bytes, data: bytes) -> None:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, data)

    theirs.signed_note.verify(Keyring(), key.key_id)
