"""The chain for outsiders: its hashes as lines of text, and their check without the database. They name nobody.

A line is `<seq> <moment> <payload hash> <subjects hash> <hash>`, the first on entry 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anxin.kernel.journal import chain
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import Known, Verdict
from anxin.kernel.journal.roots import Root


def exported() -> Iterator[str]:
    """The hashes of the whole chain, a line an entry, in order."""
    columns = ("seq", "at", "payload_hash", "subjects_hash", "hash")
    for seq, at, *hashes in Entry.objects.order_by("seq").values_list(*columns).iterator():
        yield " ".join([str(seq), chain.moment(at), *hashes])


def check(lines: Iterable[str], roots: Iterable[Root]) -> Verdict:
    """Recompute exported hashes, and hold roots against them. Asks no database."""
    previous, held, noted = chain.GENESIS, 0, Known(roots)
    for line in lines:
        why = _fault(line.split(), previous, held + 1)
        last = "" if why else line.split()[-1]
        if why := why or noted.fault(held + 1, last):
            return Verdict(held, previous, 0, held + 1, why)
        previous, held = last, held + 1
    if noted.last > held:
        return Verdict(held, previous, 0, held + 1, f"entry {noted.last}, noted earlier, is missing")
    return Verdict(held, previous)


def _fault(parts: list[str], previous: str, expected: int) -> str:
    if len(parts) != 5:
        return "it is not a line of five parts"
    seq, at, payload, subjects, made = parts
    if seq != str(expected):
        return f"entry {expected} is missing"
    return "" if chain.link(previous, expected, at, payload, subjects) == made else "it was changed"
