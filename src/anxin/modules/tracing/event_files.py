"""A table of what happened at a site, one event a row: what was noted while there was no line, with its own times.

Columns (Chinese or English): 时间 time, 事项 kind, 溯源码 code, 公斤 kg, 去向 to, 变成 made (`CODE=kg CODE=kg`),
损耗公斤 lost, 预计到货 expected, 编号 mark, 备注 note. A text table (UTF-8, GB18030) or a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.utils.translation import gettext as _

from anxin.kernel.errors import AnxinError, Invalid
from anxin.kernel.intake.plain_rows import rows_of
from anxin.modules.tracing import queries
from anxin.modules.tracing.checking import MOST_GRAMS
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.wording import WRITTEN

MOST_ROWS = 500
COLUMNS: Mapping[str, str] = {
    "时间": "time", "time": "time",
    "事项": "kind", "kind": "kind",
    "溯源码": "code", "code": "code",
    "公斤": "kg", "kg": "kg",
    "去向": "to", "to": "to",
    "变成": "made", "made": "made",
    "损耗公斤": "lost", "lost": "lost",
    "预计到货": "expected", "expected": "expected",
    "编号": "mark", "mark": "mark",
    "备注": "note", "note": "note",
}  # fmt: skip
Read = TypeVar("Read")


def drafts_of(site: Site, content: bytes) -> list[Draft]:
    """The events of a table in its order. Raises Invalid with row and column; nothing is recorded here."""
    rows = rows_of(content, COLUMNS)
    if not rows:
        raise Invalid(_("The table has no rows."), field="2")
    if len(rows) > MOST_ROWS:
        raise Invalid(
            _("The table has too many rows."), read=str(len(rows)), allowed=_("at most %(most)s") % {"most": MOST_ROWS}
        )
    return [_draft(site, row, number) for number, row in enumerate(rows, start=2)]


def _draft(site: Site, row: Mapping[str, str], number: int) -> Draft:
    def read(column: str, how: Callable[[str], Read]) -> Read:
        try:
            return how(row.get(column, ""))
        except (AnxinError, ValueError, InvalidOperation) as fault:
            said = fault.what if isinstance(fault, AnxinError) else _("This cannot be read.")
            what = _("Row %(row)s, column %(column)s: %(said)s") % {"row": number, "column": column, "said": said}
            raise Invalid(what, field=f"{number}:{column}", read=row.get(column, "")[:60]) from None

    kind = read("kind", lambda said: WRITTEN[said] if said in WRITTEN else _no_kind())
    return Draft(
        kind,
        site,
        read("time", moment),
        portions=(Portion(read("code", lambda said: queries.lot(said, pack=site.pack)), read("kg", grams)),),
        made=read("made", lambda said: _made(said, site.pack)),
        lost=read("lost", grams),
        to=read("to", lambda said: queries.site_called(said, pack=site.pack) if said else None),
        expected_on=read("expected", lambda said: date.fromisoformat(said[:10]) if said else None),
        mark=read("mark", lambda said: _short(said, 40)),
        note=read("note", lambda said: _short(said, 200)),
    )


def _no_kind() -> Happening:
    raise Invalid(_("There is no such happening."), allowed="、".join(WRITTEN))


def moment(said: str) -> datetime:
    """A moment as people here write it: 2021-02-01 08:00, or with its offset."""
    found = datetime.fromisoformat(said.strip().replace("/", "-"))
    return found if found.tzinfo is not None else found.replace(tzinfo=queries.SHANGHAI)


def grams(said: str) -> int:
    """Kilograms with three decimals at most, as grams; nothing said is nothing. Raises Invalid."""
    if not said.strip():
        return 0
    try:
        found = Decimal(said.replace(",", "").strip()) * 1000
    except InvalidOperation:
        raise Invalid(_("This is no weight."), field="kg", read=said[:40], allowed="12.5") from None
    if not found.is_finite() or found != found.to_integral_value() or not 0 <= found <= MOST_GRAMS:
        raise Invalid(_("This is no weight."), field="kg", read=said[:40], allowed="12.5")
    return int(found)


def _made(said: str, pack: str) -> tuple[Portion, ...]:
    pairs = [one.partition("=") for one in said.replace("；", " ").replace(";", " ").split()]
    return tuple(Portion(queries.lot(code, pack=pack), grams(kg)) for code, _sign, kg in pairs)


def _short(said: str, longest: int) -> str:
    if len(said) > longest:
        raise Invalid(_("This text is too long, or is none."))
    return said
