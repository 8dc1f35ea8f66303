"""`make bench-buyers`: the right firm among ten million, beside a pipeline as yente's and a scan of all names of the
country.

BENCH_SIZE is "full" (10,511,034 invented firms and the real ones at hand), "medium" (1,000,000) or "small" (100,000).
Prints the tables and keeps the figures in build/bench/buyers.json; with CALIBRATE=1 it also writes
src/anxin/firms/certainty.json anew. Times are of the process's own CPU for one question on one thread, unless they say
otherwise.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # started as a script

RESULT = ROOT / "build" / "bench" / "buyers.json"
WORK = ROOT / "build" / "bench" / "buyers"
SIZES = {"full": 10_511_034, "medium": 1_000_000, "small": 100_000}
SCANNED = frozenset({"DE", "FR", "KR", "RU", "GR", "JP", "NL", "ES", "TR", "PL"})
PEERS_ASKED = 600
Find = Callable[[str, str, int], Sequence[Any]]


def main() -> int:
    from bench.buyers import building, showing
    from bench.codes.run import about

    size = os.environ.get("BENCH_SIZE") or "medium"
    if size not in SIZES:
        sys.exit(f"BENCH_SIZE is {size!r}; it is one of {', '.join(SIZES)}.")
    many = SIZES[size]
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    held: dict[str, Any] = about(size)
    with ProcessPoolExecutor(building.cores(), mp_context=get_context("spawn")) as helpers:
        documents = WORK / "documents"
        held["firms"] = building.write(documents, many, helpers)
        index, built = building.build(WORK / "firms", documents, helpers)
    held["build"] = {"seconds": built.seconds, "octets_each": built.octets_each, "octets": built.octets}
    held |= measured(index, documents, many)
    held["throughput"] = throughput(WORK / "firms", many)
    held["load_after"] = os.getloadavg()[0]
    showing.show(held)
    RESULT.write_text(json.dumps(held, ensure_ascii=False, indent=2), "utf-8")
    print(f"\nKept in {RESULT.relative_to(ROOT)}.")
    return 0


def measured(index: Any, documents: Path, many: int) -> dict[str, Any]:
    """Every stratum, the thresholds, and the peers on the same questions."""
    from bench.buyers import calibrating
    from bench.buyers.queries import absent, by_string, spoiled, variants

    spoilt, real = spoiled(range(many), 21, 200), variants(21, 300)
    asked, aside = calibrating.asked_apart(index, spoilt + real)
    missing, _ = calibrating.asked_apart(index, absent(3_000, 97, 50_000_000))
    ours = [answered(find_ours(index), query) for query in asked]
    held: dict[str, Any] = {"set_aside": aside, "kinds": by_kind(asked, ours)}
    held["cpu_ms"] = spread([one["cpu"] for one in ours])
    if os.environ.get("CALIBRATE") == "1":
        learnt, _ = calibrating.asked_apart(
            index, [*spoiled(range(many), 31, 300), *variants(31, 300), *absent(3_000, 96, 60_000_000)]
        )
        learnt = [one for one in learnt if by_string(one.kind)]
        found = calibrating.seen(index, learnt, in_country=True)
        found += calibrating.seen(index, learnt[::3], in_country=False)
        calibrating.write(found, f"{len(learnt)} names, {len(index)} firms")
    answerable = [one for one in asked if by_string(one.kind)]
    held["thresholds"] = calibrating.thresholds(index, answerable, missing)
    held["peers"] = beside(index, documents, [one for one in answerable if one.country in SCANNED])
    held["aliases"] = calibrating.with_aliases(WORK / "aliased")
    return held


def find_ours(index: Any) -> Find:
    from anxin.firms.finding import find

    return lambda said, country, most: [one.firm for one in find(index, said, country, most=most)]


def answered(find: Find, query: Any) -> dict[str, Any]:
    """One question: what it took, and at which place the firm stood (0: first; None: not among five)."""
    from bench.buyers.calibrating import same_firm

    began = time.process_time()
    found = find(query.said, query.country, 5)
    taken = (time.process_time() - began) * 1e3
    place = next((at for at, one in enumerate(found) if same_firm(query, one)), None)
    return {"cpu": taken, "place": place}


def by_kind(asked: Sequence[Any], answers: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    kinds = dict.fromkeys(query.kind for query in asked)
    return {
        kind: recall([answer for query, answer in zip(asked, answers, strict=True) if query.kind == kind])
        for kind in kinds
    }


def recall(answers: Sequence[dict[str, Any]]) -> dict[str, float]:
    places = [one["place"] for one in answers]
    return {
        "asked": len(places),
        "first": sum(place == 0 for place in places) / len(places),
        "five": sum(place is not None for place in places) / len(places),
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {name: ordered[int(len(ordered) * share)] for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}


def beside(index: Any, documents: Path, asked: Sequence[Any]) -> dict[str, Any]:
    """The same questions put to all three."""
    import random

    from bench.buyers import building
    from bench.buyers.peers import FullScan, YenteStyle

    drawn = random.Random(3).sample(list(asked), min(PEERS_ASKED, len(asked)))
    yente = YenteStyle(WORK / "yente")
    began = time.perf_counter()
    with ProcessPoolExecutor(building.cores(), mp_context=get_context("spawn")) as helpers:
        yente.build(building.records(documents), helpers)
    built = time.perf_counter() - began
    scan = FullScan(index, building.records(documents), SCANNED)
    found: dict[str, Any] = {"asked": len(drawn), "yente_build_seconds": built}
    ways: tuple[tuple[str, Find], ...] = (("ours", find_ours(index)), ("yente", yente.find), ("scan", scan.find))
    for name, find in ways:
        answered(find, drawn[0])  # what is loaded once is not one question's
        answers = [answered(find, query) for query in drawn]
        kinds = by_kind(drawn, answers)
        found[name] = {
            **recall(answers),
            "mean_first": mean(one["first"] for one in kinds.values()),
            "cpu_ms": spread([one["cpu"] for one in answers]),
        }
    return found


def throughput(folder: Path, many: int) -> dict[str, float]:
    """Questions a second of two processes at once, by the clock, and the memory of one that does nothing else."""
    from bench.buyers.queries import spoiled

    jobs = [
        (str(folder), [(query.said, query.country) for query in spoiled(range(many), seed, 60)]) for seed in (41, 42)
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        counts = list(pool.map(_asked_for, jobs))
    return {
        "processes": 2,
        "questions": sum(one[0] for one in counts),
        "a_second": sum(many / taken for many, taken, _memory in counts),
        "anonymous_mb": max(one[2] for one in counts),
    }


def _asked_for(job: tuple[str, list[tuple[str, str]]]) -> tuple[int, float, int]:
    from anxin.firms.finding import find
    from anxin.firms.index import Index
    from bench.buyers.building import anonymous

    folder, asked = job
    index = Index(Path(folder))
    for said, country in asked[::20]:
        find(index, said, country)
    began = time.perf_counter()
    for said, country in asked:
        find(index, said, country)
    return len(asked), time.perf_counter() - began, anonymous()


if __name__ == "__main__":
    sys.exit(main())
