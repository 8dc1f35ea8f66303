"""98 requests in 8 batches: the lists, the files taken along, the board, the API and the command all say the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings
from typer.testing import CliRunner

from anxin.cli.main import app
from anxin.demo.one_click import SIZES, bring_requests
from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import User
from anxin.kernel.cases.models import Case
from anxin.kernel.reference.actions import set_played_day
from anxin.packs.actions import apply
from anxin.packs.loading import current
from tests.cast import OPERATOR, SHANGHAI
from tests.unit.kernel.cases.scene import clerk

pytestmark = pytest.mark.django_db
PACK = "one_click"
APPLIED = datetime(2021, 1, 4, 8, 0, tzinfo=SHANGHAI)
THIRD = datetime(2021, 12, 18, 18, 0, tzinfo=SHANGHAI)  # some closed, some answered, some with a desk, most received


@pytest.fixture
def site(settings: Settings) -> None:
    """The requests on the evening of the third batch, seen by the province."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    set_played_day(day=THIRD.date())
    apply(current(PACK), by=OPERATOR, at=APPLIED)
    bring_requests(by=OPERATOR, until=THIRD)
    clerk("sheng", ("province-coordination", "330000"), pack=PACK)


def desk() -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username="sheng"))
    return client


def listed(ended: str, batch: str) -> set[str]:
    """Page after page of the list."""
    found: set[str] = set()
    page = 1
    while True:
        query = urlencode({"pack": PACK, "joined": "1", "ended": ended, "batch": batch, "page": page})
        shown = desk().get(f"/console/cases/?{query}").context
        found |= {line.public_id for line in shown["leaf"].rows}
        if not shown["leaf"].more:
            assert shown["count"] == len(found)
            return found
        page += 1


def as_text(ended: str, batch: str) -> set[str]:
    query = urlencode({"pack": PACK, "joined": "1", "ended": ended, "batch": batch})
    table = desk().get(f"/console/cases/export.csv?{query}").content.decode("utf-8-sig")
    return {row[0] for row in list(csv.reader(io.StringIO(table)))[1:]}


def as_workbook(ended: str, batch: str) -> set[str]:
    query = urlencode({"pack": PACK, "joined": "1", "ended": ended, "batch": batch})
    sheet = load_workbook(io.BytesIO(desk().get(f"/console/cases/export.xlsx?{query}").content)).worksheets[0]
    return {str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)}


def by_programme(ended: str, batch: str) -> set[str]:
    """Every page of the API."""
    key = issue_token(by=OPERATOR, at=THIRD, user=User.objects.get(username="sheng"), label="views")
    client, start, found = Client(headers={"authorization": f"Bearer {key}"}), "0", set[str]()
    while start:
        wanted = {"service": PACK, "joined": "true", "start": start, "ended": ended, "batch": batch}
        answer = client.get("/api/v1/cases", {name: value for name, value in wanted.items() if value}).json()
        found |= {one["case"] for one in answer["cases"]}
        start = str(answer["next"] or "")
    return found


def by_command(ended: str, batch: str) -> set[str]:
    words = ["cases", "list", "--as", "sheng", "--service", PACK, "--joined", "--json"]
    words += ["--ended"] if ended else []
    words += ["--batch", batch] if batch else []
    return {one["case"] for one in json.loads(CliRunner().invoke(app, words).stdout)["cases"]}


VIEWS: tuple[Callable[[str, str], set[str]], ...] = (listed, as_text, as_workbook, by_programme, by_command)


def test_every_view_has_the_same_98_and_batch_by_batch_the_same_sum(site: None) -> None:
    held = dict(Case.objects.values_list("public_id", "batch__number"))
    for view in VIEWS:
        going, over = view("", ""), view("1", "")
        assert (going | over, going & over) == (set(held), set())
        assert len(going) == Case.objects.filter(ended_at=None).count()
        for number, size in enumerate(SIZES[:3], start=1):
            batch = view("", str(number)) | view("1", str(number))
            assert batch == {case for case, of in held.items() if of == number}
            assert len(batch) == size


def test_the_board_counts_the_same_98(site: None) -> None:
    board = desk().get("/console/cases/board/").context["board"]
    over = len(listed("1", ""))
    assert (board.whole.total, board.whole.ended, board.whole.open) == (98, over, 98 - over)
    assert [one.total for one in board.matters] == [98]
    assert sum(board.hops.values()) == sum(board.whole.promises.values()) == 98
    for stage, count in board.whole.stages.items():
        assert count == Case.objects.filter(stage=stage).count()
