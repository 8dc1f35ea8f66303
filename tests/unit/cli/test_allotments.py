"""`anxin allotments`: apply, see why, draw and check, typed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from anxin.kernel.reference.actions import set_played_day
from anxin.modules.allotments import queries
from anxin.modules.allotments.models import Application
from tests.promises.doors import typed
from tests.unit.modules.allotments.stage import child, credit_code, firm, worker
from tests.unit.modules.allotments.test_drawing import example
from tests.unit.modules.allotments.test_service_of_care import AT, applied, care, parent

__all__ = ["care"]
DOCS = Path(__file__).resolve().parents[3] / "docs" / "packs"


@pytest.mark.django_db
@pytest.mark.usefixtures("care")
def test_an_application_typed_is_held_taken_and_given_up() -> None:
    set_played_day(day=AT.date())
    asked, by = child(1), parent(501)
    done = typed(
        "allotments", "apply", "care/winter_class", "meilin", "--name", asked.name, "--number", asked.number,
        "--guardian", by.name, "--guardian-number", by.number,
    )  # fmt: skip
    told, link = done.told.split("\n")[:2]
    assert told == "0001  offered  held, to be taken"
    token = link.removeprefix("/a/")
    assert "One is held for you until 2021-10-21" in typed("allotments", "why", token).told
    assert typed("allotments", "accept", token).told.startswith("0001  taken")
    assert typed("allotments", "withdraw", token).told.startswith("0001  cancelled")
    listed = json.loads(typed("allotments", "list", "--json").told)
    parts = {part["part"]: part for one in listed["offers"] for part in one["parts"] if "part" in part}
    assert parts["meilin"]["free"] == 24 and all(part["adds_up"] for part in parts.values())


@pytest.mark.django_db
@pytest.mark.usefixtures("care")
def test_a_tick_hands_on_what_nobody_took_in_time() -> None:
    offer, done = queries.offer_named("care/winter_class"), applied(1)
    set_played_day(day=AT.date() + timedelta(days=3))

    told = typed("tick").told

    assert "Offers swept of what ran out: 3." in told or "过期的名额已放回，共 3 项供给。" in told
    assert Application.objects.get(pk=done.application.pk).standing == "expired"
    assert queries.figures(offer, AT + timedelta(days=3))["yuelong"].free == 30


@pytest.mark.django_db
@pytest.mark.usefixtures("care")
def test_parcels_typed_are_allotted_handed_out_once_and_sent_back() -> None:
    set_played_day(day=AT.date())
    firm(1)
    named, _party = worker(1)
    assert typed("allotments", "allot", "care/parcels", credit_code(1), "5").done
    who = ("--name", named.name, "--number", named.number)
    assert typed("allotments", "hand-out", "care/parcels", credit_code(1), *who).done
    twice = typed("allotments", "hand-out", "care/parcels", credit_code(1), *who)
    assert (twice.done, twice.refused) == (False, "care.parcels.one-each")
    assert typed("allotments", "send-back", "care/parcels", credit_code(1), "4").done
    figures = queries.parcel_figures(queries.offer_named("care/parcels"))
    assert (figures.given, figures.returned, figures.left, figures.whole) == (1, 4, 1495, True)


@pytest.mark.parametrize("tampered", [False, True])
def test_a_published_draw_is_checked_without_a_site_by_the_command_and_by_ten_lines(
    tmp_path: Path, tampered: bool
) -> None:
    held = example()
    if tampered:
        held["order"].reverse()
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(held, ensure_ascii=False), "utf-8")
    assert typed("allotments", "verify-draw", str(file)).done is not tampered
    ran = subprocess.run([sys.executable, DOCS / "verify_draw.py", file], capture_output=True, text=True)
    assert (ran.returncode == 0) is not tampered
    assert held["announced_sha256"] in ran.stdout
