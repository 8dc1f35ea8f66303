"""Whoever reads about a person is written down whole: who, from which unit, when, by which door, why and which fields;
and what cannot be written down is not served."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import translation

import anxin
from anxin.kernel.access.rules import purpose_title
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of
from anxin.web.phone.act_words import act_word
from anxin.web.phone.words import door_word
from tests.promises.ways_to_read import NAMES, WAYS, Scene, built, fang
from tests.unit.web.phone.stage import PASSWORD

SOURCE = Path(anxin.__file__).parent
# Readings that are of nobody on file here: the counts of a trial, and records of another platform, which is told.
OF_NOBODY = {"outcomes/drafting.py", "peers/queries.py"}


def readings() -> Iterator[tuple[str, ast.Call, str]]:
    """Every place that writes a reading into the journal: the file, the call, and the text of its function."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "is_read=True" not in text:
            continue
        for function in [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)]:
            for call in [one for one in ast.walk(function) if isinstance(one, ast.Call)]:
                named = {one.arg: one.value for one in call.keywords}
                if isinstance(named.get("is_read"), ast.Constant) and "filter" not in ast.unparse(call.func):
                    yield str(path.relative_to(SOURCE)), call, ast.get_source_segment(text, function) or ""


@pytest.mark.static
def test_every_reading_is_written_with_its_purpose_its_fields_and_whom_it_was_of() -> None:
    found = list(readings())
    assert len(found) >= 18
    for path, call, function in found:
        if any(path.endswith(one) for one in OF_NOBODY):
            continue
        said = {str(one.arg) for one in call.keywords} | {"purpose" for one in call.args[3:4]}
        written_later = ast.unparse(call.func) == "Heading"  # whom it is of is said with the heading, line by line
        assert {"purpose"} <= said, f"{path}: for which purpose?"
        assert written_later or "subjects" in said, f"{path}: whom was it of?"
        assert '"fields"' in function, f"{path}: which fields?"


class JournalIsDown:
    """Every line for the journal fails, as where its table is read-only or its disk is full."""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "journal_entry"'):
            raise OperationalError("the journal cannot be written")
        return execute(sql, params, many, context)


@pytest.fixture
def scene(db: None, tmp_path: Path) -> Scene:
    return built(tmp_path)


def reads(scene: Scene) -> list[Entry]:
    return list(reads_of(fang(scene)).exclude(role="worker"))


@pytest.mark.django_db
def test_2d2_a_person_read_by_twelve_paths_and_more_finds_that_many_lines_each_told_whole(scene: Scene) -> None:
    assert len(WAYS) >= 12
    before = len(reads(scene))
    for name, way in WAYS.items():
        known = {entry.seq for entry in reads(scene)}
        done, _told = way.go(scene)
        made = [entry for entry in reads(scene) if entry.seq not in known]
        assert (name, done, [entry.act for entry in made]) == (name, True, [way.act])
        (entry,) = made
        assert (entry.actor, entry.door, entry.purpose) == (way.who, way.door, way.purpose), name
        assert entry.detail["fields"], name
    assert len(reads(scene)) == before + len(WAYS)

    own = Client(headers={"accept-language": "zh-CN"})
    assert own.login(username="fang", password=PASSWORD)
    page = own.get("/me/looks").content.decode()
    lines = re.findall(r'<li class="weui-cell ph-look">(.*?)</li>', page, re.S)
    assert len(lines) == before + len(WAYS)
    for (name, way), line in zip(reversed(WAYS.items()), lines, strict=False):
        told = words_of(line)
        assert {"operator": "平台自动处理"}.get(way.who, way.who) in told, name
        assert purpose_title(way.purpose) in told, name
        assert "2021-10-29" in told, name
        with translation.override("zh-hans"):
            assert act_word(way.act) in told and door_word(way.door) in told, name
        assert "看了：" in told, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", WAYS)
def test_2d3_what_cannot_be_written_down_is_not_served_by_any_path(scene: Scene, name: str) -> None:
    with transaction.atomic(), connection.execute_wrapper(JournalIsDown()):
        done, told = WAYS[name].go(scene)
        transaction.set_rollback(True)

    assert not done
    assert [one for one in NAMES if one in told] == []


def words_of(line: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", line).split())
