"""What ranges are measured against: a Merkle tree of fixed shape with 16 branches.

A record's leaf follows from the hash of its order key, so that leaves are balanced whatever the keys. Each side holds a
tree over buckets of about `PER_BUCKET` records. The asking side sends the digest of the root; where it differs it is
answered with the 16 children's digests, and so on down to the buckets, of which the ids are sent.
"""

from __future__ import annotations

from hashlib import sha256

BRANCHES, PER_BUCKET, DIGEST = 16, 8, 16
Pairs = list[tuple[int, bytes]]


class FixedTree:
    def __init__(self, pairs: Pairs, depth: int) -> None:
        self.depth = depth
        self.buckets: list[list[bytes]] = [[] for _ in range(BRANCHES**depth)]
        for key, identity in pairs:
            place = sha256(key.to_bytes(8, "big")).digest()[:8]
            self.buckets[int.from_bytes(place, "big") % len(self.buckets)].append(identity)
        for bucket in self.buckets:
            bucket.sort()
        level = [sha256(b"".join(bucket)).digest()[:DIGEST] for bucket in self.buckets]
        self.levels = [level]
        while len(level) > 1:
            level = [
                sha256(b"".join(level[at : at + BRANCHES])).digest()[:DIGEST] for at in range(0, len(level), BRANCHES)
            ]
            self.levels.append(level)


def depth_for(count: int) -> int:
    depth = 0
    while PER_BUCKET * BRANCHES ** (depth + 1) <= count * 2:
        depth += 1
    return depth


def exchanged(ours: FixedTree, theirs: FixedTree) -> tuple[int, int, set[bytes], set[bytes]]:
    """Octets both ways, exchanges, ids only we hold and ids only they hold.

    A request names the nodes that differ (a bit for each child of those named before); an answer holds their children.
    """
    octets, exchanges = DIGEST, 1
    differ = [0] if ours.levels[-1] != theirs.levels[-1] else []
    octets += 1
    for height in range(ours.depth - 1, -1, -1):
        if not differ:
            return octets, exchanges, set(), set()
        children = [node * BRANCHES + child for node in differ for child in range(BRANCHES)]
        octets += len(differ) * BRANCHES * DIGEST  # their digests
        exchanges += 1
        octets += len(differ) * BRANCHES // 8  # which of them differ
        differ = [child for child in children if ours.levels[height][child] != theirs.levels[height][child]]
    have: set[bytes] = set()
    need: set[bytes] = set()
    for bucket in differ:
        mine, other = set(ours.buckets[bucket]), set(theirs.buckets[bucket])
        octets += 1 + 32 * len(other)  # only theirs have to travel: the asking side then knows both
        have |= mine - other
        need |= other - mine
    return octets, exchanges + bool(differ), have, need
