"""Scenarios of requests: this form on this day is graded so, goes to that desk, and is promised until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from anxin.kernel.cases.clocks import SHANGHAI
from anxin.packs.cases import Key, ResultName
from anxin.packs.documents import Document, understood
from anxin.packs.forms import Form, Many, Said, Slug, Text
from anxin.packs.scenarios import REQUESTS, scenario_documents


def _moment(written: object) -> datetime:
    """A moment, Shanghai time: "2021-12-16 09:30"."""
    try:
        found = datetime.strptime(str(written)[:16], "%Y-%m-%d %H:%M")  # noqa: DTZ007 -- the zone is added below
    except ValueError:
        raise ValueError('a moment is written "2021-12-16 09:30", Shanghai time') from None
    return found.replace(tzinfo=SHANGHAI)


def _end(written: object) -> str:
    """The last day, or for a limit in hours the moment: "2021-12-23", "2021-12-18 09:30"."""
    if isinstance(written, datetime):
        return f"{written:%Y-%m-%d %H:%M}"
    if isinstance(written, date):
        return written.isoformat()
    return str(written)


Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string"})]
End = Annotated[str, BeforeValidator(_end), WithJsonSchema({"type": "string"})]
Written = str | bool | int | date
Happening = Literal[
    "accepted", "assigned", "objected", "answered", "agreed", "contested", "refused", "withdrawn", "step-done",
    "extended",
]  # fmt: skip


class Stands(Form):
    """Where a case stands then."""

    stage: str
    promised: dict[Slug, End]
    kept: dict[Slug, bool] = {}
    graded: dict[Key, str | bool | int] | None = None


class Happens(Form):
    """One thing that happens to the case later."""

    event: Happening
    at: Moment
    desk: Slug | None = None
    result: ResultName | None = None
    how: Literal["requester", "silence", "review"] = "requester"
    step: Key | None = None
    form: dict[Key, Written] = {}
    clock: Slug | None = None
    by: int = 0
    expect: Stands | None = None


class Goes(Form):
    """What becomes of a request when it comes in."""

    graded: dict[Key, str | bool | int] = {}
    desk: Slug | None
    row: int | None
    promised: dict[Slug, End]
    steps: Many[Key] = ()
    like: Many[Key] = ()


class Request(Form):
    """One request as it comes in, what becomes of it, and what may follow."""

    name: Key | None = None
    title: Text
    matter: Slug
    filed: Moment
    area: str = ""
    form: dict[Key, Written]
    record: dict[Literal["kind", "source"], Said] = {}
    screened: dict[Key, bool] = {}
    organisation: bool | None = None
    expect: Goes
    then: Many[Happens] = ()


class Requests(Form):
    """Requests worth naming."""

    kind: Literal["requests"]
    requests: Many[Request]


@dataclass(frozen=True)
class RequestsFile:
    """A file of such scenarios; `document` knows the lines."""

    document: Document
    held: Requests


def read_requests(folder: Path) -> list[RequestsFile]:
    """Every scenario file of requests, in order of name. Raises PackInvalid."""
    found = (one for one in scenario_documents(folder) if one.held.get("kind") == REQUESTS)
    return [RequestsFile(one, understood(one, Requests, slug=folder.name)) for one in found]
