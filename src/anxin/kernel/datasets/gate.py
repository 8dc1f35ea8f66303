"""The gate: the only way from a dataset to whoever asks. It judges class, grant, purpose and fields, reads, and writes
down who got what about whom in the transaction that reads. A refusal is written down, too.

A county reads its own people of every set without a grant (数据回流, county return), and only those.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.datasets.assessing import require_still_assessed
from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.datasets.disputing import Marks, disputed
from anxin.kernel.datasets.granting import standing_grant
from anxin.kernel.datasets.rows import Row, page
from anxin.kernel.datasets.sharing import class_of, refuse_not_shared
from anxin.kernel.datasets.terms import DatasetTerms, Sharing
from anxin.kernel.datasets.units import unit_of
from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.reference.areas import prefix

PAGE = 500
COUNTY_RETURN = "county-return"


@dataclass(frozen=True)
class RowsRead:
    """A page of rows in the order of their keys; `after` goes into the next question, None on the last page.
    `disputed`: by party and field, since when somebody objects to the value."""

    dataset: str
    fields: tuple[str, ...]
    rows: list[Row]
    after: int | None
    disputed: Marks


def read_rows(
    *, by: Actor, at: datetime, name: str, fields: Collection[str], purpose: str, after: int = 0, size: int = PAGE
) -> RowsRead:
    """A page of at most 500 rows. `Refused`: not shared, no grant that stands today for these fields and this purpose,
    or a rule of assessment that came later and nobody signed for; every refusal leaves a line in the journal."""
    wanted = tuple(sorted(set(fields)))
    try:
        terms, under = _judged(by, at, name, wanted, purpose.strip())
    except Refused as refused:
        _write_refusal(by, at, name, wanted, purpose, refused.rule)
        raise
    return _read(by, at, terms, wanted, purpose.strip(), under, after, min(max(1, size), PAGE))


def _judged(by: Actor, at: datetime, name: str, fields: tuple[str, ...], purpose: str) -> tuple[DatasetTerms, str]:
    """The dataset, and under what it is read: a grant's id, or the word for what needs none."""
    require(by, Act.ASK_DATA)
    on = shanghai_day(at)
    terms, unit = dataset(name, on=on), unit_of(by)
    strictest = class_of(terms, fields)
    if strictest is Sharing.NOT_SHARED:
        raise refuse_not_shared(terms)
    if not purpose:
        raise Invalid(_("Say what it is for."), field="purpose")
    if by.role is Role.COUNTY:
        return terms, COUNTY_RETURN
    if strictest is Sharing.UNCONDITIONAL:
        return terms, str(Sharing.UNCONDITIONAL)
    held = standing_grant(unit, name, fields, purpose, on=on)
    if held is None:
        raise Refused(
            _("You have no grant for these fields and this purpose."),
            rule="dataset.grant",
            why=_("This dataset is shared on request: for a purpose, until a day, and until its owner withdraws it."),
            todo=_("Ask for it; the owner decides."),
            ask=str(terms.owner),
        )
    require_still_assessed(unit, on=on)
    return terms, held.public_id


@transaction.atomic
def _write_refusal(by: Actor, at: datetime, name: str, fields: tuple[str, ...], purpose: str, rule: str) -> None:
    detail = {"dataset": name[:81], "fields": [one[:40] for one in fields[:50]], "rule": rule}
    journal.write(by=by, at=at, act="dataset.refused", purpose=purpose.strip()[:60], detail=detail)


@transaction.atomic
def _read(
    by: Actor,
    at: datetime,
    terms: DatasetTerms,
    fields: tuple[str, ...],
    purpose: str,
    under: str,
    after: int,
    size: int,
) -> RowsRead:
    on = shanghai_day(at)
    found = page(terms, on=on, area=area_read(by), fields=fields, after=after, size=size)
    if found.rows:
        journal.write(
            by=by,
            at=at,
            act="dataset.read",
            purpose=purpose[:60],
            subjects=[row.public_id for row in found.rows],
            detail={"dataset": terms.name, "fields": list(fields), "under": under},
            is_read=True,
        )
    marks = disputed(terms, party_ids=[row.party_id for row in found.rows], fields=fields)
    return RowsRead(terms.name, fields, found.rows, found.after, marks)


def area_read(by: Actor) -> str:
    """The beginning of the area codes somebody reads: of their own area for a bureau, all for others."""
    return prefix(by.area) if by.area else ""


def returned_parts(terms: DatasetTerms, *, on: date, areas: Collection[str]) -> dict[str, int]:
    """How many rows each of these areas gets back: together the whole, when each person's area is of one of them."""
    return {area: sum(1 for _row in _all(terms, on, prefix(area))) for area in areas}


def _all(terms: DatasetTerms, on: date, area: str) -> list[Row]:
    found, after = list[Row](), 0
    while True:
        part = page(terms, on=on, area=area, fields=[], after=after, size=PAGE)
        found += part.rows
        if part.after is None:
            return found
        after = part.after
