"""Octets and time of one reconciliation, beside all ids and beside a fixed Merkle tree, over the same sets.

`measure(size)`: for each number of records and of differences, scattered and clustered in the order of keys, where a
difference is a record that was changed at one side (one id each way). Octets are of messages in both directions.
"""

from __future__ import annotations

from random import Random
from time import perf_counter
from typing import Any

from anxin.proofs.ranges import Elements, Initiator, respond
from anxin.proofs.tree import root
from bench.exchange.fixed_tree import FixedTree, depth_for, exchanged

RECORDS = {"small": (27_033,), "full": (27_033, 1_000_000)}
DIFFERENCES = (0, 1, 10, 100, 1000)
Pairs = list[tuple[int, bytes]]


def measure(size: str = "full") -> dict[str, Any]:
    return {str(count): measured(count) for count in RECORDS[size]}


def measured(count: int) -> dict[str, Any]:
    random = Random(count)
    pairs = [(place // 3, random.randbytes(32)) for place in range(count)]
    ours, build = timed(lambda: Elements(pairs))
    _, rooted = timed(lambda: root(ours.ids()))
    tree, planted = timed(lambda: FixedTree(pairs, depth_for(count)))
    rows = [
        one_row(pairs, ours, tree, differences, clustered)
        for differences in DIFFERENCES
        for clustered in ((False, True) if differences > 1 else (False,))
    ]
    return {
        "all ids octets": 32 * count,
        "build s": build,
        "certificate root s": rooted,
        "build fixed tree s": planted,
        "rows": rows,
    }


def one_row(pairs: Pairs, ours: Elements, tree: FixedTree, differences: int, clustered: bool) -> dict[str, Any]:
    random = Random(differences)
    start = random.randrange(len(pairs) - differences)
    places = range(start, start + differences) if clustered else random.sample(range(len(pairs)), differences)
    other = list(pairs)
    for place in places:
        other[place] = (other[place][0], random.randbytes(32))
    have, need = {pairs[place][1] for place in places}, {other[place][1] for place in places}
    theirs = Elements(other)
    (octets, exchanges, *found), spent = timed(lambda: reconciled(ours, theirs))
    assert found == [have, need]
    theirs_tree = FixedTree(other, tree.depth)
    (fixed, rounds, *found), fixed_spent = timed(lambda: exchanged(tree, theirs_tree))
    assert found == [have, need]
    return {
        "differences": differences,
        "clustered": clustered,
        "octets": octets,
        "exchanges": exchanges,
        "s": spent,
        "fixed tree octets": fixed,
        "fixed tree exchanges": rounds,
        "fixed tree s": fixed_spent,
        "all ids / octets": 32 * len(pairs) / octets,
    }


def reconciled(ours: Elements, theirs: Elements) -> tuple[int, int, set[bytes], set[bytes]]:
    initiator = Initiator(ours)
    message: bytes | None = initiator.begin()
    octets = 0
    while message is not None:
        answer = respond(theirs, message)
        octets += len(message) + len(answer)
        message = initiator.take(answer)
    return octets, initiator.exchanges, set(initiator.have), set(initiator.need)


def timed(work: Any) -> tuple[Any, float]:
    began = perf_counter()
    done = work()
    return done, perf_counter() - began


def show(held: dict[str, Any]) -> None:
    for count, found in held.items():
        print(
            f"\n{int(count):,} records: all ids {found['all ids octets']:,} octets;"
            f" built in {found['build s'] * 1000:.0f} ms,"
            f" root of the certificate in {found['certificate root s'] * 1000:.0f} ms"
            f" (fixed tree: {found['build fixed tree s'] * 1000:.0f} ms)\n"
        )
        print("| differences | octets | exchanges | ms | fixed tree: octets | exchanges | ms | all ids are |")
        print("|---|---|---|---|---|---|---|---|")
        for row in found["rows"]:
            where = "" if row["differences"] < 2 else " side by side" if row["clustered"] else " scattered"
            print(
                f"| {row['differences']:,}{where} | {row['octets']:,} | {row['exchanges']} | {row['s'] * 1000:.1f}"
                f" | {row['fixed tree octets']:,} | {row['fixed tree exchanges']} | {row['fixed tree s'] * 1000:.1f}"
                f" | {row['all ids / octets']:,.0f} × |"
            )
