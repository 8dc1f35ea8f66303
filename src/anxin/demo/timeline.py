"""The month the demonstration lives through, day by day: files arrive, days turn, households scan.

Every step looks at the database before it acts, so that a killed run goes on and a finished one does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from anxin.demo.bringing import bring
from anxin.demo.files import WrittenFile
from anxin.demo.plan import DECISION_DAY, ROSTERS_ARRIVE
from anxin.demo.visits import Happening, let_happen
from anxin.kernel.intake.layouts import Layouts
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import tick

SHANGHAI = ZoneInfo("Asia/Shanghai")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Month:
    """What happens from the rosters' day to the decision day, and who acts: `actor_for` says who brings a file."""

    pack: str
    layouts: Layouts
    files: list[WrittenFile]
    rows: dict[str, int]
    happenings: list[Happening]
    actor_for: Callable[[WrittenFile], Actor]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in Wenzhou."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def days() -> Iterator[date]:
    """Every day of the month, first and last included."""
    for ahead in range((DECISION_DAY - ROSTERS_ARRIVE).days + 1):
        yield ROSTERS_ARRIVE + timedelta(days=ahead)


def live_through(month: Month, progress: Progress) -> None:
    """Let the month happen. Reports rows brought in under "import" and days turned under "days"."""
    played, counter = list(days()), _RowCounter(sum(month.rows.values()), progress)
    for number, day in enumerate(played, start=1):
        tick(by=Actor.system("tick"), at=moment(day, 0, 5), pack=month.pack, to=day)
        for place, file in enumerate(file for file in month.files if file.arrives == day):
            _bring(month, file, moment(day, 9) + timedelta(minutes=place), counter)
        for happening in month.happenings:
            if happening.at.date() == day:
                let_happen(happening, pack=month.pack)
        progress("days", number, len(played))


@dataclass(slots=True)
class _RowCounter:
    total: int
    progress: Progress
    done: int = 0

    def told(self, in_this_file: int) -> None:
        self.progress("import", self.done + in_this_file, self.total)

    def finished(self, rows: int) -> None:
        self.done += rows
        self.told(0)


def _bring(month: Month, file: WrittenFile, at: datetime, counter: _RowCounter) -> None:
    by = month.actor_for(file)
    bring(by=by, at=at, pack=month.pack, layouts=month.layouts, file=file, told=counter.told)
    counter.finished(month.rows[file.path.name])
