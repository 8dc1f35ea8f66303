"""The Merkle tree of RFC 6962: the vectors of Certificate Transparency's own tests, and what must hold of any tree."""

from __future__ import annotations

from hashlib import sha256
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.proofs.tree import (
    BadProof,
    Tree,
    inclusion_path,
    leaf_hash,
    node_hash,
    root,
    root_from_path,
    roots_from_consistency,
)

pytestmark = pytest.mark.static

# google/certificate-transparency-go and the RFC 9162 implementations test with these eight leaves.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = [
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
CONSISTENT = [
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip

some_leaves = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root([]) == Tree([]).root == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_inclusion_proofs_are_those_of_certificate_transparency(index: int, size: int, path: list[str]) -> None:
    assert [node.hex() for node in inclusion_path(LEAVES[:size], index)] == path


@pytest.mark.parametrize(("earlier", "size", "path"), CONSISTENT)
def test_consistency_proofs_are_those_of_certificate_transparency(earlier: int, size: int, path: list[str]) -> None:
    assert [node.hex() for node in Tree(LEAVES[:size]).consistency_path(earlier)] == path


@given(some_leaves)
def test_the_root_is_the_recursion_that_the_rfc_writes_down(leaves: list[bytes]) -> None:
    assert root(leaves) == Tree(leaves).root == as_written(leaves)


@given(some_leaves, st.data())
def test_every_leaf_leads_to_the_root_by_its_own_path(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_path(leaves, index)
    assert root_from_path(leaves[index], index, len(leaves), path) == root(leaves)
    assert root_from_path(leaves[index] + b"!", index, len(leaves), path) != root(leaves)


@given(some_leaves, st.data())
def test_a_path_of_another_length_is_refused(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_path(leaves, index)
    with pytest.raises(BadProof):
        root_from_path(leaves[index], index, len(leaves), [*path, bytes(32)])
    if path:
        with pytest.raises(BadProof):
            root_from_path(leaves[index], index, len(leaves), path[:-1])


@given(some_leaves, st.data())
def test_a_later_tree_proves_that_it_only_added(leaves: list[bytes], data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, len(leaves)))
    path = Tree(leaves).consistency_path(earlier)
    old, new = root(leaves[:earlier]), root(leaves)
    assert roots_from_consistency(old, earlier, len(leaves), path) == (old, new)
    altered = [b"altered", *leaves[1:]]
    assert roots_from_consistency(old, earlier, len(leaves), Tree(altered).consistency_path(earlier)) != (
        old,
        root(altered),
    )


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_path(LEAVES[:3], index)
    with pytest.raises(BadProof):
        root_from_path(b"", index, 3, [])


def test_a_node_of_another_length_is_refused() -> None:
    with pytest.raises(BadProof):
        root_from_path(b"", 0, 2, [b"short"])


def test_as_many_leaves_as_the_country_has_housekeepers_cost_a_moment() -> None:
    leaves = [number.to_bytes(32, "big") for number in range(27_033)]
    began = perf_counter()
    root(leaves)
    assert perf_counter() - began < 2  # 50 ms on a quiet machine


def as_written(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(as_written(leaves[:split]), as_written(leaves[split:]))
