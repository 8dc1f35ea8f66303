"""What many routes declare alike: path and query parameters, a page of a list, and how they may fail."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from ninja.params.functions import Path, Query
from pydantic import Field

from anxin.kernel.access.rules import Purpose
from anxin.web.api.problem import Problem
from anxin.web.api.schemas import PUBLIC_ID, TOKEN, WORD, Area, GivenDay

FAILURES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500)
MAY_FAIL: dict[Any, Any] = dict.fromkeys(FAILURES, Problem)
LARGEST = 2**53  # what every JSON reader keeps exactly

ServiceNamed = Annotated[
    str | None,
    Query(description="The service; may be left out on a site with one.", pattern=WORD, max_length=40),
]
PersonId = Annotated[str, Path(description="Public id of the person.", pattern=PUBLIC_ID)]
DraftId = Annotated[str, Path(description="Public id of the draft.", pattern=PUBLIC_ID)]
CodeId = Annotated[str, Path(description="The 16 letters of the code.", pattern=PUBLIC_ID)]
TokenId = Annotated[str, Path(description="The token handed out by the step before.", pattern=TOKEN)]
RecordNumber = Annotated[int, Path(description="Number of the record.", ge=1, le=LARGEST)]
Why = Annotated[
    Purpose | None,
    Query(description="Why you read; the person sees it. Without it, what your role's duty implies."),
]
Day = Annotated[GivenDay | None, Query(description="The day to decide for; without it, today.")]
RulesOf = Annotated[Area | None, Query(description="Decide by this area's rules instead (GB/T 2260 code).")]
Through = Annotated[int | None, Query(description="Only records up to this number.", ge=0, le=LARGEST)]
Offset = Annotated[int, Query(description="How many to leave out, from the newest.", ge=0, le=LARGEST)]
Limit = Annotated[int, Query(description="How many at most.", ge=1, le=1000)]
Before = Annotated[int | None, Query(description="`next` of the page before.", ge=1, le=LARGEST)]


class Page(Schema):
    """One page of a list in the order of public ids, which says nothing about the order of entry."""

    after: Annotated[str, Field(pattern=PUBLIC_ID)] | None = Field(
        default=None, description="`next` of the page before."
    )
    size: int = Field(default=50, ge=1, le=200, description="How many a page holds.")
