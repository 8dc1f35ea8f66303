"""The rows of a dataset on a day, straight from what the site holds. They go to nobody from here: `gate` hands them to
askers and `peers` to other platforms, and both write down who got what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from anxin.kernel.datasets.terms import EVIDENCE, DatasetTerms, FieldTerms
from anxin.kernel.evidence.facts import in_force, standing
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.outcomes.standing import Stands
from anxin.kernel.outcomes.standing import standing as outcomes_on
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Identifier, Registration
from anxin.kernel.parties.queries import affiliations_on
from anxin.kernel.parties.sealing import unseal

CHUNK = 500
COLUMNS = ("result", "valid_from", "valid_until")
Values = dict[str, str | None]


@dataclass(frozen=True)
class Row:
    """One person of a dataset. `key`: the place of the file among all of its service, which never changes and grows
    with every file; `values` by field, days as ISO 8601, None for what is not on record."""

    party_id: int
    public_id: str
    key: int
    area: str
    values: Values


def rows(
    terms: DatasetTerms, *, on: date, party_ids: Collection[int] | None = None, fields: Collection[str] | None = None
) -> Iterator[Row]:
    """The rows on a day in the order of their keys: all of them, or those of some parties; all fields, or some."""
    wanted = tuple(one for one in terms.fields if fields is None or one.slug in fields)
    for part in _files(terms.pack, party_ids):
        yield from _rows(terms, wanted, part, on)


@dataclass(frozen=True)
class Page:
    """Rows in the order of their keys; `after`: the key the next page begins behind, None on the last."""

    rows: list[Row]
    after: int | None


def page(terms: DatasetTerms, *, on: date, area: str, fields: Collection[str], after: int, size: int) -> Page:
    """Up to `size` rows behind a key, of people whose file is of an area whose code begins so."""
    wanted = tuple(one for one in terms.fields if one.slug in fields)
    held = _standing_files(terms.pack).filter(area__startswith=area)
    found: list[Row] = []
    while len(found) < size:
        part = list(held.filter(pk__gt=after)[:CHUNK])
        found += _rows(terms, wanted, part, on)
        if len(part) < CHUNK:
            break
        after = part[-1].pk
    else:
        return Page(found[:size], found[size - 1].key)
    return Page(found[:size], found[size - 1].key if len(found) > size else None)


def _standing_files(pack: str) -> QuerySet[Registration]:
    return Registration.objects.filter(pack=pack, party__merged_into=None).select_related("party").order_by("pk")


def _files(pack: str, party_ids: Collection[int] | None) -> Iterator[list[Registration]]:
    held = _standing_files(pack)
    if party_ids is not None:
        ids = sorted(party_ids)
        found = [
            row for start in range(0, len(ids), CHUNK) for row in held.filter(party__in=ids[start : start + CHUNK])
        ]
        found.sort(key=lambda row: row.pk)
        yield from (found[start : start + CHUNK] for start in range(0, len(found), CHUNK))
        return
    last = 0
    while part := list(held.filter(pk__gt=last)[:CHUNK]):
        yield part
        last = part[-1].pk


def _rows(terms: DatasetTerms, fields: tuple[FieldTerms, ...], files: list[Registration], on: date) -> Iterator[Row]:
    ids = [file.party_id for file in files]
    reads = {one.read for one in fields}
    outcomes: dict[int, Stands] = {}
    if terms.outcomes or reads & {"outcome", "reason"}:
        found = outcomes_on([(terms.pack, party) for party in ids], on=on)
        outcomes = {party: held for (_pack, party), held in found.items()}
    if terms.outcomes:
        files = [file for file in files if file.party_id in outcomes]
        files = [file for file in files if outcomes[file.party_id].row.outcome in terms.outcomes]
        ids = [file.party_id for file in files]
    numbers = _numbers(ids, plain="number" in reads) if reads & {"number", "masked_number"} else {}
    agencies = _agencies(ids, terms.pack, on) if "agency" in reads else {}
    records = _records(ids, fields, on)
    for file in files:
        stands = outcomes.get(file.party_id)
        plain, masked = numbers.get(file.party_id, (None, None))
        known: Values = {
            "name": file.party.name,
            "number": plain,
            "masked_number": masked,
            "area": file.area,
            "file": file.number,
            "agency": agencies.get(file.party_id),
            "outcome": stands.row.outcome if stands else None,
            "reason": stands.row.reason if stands else None,
            "since": file.registered_at.date().isoformat(),
        }
        values = {
            one.slug: records.get((file.party_id, one.slug)) if one.read.startswith(EVIDENCE) else known[one.read]
            for one in fields
        }
        yield Row(file.party_id, file.party.public_id, file.pk, file.area, values)


def _numbers(ids: list[int], *, plain: bool) -> dict[int, tuple[str | None, str]]:
    held = Identifier.objects.filter(party__in=ids, scheme=Scheme.IDENTITY_NUMBER).order_by("pk")
    return {
        row.party_id: (unseal(row.sealed, context=Scheme.IDENTITY_NUMBER) if plain else None, row.masked)
        for row in held
    }


def _agencies(ids: list[int], pack: str, on: date) -> dict[int, str]:
    """Where they belong in the role that has the service's name."""
    held = affiliations_on(on, pack).filter(party__in=ids).order_by("pk")
    return dict(held.values_list("party_id", "organisation__name"))


def _records(ids: list[int], fields: Iterable[FieldTerms], on: date) -> dict[tuple[int, str], str | None]:
    """(party, field) → what the record in force of the field's kind and source says."""
    asked = [(one, _kind_and_column(one)) for one in fields if one.read.startswith(EVIDENCE)]
    if not asked or not ids:
        return {}
    kinds = {kind for _field, (kind, _column) in asked}
    by_party: dict[int, list[Evidence]] = {}
    for row in Evidence.objects.filter(party__in=ids, kind__in=kinds).order_by("pk"):
        by_party.setdefault(row.party_id, []).append(row)
    found = {}
    for party, held in by_party.items():
        chosen = in_force(standing(held), on=on)
        for field, (kind, column) in asked:
            record = chosen.get((kind, field.source))
            found[party, field.slug] = None if record is None else _said(record, column)
    return found


def _kind_and_column(field: FieldTerms) -> tuple[str, str]:
    kind, _dot, column = field.read.removeprefix(EVIDENCE).partition(".")
    return kind, column


def _said(record: Evidence, column: str) -> str | None:
    said: Any = getattr(record, column) if column in COLUMNS else record.details.get(column)
    if said is None:
        return None
    return said.isoformat() if isinstance(said, date) else str(said)
