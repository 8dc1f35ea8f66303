"""Other ways to find a firm, on the same documents: a pipeline as yente's, and a scan of every name of the country.

yente's query is published (`queries.py`): the whole name weighs three times, each word is asked for as it is or as it
sounds (half the weight), the best of both counts; twenty candidates, or ten for each answer wanted, are ranked by
`logic-v2`. Its index and ours are of one kind (tantivy), both read names by the same function, and both keep to the
country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import tantivy
from rapidfuzz import fuzz, process
from rigour.text import metaphone

from anxin.firms.finding import weight_of
from anxin.firms.index import Index
from anxin.firms.naming import Name, read
from anxin.firms.records import Firm, Said, unpacked
from anxin.firms.scoring import Comparing
from anxin.firms.verifying import verify

RECORD = "firm"
SCANNED_BEST = 150


class YenteStyle:
    """`/match` as yente answers it, without its server."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        self._searcher = self._index.searcher()

    def build(self, records: Iterable[bytes], helpers: Any = None) -> None:
        """File every firm; names are read by helpers where there are any."""
        writer = self._index.writer(1_000_000_000, 1)
        batches = _batches(records)
        found = helpers.map(_filed, batches) if helpers else map(_filed, batches)
        for batch in found:
            for country, names, words, sounds, record in batch:
                document = tantivy.Document()
                for field, text in (("country", country), ("names", names), ("parts", words), ("sounds", sounds)):
                    document.add_text(field, text)
                document.add_bytes(RECORD, record)
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def find(self, said: str, country: str, most: int) -> list[Firm]:
        """The best by `logic-v2` of the candidates."""
        name = read(said)
        if not name.words:
            return []
        both = [self._part(word) for word in name.words]
        whole = [(tantivy.Occur.Must, self._term("names", word)) for word in name.words]
        parts = [(tantivy.Occur.Should, one) for one in both]
        parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.boolean_query(whole), 3.0)))
        wanted = tantivy.Query.boolean_query(parts)
        there = tantivy.Query.const_score_query(self._term("country", country), 0.0)
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, there)])
        hits = self._searcher.search(query, max(20, most * 10), count=False).hits
        sought = Firm("q", country, (Said(said),))
        firms = [unpacked(bytes(self._searcher.doc(at)[RECORD][0])) for _score, at in hits]
        judged = [(verify(sought, firm).score, -place, firm) for place, firm in enumerate(firms)]
        judged.sort(key=lambda one: one[:2], reverse=True)
        return [firm for _score, _place, firm in judged[:most]]

    def _part(self, word: str) -> Any:
        asked = [self._term("parts", word)]
        if sound := sounds(word):
            asked.append(tantivy.Query.boost_query(self._term("sounds", sound), 0.5))
        return tantivy.Query.disjunction_max_query(asked, 0.2)

    def _term(self, field: str, term: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, term, index_option="basic")


@dataclass(frozen=True)
class Scanned:
    """All names of a country, read, in memory."""

    names: list[Name]
    keys: list[str]
    in_order: list[str]
    firms: list[bytes]


class FullScan:
    """The ceiling: every name of the country is compared, then the best as ours are."""

    def __init__(self, index: Index, records: Iterable[bytes], countries: frozenset[str]) -> None:
        self._index = index
        held: dict[str, Scanned] = {one: Scanned([], [], [], []) for one in countries}
        for record in records:
            firm = unpacked(record)
            if firm.country in held:
                of = held[firm.country]
                for said in firm.names:
                    name = read.__wrapped__(said.value)
                    of.names.append(name)
                    of.keys.append(" ".join(name.words))
                    of.in_order.append(" ".join(sorted(name.words)))
                    of.firms.append(record)
        self._held = held

    def find(self, said: str, country: str, most: int) -> list[Firm]:
        """The best by our own comparison of the 150 likest names by each of two ratios."""
        name, held = read(said), self._held[country]
        asked, ordered = " ".join(name.words), " ".join(sorted(name.words))
        near = process.extract(asked, held.keys, scorer=fuzz.ratio, limit=SCANNED_BEST)
        near += process.extract(ordered, held.in_order, scorer=fuzz.ratio, limit=SCANNED_BEST)
        places = sorted({place for _text, _score, place in near})
        comparing = Comparing(name, [held.names[place] for place in places], partial(weight_of, self._index, country))
        best: dict[str, tuple[float, Firm]] = {}
        for place in places:
            firm, score = unpacked(held.firms[place]), comparing.score(held.names[place])
            if firm.id not in best or best[firm.id][0] < score:
                best[firm.id] = (score, firm)
        ranked = sorted(best.values(), key=lambda one: (-one[0], one[1].id))
        return [firm for _score, firm in ranked[:most]]


@lru_cache(maxsize=100_000)
def sounds(word: str) -> str:
    """How a word sounds (Metaphone), as yente files it; empty for short ones."""
    return str(metaphone(word)) if len(word) > 2 and word.isascii() and word.isalpha() else ""


def _filed(batch: list[bytes]) -> list[tuple[str, str, str, str, bytes]]:
    found = []
    for record in batch:
        firm = unpacked(record)
        words = [word for said in firm.names for word in read.__wrapped__(said.value).words]
        heard = dict.fromkeys(sound for word in words if (sound := sounds(word)))
        text = " ".join(words)
        found.append((firm.country, text, " ".join(dict.fromkeys(words)), " ".join(heard), record))
    return found


def _batches(records: Iterable[bytes], size: int = 2_000) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for one in records:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for field in ("country", "names", "parts", "sounds"):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="basic")
    builder.add_bytes_field(RECORD, stored=True, indexed=False, fast=False)
    return builder.build()
