"""The Merkle tree hash of RFC 6962, section 2.1, with SHA-256: roots, inclusion proofs and consistency proofs.

A node alone at the end of its level rises unchanged, which gives the RFC its split at the largest power of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

DIGEST_OCTETS = 32


class BadProof(ValueError):
    """A path that cannot belong to a tree of the size it names."""


class Tree:
    """All levels of a tree, for many proofs over the same leaves. Takes 64 octets or so a leaf."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._levels = [[leaf_hash(leaf) for leaf in leaves]]
        while len(self._levels[-1]) > 1:
            self._levels.append(_above(self._levels[-1]))

    def __len__(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        return self._levels[-1][0] if len(self) else sha256().digest()

    def inclusion_path(self, index: int) -> list[bytes]:
        """What lies beside the way from leaf `index` (from 0) up to the root, lowest first."""
        if not 0 <= index < len(self):
            raise IndexError(f"leaf {index} of {len(self)}")
        path = []
        for level in self._levels[:-1]:
            if index ^ 1 < len(level):
                path.append(level[index ^ 1])
            index >>= 1
        return path

    def consistency_path(self, earlier: int) -> list[bytes]:
        """What proves that the first `earlier` leaves are those of the earlier tree (RFC 6962, 2.1.2)."""
        if not 0 <= earlier <= len(self):
            raise IndexError(f"{earlier} leaves of {len(self)}")
        if earlier in (0, len(self)):
            return []
        index, height = earlier - 1, 0
        while index & 1:
            index, height = index >> 1, height + 1
        path = [self._levels[height][index]] if index else []
        for level in self._levels[height:-1]:
            if index ^ 1 < len(level):
                path.append(level[index ^ 1])
            index >>= 1
        return path


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The tree's root, 32 octets; that of no leaves is SHA-256 of nothing."""
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else sha256().digest()


def inclusion_path(leaves: Iterable[bytes], index: int) -> list[bytes]:
    """The proof that leaf `index` is one of `leaves`; `Tree` where many are wanted."""
    return Tree(leaves).inclusion_path(index)


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves that holds `leaf` at `index`, if `path` is right (RFC 9162, 2.1.3.2).

    `BadProof` where no tree of that size has such a path: a root must never be taken from one.
    """
    if not 0 <= index < size:
        raise BadProof(f"leaf {index} of {size}")
    held = leaf_hash(leaf)
    nodes = _read(path)
    last = size - 1
    while last:
        if index & 1:
            held = node_hash(next(nodes), held)
        elif index < last:
            held = node_hash(held, next(nodes))
        index, last = index >> 1, last >> 1
    _at_end(nodes)
    return held


def roots_from_consistency(earlier_root: bytes, earlier: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The earlier and the later root that `path` leads to (RFC 9162, 2.1.4.2): compare both with those you were given.

    `earlier_root` is used where it is itself part of the way, as where `earlier` is a power of two.
    """
    if not 0 < earlier <= size:
        raise BadProof(f"{earlier} leaves of {size}")
    nodes = _read(path)
    if earlier == size:
        _at_end(nodes)
        return earlier_root, earlier_root
    index, last = earlier - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = next(nodes) if index else earlier_root
    while last:
        if index & 1:
            beside = next(nodes)
            old, new = node_hash(beside, old), node_hash(beside, new)
        elif index < last:
            new = node_hash(new, next(nodes))
        index, last = index >> 1, last >> 1
    _at_end(nodes)
    return old, new


def _above(level: list[bytes]) -> list[bytes]:
    pairs = zip(level[::2], level[1::2], strict=False)
    above = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return above + level[-1:] if len(level) & 1 else above


def _read(path: Sequence[bytes]) -> Iterator[bytes]:
    for node in path:
        if len(node) != DIGEST_OCTETS:
            raise BadProof("a node of the path is not 32 octets long")
        yield node
    raise BadProof("the path is too short")


def _at_end(nodes: Iterator[bytes]) -> None:
    try:
        next(nodes)
    except BadProof:
        return
    raise BadProof("the path is too long")
