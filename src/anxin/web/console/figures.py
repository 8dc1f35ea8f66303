"""The figures of the overview: everything the page shows, counted within the signed-in role's scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.kernel.access.queries import visible_organisations
from anxin.kernel.access.rules import MAY, Act
from anxin.kernel.codes.models import FeedbackKind
from anxin.kernel.codes.queries import feedback_in_scope
from anxin.kernel.evidence.queries import latest_id
from anxin.kernel.intake.models import UploadState
from anxin.kernel.intake.queries import uploads_visible
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes import figures as counted
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.freshness import people_due
from anxin.web.console.shares import EVERY, Split, on_site
from anxin.web.design.colours import colour_named

DAYS_BACK = 31
DAYS_AHEAD = 30
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Day:
    day: date
    split: Split


@dataclass(frozen=True)
class Place:
    """One agency or county with its people by colour."""

    name: str
    href: str
    split: Split


@dataclass(frozen=True)
class Reason:
    slug: str
    colour: str
    count: int
    share: float


@dataclass(frozen=True)
class Task:
    """Something that waits: how many, and where to see them."""

    word: str
    note: str
    icon: str
    count: int
    href: str = ""


@dataclass(frozen=True)
class Figures:
    """The whole overview as of a day."""

    as_of: date
    now: Split
    over_time: list[Day]
    reasons: list[Reason]
    counties: list[Place]
    agencies: list[Place]
    tasks: list[Task]

    @property
    def over_time_chart(self) -> dict[str, object]:
        labels = [day.day.strftime("%m-%d") for day in self.over_time]
        values = {colour: [day.split.count(colour) for day in self.over_time] for colour in EVERY}
        return chart("over-time", labels, values, _("People on file by colour over the last 31 days"))

    @property
    def counties_chart(self) -> dict[str, object]:
        rows = sorted(self.counties, key=lambda place: -place.split.total)
        values = {colour: [place.split.count(colour) for place in rows] for colour in EVERY}
        return chart("bars", [place.name for place in rows], values, _("People on file by county and colour"))

    @property
    def reasons_chart(self) -> dict[str, object]:
        values = {
            colour: [reason.count if reason.colour == colour else 0 for reason in self.reasons] for colour in EVERY
        }
        labels = [words.reason(reason.slug) for reason in self.reasons]
        return chart("bars", labels, values, _("People on file by reason"))


def chart(kind: str, labels: list[str], values: Mapping[str, list[int]], description: str) -> dict[str, object]:
    """What charts.js draws: one series a colour, in the order of legends."""
    series = [
        {"colour": colour, "name": str(colour_named(colour).short), "values": values[colour]}
        for colour in EVERY
        if any(values[colour])
    ]
    return {"kind": kind, "labels": labels, "series": series, "description": description}


@dataclass(frozen=True)
class Counted:
    """What the database counts for a scope on a day: nothing in it depends on the reader's language."""

    by_reason: Mapping[tuple[str, str], int]
    over_time: Mapping[date, Mapping[str, int]]
    by_area: Mapping[str, Mapping[str, int]]
    by_agency: Mapping[str, Mapping[str, int]]
    changing: Mapping[str, int]
    due: int


def count(actor: Actor, on: date) -> Counted:
    """All counts of the overview. Over a whole city they take a second or two, so they are kept for a minute, or
    until new evidence comes in."""
    key = f"overview:{service()}:{actor.role}:{actor.area}:{actor.organisation_id}:{on}:{latest_id()}"
    held: Counted | None = cache.get(key)
    if held is None:
        held = _count(actor, on)
        cache.set(key, held, KEPT_SECONDS)
    return held


def _count(actor: Actor, on: date) -> Counted:
    return Counted(
        by_reason=counted.counts(actor, service(), on=on).by_reason,
        over_time=counted.colours_over_time(actor, service(), start=on - timedelta(days=DAYS_BACK - 1), end=on),
        by_area=counted.counts_by_area(actor, service(), on=on),
        by_agency=counted.counts_by_organisation(actor, service(), role=service(), on=on),
        changing=counted.changing_counts(actor, service(), on=on, days=DAYS_AHEAD),
        due=people_due(actor, on=on).count(),
    )


def overview(actor: Actor, *, on: date, counties_by: str, agencies_by: str) -> Figures:
    """Everything of the overview; `counties_by` and `agencies_by` sort the tables ("-total", "green" …)."""
    held = count(actor, on)
    split = _split(counted.Tally(on, dict(held.by_reason)).by_outcome)
    return Figures(
        as_of=on,
        now=split,
        over_time=[Day(day, _split(counts)) for day, counts in held.over_time.items()],
        reasons=_reasons(held.by_reason, split.total),
        counties=ordered(_counties(actor, held), counties_by),
        agencies=ordered(_agencies(actor, held), agencies_by),
        tasks=_tasks(actor, held),
    )


def _split(counts: Mapping[str, int]) -> Split:
    return Split(counts, on_site())


def _reasons(by_reason: Mapping[tuple[str, str], int], total: int) -> list[Reason]:
    found = [
        Reason(slug, colour, how_many, how_many / total) for (colour, slug), how_many in by_reason.items() if how_many
    ]
    return sorted(found, key=lambda reason: (EVERY.index(reason.colour), -reason.count, reason.slug))


def _counties(actor: Actor, held: Counted) -> list[Place]:
    return [
        Place(words.area(code), _registry(actor, county=code), _split(counts)) for code, counts in held.by_area.items()
    ]


def _agencies(actor: Actor, held: Counted) -> list[Place]:
    names = visible_organisations(actor).values_list("public_id", "name")
    return [
        Place(name, _registry(actor, agency=public_id), _split(held.by_agency[public_id]))
        for public_id, name in names
        if public_id in held.by_agency
    ]


def _registry(actor: Actor, **query: str) -> str:
    if actor.role not in MAY[Act.SEE_REGISTRY]:
        return ""
    return f"{reverse('console:registry')}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def ordered(rows: Iterable[Place], by: str) -> list[Place]:
    """Rows by a column: "name", "total", "share" or a colour; a leading minus puts the largest first."""
    column = by.lstrip("-")
    found = sorted(rows, key=lambda row: row.name)
    if column != "name":
        found.sort(key=lambda row: _figure(row.split, column), reverse=by.startswith("-"))
    elif by.startswith("-"):
        found.reverse()
    return found


def _figure(split: Split, column: str) -> float:
    if column in EVERY:
        return split.count(column)
    return split.green_share if column == "share" else split.total


def _tasks(actor: Actor, held: Counted) -> list[Task]:
    tasks = [*_changing(actor, held), _due(actor, held)]
    if actor.role in MAY[Act.UPLOAD]:
        tasks.append(_waiting(actor))
    if actor.role in MAY[Act.SEE_FEEDBACK]:
        tasks.append(_complaints(actor))
    return tasks


def _changing(actor: Actor, held: Counted) -> list[Task]:
    green, yellow = held.changing.get("green", 0), held.changing.get("yellow", 0)
    note = _("An item ends; renew it before the day")
    return [
        Task(_("Green codes that change within 30 days"), note, "clock", green, _registry(actor, due="expiring")),
        Task(
            _("Yellow codes that change within 30 days"),
            _("Most of them turn red if nothing is done"),
            "clock",
            yellow,
            _registry(actor, due="worsening"),
        ),
    ]


def _due(actor: Actor, held: Counted) -> Task:
    href = _registry(actor, due="refresh")
    return Task(_("People with evidence due for refresh"), _("Older than half a year"), "refresh", held.due, href)


def _waiting(actor: Actor) -> Task:
    how_many = uploads_visible(actor).filter(pack=service(), state=UploadState.STAGED).count()
    note = _("Checked, and nothing written yet")
    return Task(_("Uploads waiting for a decision"), note, "upload", how_many, reverse("console:uploads"))


def _complaints(actor: Actor) -> Task:
    how_many = feedback_in_scope(actor, service()).filter(kind=FeedbackKind.COMPLAINT).count()
    href = reverse("console:feedback") + "?kind=complaint"
    return Task(_("Complaints by households"), _("Kept and shown to agency and bureau"), "speech", how_many, href)
