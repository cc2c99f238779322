"""The Merkle tree of RFC 9162, section 2.1: hashing, roots, proofs and their verification.

Pure functions over bytes; no Django, no files, no clock. Every hash is 32 bytes of SHA-256. A *node*
``(level, index)`` is the hash of the complete subtree over the leaves
``[index * 2**level, (index + 1) * 2**level)``; a `NodeReader` gives it. Reading nodes instead of
leaves is what makes a proof over a million entries cost a few dozen hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]


class ProofError(ValueError):
    """A proof does not show what it claims to show."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf: SHA-256 of 0x00 and the entry's bytes (RFC 9162 §2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256 of 0x01 and its two children (RFC 9162 §2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def split_point(size: int) -> int:
    """Largest power of two smaller than ``size`` (``size`` ≥ 2): where RFC 9162 splits a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def range_hash(read: NodeReader, start: int, end: int) -> bytes:
    """Tree hash MTH(D[start:end]) for a range that RFC 9162's splitting produces (start < end)."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read(level, start >> level)
    middle = start + split_point(size)
    return node_hash(range_hash(read, start, middle), range_hash(read, middle, end))


def root_at(read: NodeReader, size: int) -> bytes:
    """Root of the tree over the first ``size`` leaves, from its nodes."""
    if size < 0:
        raise ValueError("a tree has no negative size")
    return EMPTY_ROOT if size == 0 else range_hash(read, 0, size)


def inclusion_proof(read: NodeReader, index: int, size: int) -> list[bytes]:
    """Audit path of leaf ``index`` in the tree of ``size`` leaves, from the leaf upwards (§2.1.3.1).

    Raises ValueError unless 0 ≤ index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    start, end = 0, size
    path: list[bytes] = []
    while end - start > 1:
        middle = start + split_point(end - start)
        if index < middle:
            path.append(range_hash(read, middle, end))
            end = middle
        else:
            path.append(range_hash(read, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(read: NodeReader, first: int, second: int) -> list[bytes]:
    """Proof that the tree of ``second`` leaves extends the tree of ``first`` leaves (§2.1.4.1).

    Raises ValueError unless 0 ≤ first ≤ second. Empty when first is 0 or equals second.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {second} leaves cannot extend one of {first}")
    if first in (0, second):
        return []
    start, end = 0, second
    whole = True  # the first tree is a complete subtree whose root the verifier knows already
    path: list[bytes] = []
    while first != end:
        middle = start + split_point(end - start)
        if first <= middle:
            path.append(range_hash(read, middle, end))
            end = middle
        else:
            path.append(range_hash(read, start, middle))
            start = middle
            whole = False
    if not whole:
        path.append(range_hash(read, start, end))
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> None:
    """Check an inclusion proof by RFC 9162 §2.1.3.2; raises `ProofError` if it does not hold."""
    if not 0 <= index < size:
        raise ProofError("the leaf index lies outside the tree")
    _check_hashes(leaf, expected_root, *proof)
    position, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if position & 1 or position == last:
            current = node_hash(sibling, current)
            while position & 1 == 0 and position:
                position >>= 1
                last >>= 1
        else:
            current = node_hash(current, sibling)
        position >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("the proof is too short")
    if current != expected_root:
        raise ProofError("the proof leads to another root")


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check a consistency proof by RFC 9162 §2.1.4.2; raises `ProofError` if it does not hold."""
    if not 0 <= first <= second:
        raise ProofError("the second tree is smaller than the first")
    _check_hashes(first_root, second_root, *proof)
    if first in (0, second):
        if proof:
            raise ProofError("the proof should be empty")
        if first == 0 and first_root != EMPTY_ROOT:
            raise ProofError("the root of the empty tree is wrong")
        if first == second and first_root != second_root:
            raise ProofError("two trees of one size have different roots")
        return
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        raise ProofError("the proof is too short")
    position, last = first - 1, second - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if position & 1 or position == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while position & 1 == 0 and position:
                position >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        position >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("the proof is too short")
    if old != first_root:
        raise ProofError("the proof leads to another first root")
    if new != second_root:
        raise ProofError("the proof leads to another second root")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise ProofError("a hash is not 32 bytes long")


class Frontier:
    """A growing tree that keeps only the roots of its complete subtrees (at most 64 hashes).

    ``append`` costs one hash on average, ``root`` at most one per level: enough to follow a whole
    log, entry by entry, in constant memory.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # from the largest complete subtree to the smallest

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the end."""
        peaks, count = self._peaks, self.size
        while count & 1:
            leaf = node_hash(peaks.pop(), leaf)
            count >>= 1
        peaks.append(leaf)
        self.size += 1

    def copy(self) -> Frontier:
        """A second tree that goes on from here by itself."""
        other = Frontier()
        other.size, other._peaks = self.size, list(self._peaks)
        return other

    def root(self) -> bytes:
        """Root of the tree over everything appended so far."""
        if not self._peaks:
            return EMPTY_ROOT
        current = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            current = node_hash(peak, current)
        return current


def root(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf hashes given in order; what a batch entry states about its rows."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()
