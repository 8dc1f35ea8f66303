"""The board: what became of the cases of one's desks, as charts and as tables that add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.kernel.access.rules import Act
from anxin.kernel.cases import figures
from anxin.kernel.cases.choices import own_desks
from anxin.kernel.cases.counting import End
from anxin.kernel.cases.enums import OPEN
from anxin.kernel.cases.figures import Board, Tally
from anxin.kernel.cases.reckoning import Kept
from anxin.kernel.cases.wording import agreement_word, stage_word
from anxin.kernel.deliveries import queries as deliveries
from anxin.web.console.case_asking import service_titles
from anxin.web.console.guard import DeskRequest, desk

PERIODS = (30, 90, 365)


@dataclass(frozen=True)
class Figure:
    """A word with its count, and where to see them."""

    word: str
    count: int
    query: str = ""


@require_safe
@desk(Act.WORK_CASES)
def board(request: DeskRequest) -> HttpResponse:
    """The figures of a period; without one of everything there is."""
    since, until = _day(request, "from"), _day(request, "to")
    desks = own_desks(request.actor, request.at)
    packs = sorted({one.pack for one in desks})
    pack = request.GET.get("pack", "")
    held = figures.board(by=request.actor, at=request.at, since=since, until=until, pack=pack if pack in packs else "")
    titles = service_titles()
    context = {
        "board": held,
        "systems": [] if held.concerned else deliveries.figures(),
        "stages": _stages(held, whole=since is None and until is None, pack=pack if pack in packs else ""),
        "ends": [Figure(end_word(one), count) for one, count in held.whole.ends.items()],
        "agreed": [Figure(agreement_word(one), count) for one, count in held.whole.solved_by.items()],
        "promises": [Figure(kept_word(one), count) for one, count in held.whole.promises.items()],
        "matters": [_matter(one) for one in held.matters],
        "stages_chart": _stages_chart(held),
        "ends_chart": _ends_chart(held.matters),
        "since": since,
        "until": until,
        "periods": [(days, request.today - timedelta(days=days - 1)) for days in PERIODS],
        "packs": [(slug, titles.get(slug, slug)) for slug in packs],
        "pack": pack,
        "desks": desks,
        "counter": any(not one.organisation for one in desks),
    }
    return render(request, "console/cases_at_desk/board.html", context)


def _day(request: DeskRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def end_word(end: End) -> str:
    return {
        End.SOLVED: _("solved and accepted"),
        End.EXPLAINED: _("explained"),
        End.REFUSED: _("refused"),
        End.WITHDRAWN: _("withdrawn"),
    }[end]


def kept_word(kept: Kept) -> str:
    return {
        Kept.KEPT: _("kept"),
        Kept.MISSED: _("not kept"),
        Kept.RUNNING: _("still running"),
        Kept.OVERDUE: _("overdue now"),
        Kept.NONE: _("nothing promised"),
    }[kept]


def _stages(held: Board, *, whole: bool, pack: str) -> list[Figure]:
    """Each stage leads to its list where the list shows the same cases."""
    found = []
    for stage, count in held.whole.stages.items():
        ended = "" if stage in OPEN or stage == "accepted-by-requester" else "&ended=1"
        query = f"stage={stage}{ended}&joined=1" + (f"&pack={pack}" if pack else "") if whole and count else ""
        found.append(Figure(stage_word(stage), count, query))
    return found


def _matter(tally: Tally) -> dict[str, object]:
    return {
        "name": tally.name,
        "total": tally.total,
        "open": tally.open,
        "ends": list(tally.ends.values()),
        "fix_rate": tally.fix_rate,
        "kept_rate": tally.kept_rate,
    }


def _stages_chart(held: Board) -> dict[str, object]:
    values = list(held.whole.stages.values())
    labels = [stage_word(stage) for stage in held.whole.stages]
    series = [{"colour": "brand", "name": _("Cases"), "values": values}]
    return {"kind": "bars", "labels": labels, "series": series, "description": _("Cases by stage")}


def _ends_chart(matters: list[Tally]) -> dict[str, object]:
    """What became of the cases of each matter; still open ones beside them, so that a bar is all there are."""
    colours = {End.SOLVED: "green", End.EXPLAINED: "yellow", End.REFUSED: "red", End.WITHDRAWN: "grey"}
    series = [
        {"colour": colour, "name": end_word(end), "values": [one.ends[end] for one in matters]}
        for end, colour in colours.items()
    ]
    series.append({"colour": "brand", "name": _("not ended"), "values": [one.open for one in matters]})
    return {
        "kind": "bars",
        "labels": [one.name for one in matters],
        "series": [one for one in series if any(one["values"])],
        "description": _("What became of the cases, by matter"),
    }
