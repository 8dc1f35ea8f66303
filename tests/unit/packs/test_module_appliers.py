"""What a module does with a pack is done in the transaction that applies it, and is said in the plan."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from anxin.kernel.cases.models import MatterVersion
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.packs import Pack, PackError, PackInvalid, load_pack
from anxin.packs.actions import apply
from anxin.packs.applying import APPLIERS, PLANNERS
from anxin.packs.forms import Text
from anxin.packs.queries import plan
from anxin.packs.table_names import NAMED_BY
from tests.cast import NOON, OPERATOR
from tests.unit.packs.test_cases import VOICES, found

pytestmark = pytest.mark.django_db
SAID = Text(zh="新增待遇表。", en="Added scheme.")


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VOICES, tmp_path / "packs" / "voices"))


@pytest.fixture(autouse=True)
def modules() -> Iterator[None]:
    before = (APPLIERS[:], PLANNERS[:])
    yield
    APPLIERS[:], PLANNERS[:] = before


def keep(pack: Pack, /, *, by: Actor, at: datetime) -> None:
    journal.write(by=by, at=at, act="scheme.keep", detail={"service": pack.slug})


def refuse(pack: Pack, /, *, by: Actor, at: datetime) -> None:
    raise PackInvalid(pack.slug, [PackError("schemes.yaml", 3, "this scheme is in use")])


def test_a_module_writes_in_the_same_transaction(voices: Path) -> None:
    APPLIERS.append(keep)
    apply(load_pack(voices), by=OPERATOR, at=NOON)

    assert (MatterVersion.objects.count(), Entry.objects.filter(act="scheme.keep").count()) == (1, 1)


def test_a_module_that_refuses_leaves_nothing_applied(voices: Path) -> None:
    APPLIERS.extend([keep, refuse])
    with pytest.raises(PackInvalid, match="this scheme is in use"):
        apply(load_pack(voices), by=OPERATOR, at=NOON)

    assert (MatterVersion.objects.count(), Entry.objects.filter(act="scheme.keep").count()) == (0, 0)


def test_the_plan_says_what_a_module_would_do_and_what_it_forbids(voices: Path) -> None:
    apply(load_pack(voices), by=OPERATOR, at=NOON)
    assert not plan(load_pack(voices)).changes

    fault = PackError("schemes.yaml", 3, "this scheme is in use")
    PLANNERS.append(lambda pack: [SAID, fault])
    planned = plan(load_pack(voices))

    assert ([step.sentence for step in planned.steps], planned.errors) == ([SAID], (fault,))
    assert planned.changes
    with pytest.raises(PackInvalid, match="this scheme is in use"):
        apply(load_pack(voices), by=OPERATOR, at=NOON)


def test_a_table_that_no_file_names_is_an_error(voices: Path) -> None:
    shutil.copy(voices / "tables" / "grade-2021-01-01.dmn", voices / "tables" / "benefit-2021-01-01.dmn")

    assert [(one.file, one.what, one.read) for one in found(voices) if one.severity == "error"] == [
        (
            "tables/benefit-2021-01-01.dmn",
            f"no file of the pack names this table ({', '.join(NAMED_BY)} may), so it decides nothing",
            "benefit",
        )
    ]
