"""The lifecycle written out by hand, and any history and any clock from a row of numbers (which a test can shrink)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from anxin.kernel.cases.clocks import ClockTerm, Extension, Unit, Whose
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.history import Event

# Stage, what can happen there, and where the case stands then. "" is before the request is there.
LIFECYCLE: Mapping[str, Mapping[str, str]] = {
    "": {"received": "received"},
    "received": {
        "accepted": "accepted",
        "refused": "refused",
        "withdrawn": "withdrawn",
        "screened": "received",
        "extended": "received",
        "supplemented": "received",
        "noted": "received",
        "joined": "received",
        "separated": "received",
    },
    "accepted": {
        "assigned": "assigned",
        "refused": "refused",
        "withdrawn": "withdrawn",
        "screened": "accepted",
        "extended": "accepted",
        "supplemented": "accepted",
        "noted": "accepted",
        "joined": "accepted",
        "separated": "accepted",
    },
    "assigned": {
        "assigned": "assigned",
        "objected": "accepted",
        "answered": "answered",
        "withdrawn": "withdrawn",
        "claimed": "assigned",
        "step-done": "assigned",
        "extended": "assigned",
        "supplemented": "assigned",
        "noted": "assigned",
        "joined": "assigned",
        "separated": "assigned",
    },
    "answered": {
        "agreed": "accepted-by-requester",
        "contested": "contested",
        "extended": "answered",
        "supplemented": "answered",
        "noted": "answered",
        "joined": "answered",
        "separated": "answered",
        "rewarded": "answered",
    },
    "contested": {
        "assigned": "assigned",
        "agreed": "accepted-by-requester",
        "withdrawn": "withdrawn",
        "extended": "contested",
        "supplemented": "contested",
        "noted": "contested",
        "joined": "contested",
        "separated": "contested",
    },
    "accepted-by-requester": {
        "closed": "closed",
        "step-done": "accepted-by-requester",
        "noted": "accepted-by-requester",
        "separated": "accepted-by-requester",
        "rewarded": "accepted-by-requester",
    },
    "closed": {"noted": "closed", "separated": "closed", "rewarded": "closed"},
    "refused": {"contested": "contested", "noted": "refused", "separated": "refused"},
    "withdrawn": {"noted": "withdrawn", "separated": "withdrawn"},
}
DESKS = [{"slug": "office", "area": area} for area in ("330302", "330303")] + [{"slug": "firm", "organisation": "f1"}]
CLOCKS = ("accept", "finish", "desk", "reward")
NUMBERS = range(1 << 30)
FIRST_DAY = datetime(2019, 12, 1, tzinfo=UTC)
GAPS = (0, 1, 59, 60, 480, 1440, 1440, 2880, 4320, 7200, 10080, 20160, 50000)  # minutes


class Row:
    """Numbers, taken one after another; 0 when there are no more."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._left = iter(numbers)

    def below(self, end: int) -> int:
        return next(self._left, 0) % end

    def one_of(self, held: Sequence[Any]) -> Any:
        return held[self.below(len(held))]


def term_of(row: Row, slug: str) -> ClockTerm:
    """Any clock: what starts and stops it, how long, how far and how often extendable, until what hour of the day."""
    starts = {
        "accept": ({Happened.RECEIVED},),
        "finish": ({Happened.RECEIVED}, {Happened.ACCEPTED}, {Happened.RECEIVED, Happened.CONTESTED}),
        "desk": ({Happened.ASSIGNED}, {Happened.ASSIGNED, Happened.CONTESTED}),
        "reward": ({Happened.ANSWERED}, {Happened.AGREED}),
    }
    stops = {
        "accept": ({Happened.ACCEPTED},),
        "finish": ({Happened.ANSWERED}, {Happened.ANSWERED, Happened.CONTESTED}, {Happened.CLOSED}),
        "desk": ({Happened.ANSWERED}, {Happened.ANSWERED, Happened.OBJECTED, Happened.ASSIGNED}),
        "reward": ({Happened.REWARDED}, {Happened.CLOSED}),
    }
    extension = row.one_of((None, Extension(5), Extension(30, times=2), Extension(2, times=3)))
    return ClockTerm(
        slug,
        frozenset(row.one_of(starts[slug])),
        frozenset(row.one_of(stops[slug])),
        row.one_of((0, 1, 2, 3, 5, 5, 7, 15, 45, 60)),
        row.one_of((Unit.WORKING_DAYS, Unit.WORKING_DAYS, Unit.DAYS, Unit.HOURS)),
        row.one_of((Whose.REQUESTER, Whose.DESK)) if slug == "desk" else Whose.REQUESTER,
        extension,
        row.one_of((None, None, time(17), time(0))),
    )


@dataclass
class _Told:
    """What a history must remember for its next event to be possible."""

    stage: str = ""
    joined: bool = False
    rewarded: bool = False

    def possible(self) -> list[str]:
        barred = set() if self.joined else {"separated"}
        barred |= {"rewarded"} if self.rewarded else set()
        kinds = [kind for kind in LIFECYCLE[self.stage] if kind not in barred]
        return kinds + ["extended"] * (4 if "extended" in kinds else 0)  # rare clashes of extensions come up often

    def take(self, kind: str) -> None:
        self.stage = LIFECYCLE[self.stage][kind]
        self.joined = kind == "joined" or (self.joined and kind != "separated")
        self.rewarded = self.rewarded or kind == "rewarded"


def detail_of(kind: Happened, row: Row, seq: int, stage: str) -> dict[str, Any]:
    match kind:
        case Happened.ASSIGNED:
            return {"desk": row.one_of(DESKS)}
        case Happened.ANSWERED:
            return {"result": row.one_of(("solved", "explained", "refused"))}
        case Happened.AGREED:
            spoke = ("requester", "review") if stage == "contested" else ("requester", "silence", "review")
            return {"how": row.one_of(spoke)}
        case Happened.EXTENDED:
            return {
                "clock": row.one_of((*CLOCKS, "finish", "finish")),
                "amount": row.one_of((1, 2, 1, 5, 30, 31, 6, 0, -3)),
            }
        case Happened.CLAIMED:
            return {"user": row.below(9)}
        case Happened.STEP_DONE:
            return {"step": row.one_of(("plan", "acceptance"))}
        case Happened.JOINED:
            return {"main": f"main-{seq}"}
    return {}


def _moment(at: datetime, row: Row) -> datetime:
    """Some time later; often exactly at midnight in Shanghai, a microsecond before it, or at five in the afternoon."""
    later = at + timedelta(minutes=row.one_of(GAPS))
    edge = row.below(8)
    if edge > 3:
        return later
    midnight = later.replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=later.hour >= 16)
    moments = (midnight, midnight - timedelta(microseconds=1), midnight + timedelta(hours=17), later)
    return moments[edge]


def history_of(row: Row, length: int) -> Iterator[Event]:
    """A history in which every event is possible where it comes, of at most `length` events."""
    told = _Told()
    at = FIRST_DAY + timedelta(minutes=row.below(60 * 24 * 2600))
    for seq in range(1, length + 1):
        kind = Happened(row.one_of(told.possible()))
        yield Event(seq, kind, at, detail_of(kind, row, seq, told.stage))
        told.take(kind)
        at = _moment(at, row)


def a_case(row: Row, length: int) -> tuple[list[ClockTerm], list[Event]]:
    """The clocks of a matter and the history of a case under it."""
    terms = [term_of(row, slug) for slug in CLOCKS]
    return terms, list(history_of(row, length))
