"""`anxin unions export` and `import`, typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxin.modules.unions.models import Declared
from tests.built_once import empty_again
from tests.cast import NOON
from tests.promises.doors import typed
from tests.unit.modules.unions.stage import FIRST, PACK, Tree, join, person, tree

pytestmark = pytest.mark.django_db


def declared() -> None:
    Declared.objects.create(pack=PACK, body='{"pack": "unions_tried", "standing": null, "pools": []}', kept_at=NOON)


def peopled() -> Tree:
    declared()
    held = tree()
    join(person(10), held.riders, FIRST)
    return held


def test_what_is_exported_is_read_by_its_owner_alone_and_taken_in_elsewhere(tmp_path: Path) -> None:
    file, union = tmp_path / "county.jsonl", peopled().county.party.public_id
    told = typed("unions", "export", union, str(file))
    assert told.done
    assert (file.stat().st_mode & 0o777, len(file.read_text("utf-8").splitlines())) == (0o600, 1 + 4 + 3 + 1)
    assert not typed("unions", "export", union, str(file)).done, "it is there already"
    empty_again()
    assert not typed("unions", "import", str(file)).done, "a service that is not in use here"
    declared()
    assert typed("unions", "import", str(file)).told == told.told


def test_a_file_that_cannot_be_written_or_read_leaves_nothing_behind(tmp_path: Path) -> None:
    peopled()
    assert not typed("unions", "export", "nosuchunion", str(tmp_path / "none.jsonl")).done
    (tmp_path / "broken.jsonl").write_bytes(b"\xff\xfe")
    assert not typed("unions", "import", str(tmp_path / "broken.jsonl")).done
    assert not typed("unions", "import", str(tmp_path / "absent.jsonl")).done
    assert [path.name for path in tmp_path.iterdir()] == ["broken.jsonl"]
