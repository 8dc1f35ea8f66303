"""Writing the documents, and building the index of them as a load does."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from anxin.firms.index import Index
from anxin.firms.records import packed
from bench.buyers.haystack import SHARD, firm, real


@dataclass(frozen=True)
class Built:
    """`seconds` by the clock; `octets` on disk."""

    firms: int
    seconds: float
    octets: int

    @property
    def octets_each(self) -> float:
        return self.octets / self.firms


def write(path: Path, many: int, helpers: Executor) -> int:
    """The firms as lines of a file, so that nothing is invented while something is timed. Their number."""
    shards = [(start, min(many, start + SHARD)) for start in range(0, many, SHARD)]
    count = 0
    with path.open("wb") as file:
        for record in chain.from_iterable(chain([_real()], helpers.map(_shard, shards))):
            file.write(record + b"\n")
            count += 1
    return count


def records(path: Path) -> Iterator[bytes]:
    """The documents, one after the other."""
    with path.open("rb") as file:
        for line in file:
            yield line[:-1]


def build(folder: Path, path: Path, helpers: Executor) -> tuple[Index, Built]:
    """Build an index of a file."""
    index, began = Index(folder), time.perf_counter()
    with index.writing() as writing:
        count = writing.put_with(helpers, records(path), new=True, at_once=6)
    seconds = time.perf_counter() - began
    octets = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    return index, Built(count, seconds, octets)


def anonymous() -> int:
    """Megabytes of this process that are not pages of files."""
    text = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("RssAnon")) // 1024


def cores() -> int:
    return os.cpu_count() or 1


def _real() -> list[bytes]:
    return [packed(one) for one in real()]


def _shard(span: tuple[int, int]) -> list[bytes]:
    return [packed(firm(serial)) for serial in range(*span)]
