"""The index of firms: one document a firm, all its names in it, its record beside its terms.

Terms and records are written by one commit, so neither is ever there without the other, and what was not committed when
a process died is not there (https://docs.rs/tantivy, `IndexWriter::commit`). One process writes at a time; searches of
any process go on meanwhile and see a commit at their next question.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import tantivy

from anxin.firms import terms
from anxin.firms.naming import read
from anxin.firms.records import Firm, packed, unpacked

RECORD = "firm"
MEMORY = 256_000_000
"""Octets the writer fills before it writes a segment."""
AT_ONCE = 1_000
"""Firms a helper reads at once."""
LEAST_WEIGHT, RARITY = 0.05, 1.2
Filed = tuple[str, dict[str, str], bytes]


class Index:
    """A folder of firms, to search; see `writing` for putting them in."""

    def __init__(self, folder: Path) -> None:
        """Opens what is there or begins an empty one; FileExistsError where the folder holds something else."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        if any(folder.iterdir()) and not tantivy.Index.exists(str(folder)):
            raise FileExistsError(f"{folder} holds other files than an index of firms")
        self._index = tantivy.Index(_schema(), path=str(folder), reuse=True)
        self._index.config_reader(reload_policy="manual")
        self._meta = str(folder / "meta.json")
        self._seen = self._committed()
        self._searcher = self._fresh()

    def searcher(self) -> Any:
        """What was committed last. Searches begun before go on with what they had."""
        self.refresh()
        return self._searcher

    def refresh(self) -> None:
        """Look whether something was committed; `frequency`, `weight` and `size` are of what was seen then."""
        now = self._committed()
        if now != self._seen:
            self._searcher, self._seen = self._fresh(), now

    def __len__(self) -> int:
        return int(self.searcher().num_docs)

    @property
    def size(self) -> int:
        """How many firms there were at the last look."""
        return self._size

    def frequency(self, field: str, term: str) -> int:
        """How many firms have the term."""
        return self._count(field, term)

    def weight(self, field: str, term: str) -> float:
        """What a word says, 0.05 to 1: the rarer it is, the more."""
        return self._weigh(field, term)

    def hits(self, query: Any, most: int) -> list[tuple[float, Firm]]:
        """The best for a query, with their score of the engine."""
        searcher = self.searcher()
        found = searcher.search(query, most, count=False).hits
        return [(score, unpacked(bytes(searcher.doc(at)[RECORD][0]))) for score, at in found]

    def by_id(self, *ids: str) -> list[Firm]:
        """The firms with these ids, in no order."""
        query = tantivy.Query.term_set_query(_schema(), terms.IDENTIFIER, [f"#{one}" for one in ids])
        return [firm for _score, firm in self.hits(query, max(1, len(ids)))]

    def of_edition(self, edition: int, most: int) -> list[Firm]:
        """Firms whose record is from that load."""
        return [firm for _score, firm in self.hits(self.term(terms.IDENTIFIER, f"@{edition}", 1), most)]

    def term(self, field: str, term: str, weight: float) -> Any:
        """One part of a query."""
        query = tantivy.Query.term_query(_schema(), field, term, index_option="basic")
        return query if weight == 1 else tantivy.Query.boost_query(query, weight)

    def alike(self, field: str, term: str, weight: float) -> Any:
        """The same for terms one letter away."""
        return tantivy.Query.boost_query(tantivy.Query.fuzzy_term_query(_schema(), field, term, 1), weight)

    @staticmethod
    def any_of(parts: list[Any]) -> Any:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in parts])

    def writing(self, memory: int = MEMORY, threads: int = 1) -> Writing:
        """For `with`: firms put in and taken out, all of them at its end or none."""
        return Writing(self._index, memory, threads)

    def _fresh(self) -> Any:
        self._index.reload()
        searcher = self._index.searcher()
        self._size = int(searcher.num_docs)
        self._count = _counting(searcher)
        self._weigh = _weighing(self._count, self._size)
        return searcher

    def _committed(self) -> tuple[int, int]:
        state = os.stat(self._meta)
        return state.st_mtime_ns, state.st_ino


class Writing:
    """Puts firms in and takes them out. What is not committed when it is left by an exception is forgotten."""

    def __init__(self, index: Any, memory: int, threads: int) -> None:
        self._writer = index.writer(memory, threads)

    def __enter__(self) -> Writing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._writer.commit()
        else:
            self._writer.rollback()
        self._writer.wait_merging_threads()

    def put(self, firms: Iterable[Firm], new: bool = False) -> int:
        """Put firms in, in the place of those with the same id. `new`: none of them is there yet. Their number."""
        return self._put((filed(firm) for firm in firms), new)

    def put_with(self, helpers: Executor, records: Iterable[bytes], new: bool = False, at_once: int = 4) -> int:
        """The same for packed firms (`records.packed`), read by helpers, in their order."""
        return self._put(_by_helpers(helpers, records, at_once), new)

    def remove(self, ids: Iterable[str]) -> None:
        for one in ids:
            self._writer.delete_documents_by_term(terms.IDENTIFIER, f"#{one}")

    def commit(self) -> None:
        """Make it seen, and go on."""
        self._writer.commit()

    def _put(self, firms: Iterable[Filed], new: bool) -> int:
        count = 0
        for number, held, record in firms:
            if not new:
                self._writer.delete_documents_by_term(terms.IDENTIFIER, f"#{number}")
            document = tantivy.Document()
            for field, text in held.items():
                document.add_text(field, text)
            document.add_bytes(RECORD, record)
            self._writer.add_document(document)
            count += 1
        return count


def filed(firm: Firm) -> Filed:
    """A firm's id, its terms by field, and its record, as they go into the index."""
    number, held = terms_of(firm)
    return number, held, packed(firm)


def terms_of(firm: Firm) -> tuple[str, dict[str, str]]:
    """Its id, and its terms by field, parted by blanks."""
    identifiers = [f"#{firm.id}", f"@{firm.edition}", *firm.identifiers.values()]
    return firm.id, terms.of_firm(firm.country, (read(one.value) for one in firm.names), identifiers)


def terms_of_packed(records: list[bytes]) -> list[tuple[str, dict[str, str]]]:
    return [terms_of(unpacked(one)) for one in records]


Batch = tuple[list[bytes], Future[list[tuple[str, dict[str, str]]]]]


def _by_helpers(helpers: Executor, records: Iterable[bytes], at_once: int) -> Iterator[Filed]:
    """At most so many batches under way, so that the memory stays small whatever comes."""
    rest = iter(records)
    under_way: deque[Batch] = deque()
    while True:
        while len(under_way) < at_once and (batch := list(islice(rest, AT_ONCE))):
            under_way.append((batch, helpers.submit(terms_of_packed, batch)))
        if not under_way:
            return
        batch, found = under_way.popleft()
        for record, (number, held) in zip(batch, found.result(), strict=True):
            yield number, held, record


def _counting(searcher: Any) -> Callable[[str, str], int]:
    @lru_cache(maxsize=200_000)
    def count(field: str, term: str) -> int:
        return int(searcher.doc_freq(field, term))

    return count


def _weighing(count: Callable[[str, str], int], size: int) -> Callable[[str, str], float]:
    whole = math.log(size + 2)

    @lru_cache(maxsize=200_000)
    def weight(field: str, term: str) -> float:
        return float(max(LEAST_WEIGHT, 1 - math.log(count(field, term) + 1) / whole) ** RARITY)

    return weight


@lru_cache(maxsize=1)
def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for field in terms.FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="basic")
    builder.add_bytes_field(RECORD, stored=True, indexed=False, fast=False)
    return builder.build()
