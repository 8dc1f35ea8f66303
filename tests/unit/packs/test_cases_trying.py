"""Scenarios of requests run through the kernel's own forms, tables, clocks and history, without a database."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anxin.packs import load_pack
from anxin.packs.case_trying import RequestsReport, run_requests
from tests.unit.packs.conftest import line_of
from tests.unit.packs.test_cases import VOICES, change

FILE = "scenarios/requests.yaml"


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VOICES, tmp_path / "packs" / "voices"))


def tried(folder: Path) -> RequestsReport:
    return run_requests(load_pack(folder))


def test_every_step_is_tried_and_every_row_reached(voices: Path) -> None:
    report = tried(voices)

    assert (report.tried, report.failures, report.reached) == (
        8,
        [],
        {"dispatch-2021-01-01": {1, 2}, "grade-2021-01-01": {1, 2}},
    )


OTHERWISE = {
    "another day": (
        "      promised: {answer: 2021-12-23}\n      steps",
        "      promised: {answer: 2021-12-24}\n      steps",
        "`promised` comes out otherwise · read: answer 2021-12-23 · allowed: answer 2021-12-24",
    ),
    "another desk": (
        "      desk: labour\n",
        "      desk: firm\n",
        "`desk` comes out otherwise · read: labour · allowed: firm",
    ),
    "a repeat that is none": (
        "like: [first]",
        "like: []",
        "`like` comes out otherwise · read: first · allowed: none",
    ),
    "an answer before its steps": (
        "{event: step-done, at: 2021-12-17 09:00, step: plan}",
        "{event: answered, at: 2021-12-17 09:00, result: solved}",
        "this cannot happen: these steps come first: plan · read: answered",
    ),
    "an extension beyond what is declared": (
        "clock: answer, by: 2,",
        "clock: answer, by: 6,",
        "this cannot happen: this time limit cannot be extended so · read: extended",
    ),
    "an extension after the limit": (
        "{event: extended, at: 2021-12-27 10:00,",
        "{event: extended, at: 2021-12-28 00:00,",
        "this cannot happen: this time limit cannot be extended so · read: extended",
    ),
    "a handler's own word": (
        "{event: agreed, at: 2021-12-28 10:00, how: review,",
        "{event: agreed, at: 2021-12-28 10:00, how: silence,",
        "this cannot happen: agreed after contested · read: agreed",
    ),
}


@pytest.mark.parametrize("what", list(OTHERWISE))
def test_what_comes_out_otherwise_is_said(voices: Path, what: str) -> None:
    old, new, said = OTHERWISE[what]
    change(voices, FILE, old, new)

    report = tried(voices)

    assert [str(one).partition(": ")[2] for one in report.failures[:1]] == [said]
    assert (report.unfit, report.passed) == ([], False)


def test_a_request_its_form_would_refuse_cannot_be_tried(voices: Path) -> None:
    change(voices, FILE, "topic: wages, people: 12, photo: true", "topic: pension, people: 12, photo: true")

    (error,) = tried(voices).unfit

    assert (error.file, error.line, error.read, error.allowed) == (
        FILE,
        line_of(voices, FILE, "pension"),
        "pension",
        "wages (工资), canteen (食堂)",
    )


def test_an_organisation_on_file_gets_what_is_sent_to_it(voices: Path) -> None:
    change(voices, FILE, "topic: canteen}\n", "topic: canteen}\n    organisation: true\n")
    change(voices, FILE, "desk: null", "desk: firm")

    assert tried(voices).failures == []


def test_a_scenario_of_an_unknown_matter_names_the_nearest(voices: Path) -> None:
    path = voices / FILE
    path.write_text(path.read_text("utf-8").replace("matter: grievance", "matter: grievence", 1), encoding="utf-8")

    (error, _the_repeat_of_it_that_is_none) = tried(voices).failures

    assert (error.what, error.read, error.nearest) == ("no such matter", "grievence", "grievance")
