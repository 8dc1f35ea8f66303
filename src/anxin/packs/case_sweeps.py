"""A sweep of saved pages: does its table read what a sentence is, and does the form take what a hit says?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anxin.decisions import Compiled
from anxin.kernel.cases.swept import GIVEN, OFFENCE, SWEPT
from anxin.packs.cases import MatterForm, SweepForm
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError, listed, nearest
from anxin.packs.pack import Pack


def check_sweep(
    pack: Pack, document: Document, loc: Loc, matter: MatterForm, ready: Mapping[str, Compiled]
) -> Iterator[PackError]:
    """Nothing for a matter without a sweep."""
    if matter.sweep is None:
        return
    yield from _form(document, loc, matter, matter.sweep)
    if not (matter.anonymous and "sweep" in (matter.channels or ("sweep",))):
        what = "what a sweep finds has no requester: the matter is `anonymous` and takes the channel `sweep`"
        yield document.error((*loc, "sweep"), what)
    files = [file for file in pack.tables if file.name == matter.sweep.table]
    if not files:
        known = sorted({file.name for file in pack.tables})
        what = "no such table under tables/"
        yield document.error((*loc, "sweep", "table"), what, read=matter.sweep.table, allowed=known or ["none"])
    for file in files:
        if file.stem in ready:
            yield from _table(file.file, ready[file.stem], matter)


def _form(document: Document, loc: Loc, matter: MatterForm, sweep: SweepForm) -> Iterator[PackError]:
    for key, kind in SWEPT.items():
        field = matter.form.get(key)
        if field is None or field.asks is not kind:
            what = "a hit of the sweep answers this question of the form, and there is none of this kind"
            yield document.error((*loc, "form"), what, read=key, allowed=[f"{key}: {kind}"])
    for key, field in matter.form.items():
        if field.required and key not in SWEPT:
            yield document.error((*loc, "form", key, "required"), "no sweep can answer this question", read=key)
    for slug, site in sweep.sites.items():
        for key, said in (("site", slug), ("medium", site.medium)):
            choices = matter.form[key].choices if key in matter.form else {}
            if said not in choices:
                what = f"the question `{key}` has no such choice"
                yield document.error((*loc, "sweep", "sites", slug), what, read=said, allowed=choices or ["none"])


def _table(file: str, table: Compiled, matter: MatterForm) -> Iterator[PackError]:
    if table.table.hit_policy != "FIRST":
        yield PackError(file, 0, "of the rows that fit a sentence the first counts", table.table.hit_policy, "FIRST")
    for given in table.inputs:
        if given.name not in GIVEN or given.type != "string":
            what = "a sweep does not know this input"
            yield PackError(file, 0, what, given.name, listed(GIVEN), nearest(given.name, GIVEN))
    outputs = [column.name for column in table.table.outputs]
    if outputs != [OFFENCE]:
        what = "a sweep table says one thing of a sentence; empty: nothing is wrong with it"
        yield PackError(file, 0, what, listed(outputs), OFFENCE)
        return
    choices = matter.form[OFFENCE].choices if OFFENCE in matter.form else {}
    for row in table.rows:
        said = row.outputs[OFFENCE]
        if said not in ("", None) and said not in choices:
            what = f"row {row.number}: the question `{OFFENCE}` has no such choice"
            yield PackError(file, 0, what, str(said), listed(choices))
