"""Tries the scenarios of a pack's light with the same tables that judge buyers; no database is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from anxin.decisions import DecisionError
from anxin.modules.buyers.declaring import terms_of_pack
from anxin.modules.buyers.lighting import inputs_of, judge, rows_of, rows_reached
from anxin.modules.buyers.terms import BuyerTerms
from anxin.packs.buyers_scenarios import LightForm, read_lights
from anxin.packs.documents import Document
from anxin.packs.faults import PackError
from anxin.packs.pack import Pack
from anxin.packs.trying_more import TRIERS, ModuleReport


def register() -> None:
    """Have `packs lint` and `packs test` try lights too."""
    if try_lights not in TRIERS:
        TRIERS.append(try_lights)


def try_lights(pack: Pack) -> ModuleReport:
    """Try every light of the scenarios. Raises PackInvalid for a file that cannot be read."""
    report, terms = ModuleReport("lights"), terms_of_pack(pack)
    if terms is None or not terms.tables:
        return report
    name = pack.buyers.light
    try:
        report.tables = {
            f"{name}-{dated.since}#{part}": count
            for dated in terms.tables
            for part, count in rows_of(dated.dmn).items()
        }
    except (KeyError, DecisionError):
        return report  # what is wrong is told where it stands
    for scenario in read_lights(pack.folder):
        for place, one in enumerate(scenario.held.lights):
            _try(report, terms, f"{name}", scenario.document, place, one, dict(scenario.held.known))
    return report


def _try(
    report: ModuleReport,
    terms: BuyerTerms,
    name: str,
    document: Document,
    place: int,
    one: LightForm,
    known: dict[str, Any],
) -> None:
    report.tried += 1
    given = {
        key: Decimal(str(value)) if isinstance(value, float) else value for key, value in (known | one.given).items()
    }
    dmn = terms.table_on(one.as_of)
    since = next(dated.since for dated in terms.tables if dated.dmn == dmn)
    unknown = [key for key in one.given if key not in inputs_of(dmn)]
    if unknown:
        where = ("lights", place, "given", unknown[0])
        error = document.error(
            where, "the table asks for no such fact", read=unknown[0], allowed=sorted(inputs_of(dmn))
        )
        report.unfit.append(error)
        return
    try:
        got, reached = judge(dmn, given, one.as_of), rows_reached(dmn, given, one.as_of)
    except DecisionError as fault:
        report.unfit.append(document.error(("lights", place, "given"), fault.why, read=fault.read or ""))
        return
    for part, rows in reached.items():
        report.reached.setdefault(f"{name}-{since}#{part}", set()).update(rows)
    told = {"light": str(got.colour), "reason": got.code, "points": got.points, "coverage": got.coverage}
    for key, value in told.items():
        wanted = getattr(one.expect, key)
        if wanted is not None and wanted != value:
            line = document.line(("lights", place, "expect", key))
            what = f"`{key}` comes out otherwise"
            report.otherwise.append(PackError(document.file, line, what, str(value), str(wanted)))
