"""RFC 9162: the published vectors, the laws that hold for trees of all sizes, other verifiers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.record import merkle, tiles
from commonhall.record.merkle import Frontier, NodeReader, ProofError, leaf_hash, node_hash

# Reference inputs and results of Certificate Transparency (transparency-dev/merkle, testonly).
CT_INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CT_CONSISTENCY = {
    (2, 8): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


def reader(leaves: list[bytes]) -> NodeReader:
    """Nodes straight from the definition, without tiles."""

    def read(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))

    return read


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(b"leaf %d" % number) for number in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    leaves = [leaf_hash(data) for data in CT_INPUTS[:size]]
    assert merkle.root(leaves).hex() == CT_ROOTS[size]
    assert merkle.root_at(reader(leaves), size).hex() == CT_ROOTS[size]


@pytest.mark.parametrize(("index", "size"), CT_INCLUSION)
def test_inclusion_proofs_are_those_of_certificate_transparency(index: int, size: int) -> None:
    leaves = [leaf_hash(data) for data in CT_INPUTS]
    proof = merkle.inclusion_proof(reader(leaves), index, size)
    assert [one.hex() for one in proof] == CT_INCLUSION[index, size]


@pytest.mark.parametrize(("first", "second"), CT_CONSISTENCY)
def test_consistency_proofs_are_those_of_certificate_transparency(first: int, second: int) -> None:
    leaves = [leaf_hash(data) for data in CT_INPUTS]
    proof = merkle.consistency_proof(reader(leaves), first, second)
    assert [one.hex() for one in proof] == CT_CONSISTENCY[first, second]


def test_the_example_tree_of_rfc_9162_has_the_proofs_it_lists() -> None:
    # §2.1.5: seven leaves d0…d6; a…f and j their hashes, g, h, i pairs, k, l above them.
    a, b, c, d, e, f, j = leaves = leaves_of(7)
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, last = node_hash(g, h), node_hash(i, j)
    read = reader(leaves)
    assert merkle.root(leaves) == node_hash(k, last)
    assert merkle.inclusion_proof(read, 0, 7) == [b, h, last]
    assert merkle.inclusion_proof(read, 3, 7) == [c, g, last]
    assert merkle.inclusion_proof(read, 4, 7) == [f, j, k]
    assert merkle.inclusion_proof(read, 6, 7) == [i, k]
    assert merkle.consistency_proof(read, 3, 7) == [c, d, g, last]
    assert merkle.consistency_proof(read, 4, 7) == [last]
    assert merkle.consistency_proof(read, 6, 7) == [i, j, k]


@given(size=st.integers(1, 700), data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_inclusion_proof_holds_and_no_altered_one_does(
    size: int, data: st.DataObject
) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root(leaves)
    proof = merkle.inclusion_proof(reader(leaves), index, size)
    merkle.verify_inclusion(leaves[index], index, size, proof, root)
    for altered in alter(proof, data):
        with pytest.raises(ProofError):
            merkle.verify_inclusion(leaves[index], index, size, altered, root)
    if size > 1:
        other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
        with pytest.raises(ProofError):
            merkle.verify_inclusion(leaves[other], index, size, proof, root)


@given(sizes=st.tuples(st.integers(0, 600), st.integers(0, 600)).map(sorted), data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_consistency_proof_holds_and_no_altered_one_does(
    sizes: list[int], data: st.DataObject
) -> None:
    first, second = sizes
    leaves = leaves_of(second)
    roots = merkle.root(leaves[:first]), merkle.root(leaves)
    proof = merkle.consistency_proof(reader(leaves), first, second)
    merkle.verify_consistency(first, second, *roots, proof)
    for altered in alter(proof, data):
        with pytest.raises(ProofError):
            merkle.verify_consistency(first, second, *roots, altered)
    if 0 < first < second:
        with pytest.raises(ProofError):
            merkle.verify_consistency(first, second, leaf_hash(b"x"), roots[1], proof)
        with pytest.raises(ProofError):
            merkle.verify_consistency(first, second, roots[0], leaf_hash(b"x"), proof)


def alter(proof: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    """The same proof, longer, shorter, and with one bit turned."""
    altered = [[*proof, leaf_hash(b"one too many")]]
    if proof:
        altered.append(proof[:-1])
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        turned = int.from_bytes(proof[at], "big") ^ (1 << bit)
        altered.append([*proof[:at], turned.to_bytes(32, "big"), *proof[at + 1 :]])
        altered.append([*proof[:at], proof[at][:-1], *proof[at + 1 :]])
    return altered


@given(st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_a_frontier_has_the_root_of_the_whole_tree(size: int) -> None:
    frontier = Frontier()
    for leaf in leaves_of(size):
        frontier.append(leaf)
    assert frontier.root() == merkle.root_at(reader(leaves_of(size)), size)


@given(st.lists(st.integers(0, 400), max_size=5))
@settings(max_examples=60, deadline=None)
def test_tiles_grown_in_any_steps_give_the_same_tree(steps: list[int]) -> None:
    held: dict[tiles.TileKey, bytes] = {}
    leaves = leaves_of(sum(steps))
    size = 0
    for step in steps:
        frontier = {key: held[key] for key in tiles.frontier_keys(size)}
        held |= tiles.grow(frontier, size, leaves[size : size + step])
        size += step
    assert {key: len(hashes) // 32 for key, hashes in held.items()} == dict(tiles.tiles_of(size))
    read = tiles.node_reader(lambda key: held.get(key, b""))
    assert merkle.root_at(read, size) == merkle.root(leaves)


def test_proofs_outside_the_tree_are_not_made() -> None:
    with pytest.raises(ValueError, match="leaf 3 is not in a tree of 3"):
        merkle.inclusion_proof(reader(leaves_of(3)), 3, 3)
    with pytest.raises(ValueError, match="cannot extend"):
        merkle.consistency_proof(reader(leaves_of(3)), 4, 3)
