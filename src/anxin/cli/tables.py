"""What commands print: tables in both languages, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from anxin.cli.words import COLOUR_WORDS, Named, reason_named, reason_words
from anxin.kernel.access.actions import Opened
from anxin.kernel.outcomes.actions import TickedDay
from anxin.kernel.outcomes.figures import Tally
from anxin.kernel.outcomes.queries import Explained
from anxin.kernel.outcomes.writing import Changes
from anxin.kernel.parties.identifiers import mask_name
from anxin.packs import current
from anxin.packs.explaining import tell

COLOURS = ("green", "yellow", "red", "grey")  # of every service; others are shown where somebody stands
STYLES = {"green": "green", "yellow": "yellow", "orange": "dark_orange", "red": "red", "grey": "bright_black"}


def console() -> Console:
    """stdout, with colours only where it is a terminal."""
    return Console(highlight=False, soft_wrap=True)


def tally_as_json(found: Tally) -> dict[str, Any]:
    """One flat object: each colour's count, the total, the day, the rule sets that decided, reasons."""
    colours = {colour: found.by_outcome.get(colour, 0) for colour in COLOURS}
    others = {name: count for name, count in found.by_outcome.items() if name not in colours}
    return {
        **colours,
        **others,
        "total": found.total,
        "as_of": found.as_of.isoformat(),
        "rules": list(found.rule_sets),
        "reasons": _nested(found),
    }


def _nested(found: Tally) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (colour, reason), people in _ordered(found):
        nested.setdefault(colour, {})[reason] = people
    return nested


def _ordered(found: Tally) -> list[tuple[tuple[str, str], int]]:
    def place(one: tuple[tuple[str, str], int]) -> tuple[int, int, str]:
        (colour, reason), people = one
        return COLOURS.index(colour) if colour in COLOURS else len(COLOURS), -people, reason

    return sorted(found.by_reason.items(), key=place)


def print_tally(found: Tally, *, pack: str, rules: str | None) -> None:
    """Colour × reason with shares, sums per colour, and the whole."""
    words = reason_words(pack)
    table = Table(title=_tally_title(found, rules), title_justify="left")
    table.add_column("颜色 Colour", no_wrap=True)
    table.add_column("原因 Reason", overflow="fold")
    table.add_column("人数 People", justify="right", no_wrap=True)
    table.add_column("占比 Share", justify="right", no_wrap=True)
    for colour in (*COLOURS, *sorted(set(found.by_outcome) - set(COLOURS))):
        if colour in found.by_outcome:
            _add_colour(table, found, colour, words)
    table.add_row("合计 Total", "", f"{found.total:,}", share(found.total, found.total), style="bold")
    console().print(table)


def _tally_title(found: Tally, rules: str | None) -> str:
    whose = f" · 按 {rules} 的规则 by the rules of {rules}" if rules else ""
    return f"{found.as_of} 判定结果 Outcomes{whose}"


def _add_colour(table: Table, found: Tally, colour: str, words: Mapping[str, Named]) -> None:
    style = STYLES.get(colour, "")
    named = COLOUR_WORDS.get(colour, Named(colour, colour))
    whole = found.by_outcome[colour]
    counted = Text(f"{whole:,}", style="bold"), Text(share(whole, found.total), style="bold")
    table.add_row(Text(f"{named.zh} {named.en}", style=f"bold {style}"), "", *counted)
    for (of, reason), people in _ordered(found):
        if of == colour:
            said = reason_named(words, reason)
            reads = Text(said.zh if said.zh == said.en else f"{said.zh}\n{said.en}")
            table.add_row("", reads, f"{people:,}", share(people, found.total))
    table.add_section()


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent with two decimals; of nobody, a dash."""
    return f"{part / whole:.2%}" if whole else "–"


def explanation_as_json(opened: Opened, found: Explained, *, pack: str) -> dict[str, Any]:
    """The explanation as one object; the name masked, no number. `changes`: null where none that can be made helps."""
    telling = tell(current(pack), found)
    changes = telling.remedy.changes
    return {
        "party": opened.party.public_id,
        "name": mask_name(opened.party.name),
        "as_of": found.as_of.isoformat(),
        "colour": found.outcome,
        "reason": found.reason,
        "rule_set": found.rule_set.slug,
        "row": found.row.number,
        "conditions": [{"input": one.label, "test": one.cell, "fact": _plain(one.value)} for one in found.because],
        "next_change": _plain(found.next_change),
        "legal_source": found.row.legal_source,
        "legal_source_en": found.row.legal_source_en,
        "reading": found.row.reading,
        "reading_en": found.row.reading_en,
        "told_zh": telling.said("zh"),
        "told_en": telling.said("en"),
        "changes": None
        if changes is None
        else [
            {"fact": one.fact, "from": _plain(one.was), "to": _plain(one.to), "or_later": one.at_least}
            for one in changes
        ],
        "waiting": _plain(telling.remedy.waiting),
    }


def _plain(value: object) -> str | None:
    return None if value is None else str(value)


def print_explanation(opened: Opened, found: Explained, *, pack: str) -> None:
    """The whole reasoning as a short page."""
    out, colour = console(), COLOUR_WORDS.get(found.outcome, Named(found.outcome, found.outcome))
    reason = reason_named(reason_words(pack), found.reason)
    out.print(f"{mask_name(opened.party.name)} · {opened.party.public_id} · {found.as_of}")
    out.print(Text(f"{colour.zh} {colour.en}", style=f"bold {STYLES.get(found.outcome, '')}"), end="  ")
    out.print(Text(f"{reason.zh} · {reason.en}"))
    telling = tell(current(pack), found)
    out.print(Text(f"{telling.said('zh')}\n{telling.said('en')}"))
    out.print(f"规则集 Rule set: {found.rule_set.slug} ({found.rule_set.title_zh}), 第 {found.row.number} 行 row")
    out.print(_conditions(found))
    out.print(f"下次变化 Next change by itself: {found.next_change or '无 none'}")
    for named, zh, en in (
        ("依据 Legal source", found.row.legal_source, found.row.legal_source_en),
        ("我们的理解 Our reading", found.row.reading, found.row.reading_en),
    ):
        if zh:
            out.print(Text(f"{named}: {zh}" + (f"\n    {en}" if en else "")))


def _conditions(found: Explained) -> Table:
    table = Table(title="命中这一行的条件 Why this row", title_justify="left")
    for heading in ("项目 Input", "条件 Test", "事实 Fact"):
        table.add_column(heading, overflow="fold")
    for one in found.because:
        table.add_row(
            Text(one.label),
            Text("不论 any" if one.cell == "-" else one.cell),
            Text(_plain(one.value) or "无记录 no record"),
        )
    return table


def print_ticked(done: list[TickedDay], *, to: date, pack: str = "") -> None:
    """One line a day on which somebody was due, then the sum; headed by the service where there are several."""
    out = console()
    if pack:
        out.print(Text(pack, style="bold"))
    for one in done:
        moves = ", ".join(f"{old or 'new'}→{new} {count}" for (old, new), count in sorted(one.changes.moves.items()))
        out.print(Text(f"{one.day}  {one.changes.decided:>6} due  {moves or 'no colour changed'}"))
    due, changed = sum(one.changes.decided for one in done), sum(one.changes.changed for one in done)
    out.print(Text(f"Turned to {to}: {len(done)} days with somebody due, {due} decided anew, {changed} changed."))


def print_changes(changes: Changes) -> None:
    """How many were decided and which moves between colours that made."""
    out = console()
    for (old, new), count in sorted(changes.moves.items()):
        out.print(Text(f"{old or 'new'} → {new}: {count:,}"))
    out.print(Text(f"{changes.decided:,} decided, {changes.changed:,} changed."))
