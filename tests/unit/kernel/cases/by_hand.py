"""A board's figures counted by hand: every history read to its end, nothing kept, nothing added up by the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Any

from anxin.kernel.cases import clocks
from anxin.kernel.cases.clocks import SHANGHAI, Whose
from anxin.kernel.cases.enums import ENDS, Happened, Stage
from anxin.kernel.cases.figures import Board
from anxin.kernel.cases.history import replay
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import events_of, matter_of
from anxin.kernel.cases.showing import desk_title
from anxin.kernel.parties.models import Party


def counted_by_hand(cases: Iterable[Case], at: datetime) -> dict[str, Any]:
    """The same figures as `as_told`, of these cases."""
    ends, stages, solved, promises, hops = (
        Counter[str](),
        Counter[str](),
        Counter[str](),
        Counter[str](),
        Counter[int](),
    )
    totals: Counter[str] = Counter()
    at_desk: dict[str, dict[str, Any]] = defaultdict(lambda: {"cases": set(), "answered": [], "waiting": []})
    for case in cases:
        events = events_of(case)
        state = replay(events)
        stage = state.stage or Stage.RECEIVED
        totals["total"] += 1
        stages[stage] += 1
        if stage in ENDS:
            end = "withdrawn" if stage is Stage.WITHDRAWN else str(state.result or "refused")
            ends[end] += 1
            if end == "solved":
                solved[str(state.agreement)] += 1
        promises[_promise(case, at)] += 1
        hops[state.hops] += 1
        spot = clocks.answered_on_the_spot(events)
        totals += Counter(spot=spot is True, answered=spot is not None, contested=state.rounds > 0)
        totals += Counter(objections=state.objections, joined=state.joined_to is not None)
        _stays(case, at, at_desk)
    desks = {name: _desk(held) for name, held in at_desk.items()}
    return {
        "ends": ends, "stages": stages, "solved": solved, "promises": promises, "hops": hops, "totals": +totals,
        "desks": desks,
    }  # fmt: skip


def as_told(board: Board) -> dict[str, Any]:
    """The same of a board; what is 0 left out, as a Counter's equality does."""
    whole = board.whole
    return {
        "ends": +Counter({str(one): count for one, count in whole.ends.items()}),
        "stages": +Counter({str(one): count for one, count in whole.stages.items()}),
        "solved": +Counter({str(one): count for one, count in whole.solved_by.items()}),
        "promises": +Counter({str(one): count for one, count in whole.promises.items()}),
        "hops": +Counter(board.hops),
        "totals": +Counter(
            total=whole.total, spot=board.on_the_spot, answered=board.answered, contested=board.contested,
            objections=board.objections, joined=board.joined,
        ),
        "desks": {
            one.desk: (one.cases, one.answered, one.median_days, one.worst_days, one.waiting, one.longest_wait)
            for one in board.desks
        },
    }  # fmt: skip


def _promise(case: Case, at: datetime) -> str:
    made = [clocks.runs(term, events_of(case)) for term in matter_of(case).terms if term.whose is Whose.REQUESTER]
    last = [runs[-1] for runs in made if runs]
    if not last:
        return "none"
    running = [run for run in last if run.stopped_at is None]
    if running:
        return "overdue" if min(run.due for run in running) <= at else "running"
    stops = [run.stopped_at for run in last if run.stopped_at is not None]
    return "kept" if all(run.kept(at) for run in last if run.stopped_at == max(stops)) else "missed"


def _stays(case: Case, at: datetime, found: dict[str, dict[str, Any]]) -> None:
    came, where = None, ""
    for event in events_of(case):
        leaves = event.kind in {Happened.ANSWERED, Happened.OBJECTED, Happened.ASSIGNED, Happened.WITHDRAWN}
        if came is not None and leaves:
            if event.kind is Happened.ANSWERED:
                found[where]["answered"].append(_days(came, event.at))
            came = None
        if event.kind is Happened.ASSIGNED:
            desk = event.detail["desk"]
            firm = Party.objects.filter(public_id=desk.get("organisation") or "-").first()
            where = desk_title(matter_of(case), desk["slug"], desk.get("area", ""), firm.name if firm else "")
            came = event.at
            found[where]["cases"].add(case.pk)
    if came is not None:
        found[where]["waiting"].append(_days(came, at))


def _days(start: datetime, end: datetime) -> int:
    return (end.astimezone(SHANGHAI).date() - start.astimezone(SHANGHAI).date()).days


def _desk(held: dict[str, Any]) -> tuple[Any, ...]:
    answered, waiting = held["answered"], held["waiting"]
    return (
        len(held["cases"]), len(answered), float(median(answered)) if answered else None,
        max(answered, default=None), len(waiting), max(waiting, default=None),
    )  # fmt: skip
