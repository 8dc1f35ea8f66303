"""What is already on file about the people of some rows, looked up for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from anxin.kernel.intake.layouts import ColumnType, Layout
from anxin.kernel.intake.rows import Row
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Identifier, Registration
from anxin.kernel.parties.sealing import blind_index

BATCH = 500


@dataclass(frozen=True)
class Known:
    """A party found by its number."""

    party_id: int
    public_id: str
    name: str
    area: str
    phone_sealed: str = ""


@dataclass
class OnFile:
    """People and organisations by number; by party id: the area of their file under the pack, and affiliations in the
    layout's role, oldest first."""

    people: dict[str, Known] = field(default_factory=dict)
    organisations: dict[str, Known] = field(default_factory=dict)
    areas: dict[int, str] = field(default_factory=dict)
    affiliations: dict[int, list[Affiliation]] = field(default_factory=lambda: defaultdict(list))


def people_of(rows: Iterable[Row], layout: Layout) -> dict[str, Known]:
    """Identity number → person, for those known."""
    return _found(Scheme.IDENTITY_NUMBER, _values(rows, layout.key_of(ColumnType.IDENTITY_NUMBER)))


def on_file(rows: Sequence[Row], layout: Layout, pack: str, people: dict[str, Known] | None = None) -> OnFile:
    """All that the checks of these rows need, in a handful of queries for each 500 rows; `people` if known already."""
    found = OnFile(people=people_of(rows, layout) if people is None else people)
    ids = [person.party_id for person in found.people.values()]
    belongs = layout.makes.affiliation
    if belongs is not None:
        found.organisations = _found(Scheme.CREDIT_CODE, _values(rows, belongs.organisation))
    for start in range(0, len(ids), BATCH):
        chunk = ids[start : start + BATCH]
        held = Registration.objects.filter(pack=pack, party_id__in=chunk)
        found.areas.update(held.values_list("party_id", "area"))
        if belongs is not None:
            for row in Affiliation.objects.filter(role=belongs.role, party_id__in=chunk).order_by("started_on", "pk"):
                found.affiliations[row.party_id].append(row)
    return found


def _values(rows: Iterable[Row], key: str | None) -> set[str]:
    return {row.values[key] for row in rows if row.values[key]} if key else set()


def _found(scheme: Scheme, numbers: Iterable[str]) -> dict[str, Known]:
    by_index = {blind_index(scheme, number): number for number in numbers}
    indexes, found = list(by_index), {}
    for start in range(0, len(indexes), BATCH):
        rows = Identifier.objects.filter(scheme=scheme, blind_index__in=indexes[start : start + BATCH]).values_list(
            "blind_index", "party_id", "party__public_id", "party__name", "party__area", "party__phone_sealed"
        )
        for index, party_id, public_id, name, area, phone_sealed in rows:
            found[by_index[index]] = Known(party_id, public_id, name, area, phone_sealed)
    return found
