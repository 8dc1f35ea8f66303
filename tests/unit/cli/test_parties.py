"""`anxin parties` as it is typed."""

from __future__ import annotations

import json

from anxin.kernel.parties.models import Party
from tests.cast import Cast, worker
from tests.unit.cli.conftest import Typed


def test_two_files_are_found_merged_and_parted_again(cast: Cast, typed: Typed) -> None:
    again = worker("王晓芳", serial=105, phone="13800000001")
    pair = {"first": cast.fang.public_id, "second": again.public_id, "why": "phone"}
    assert json.loads(typed("parties", "duplicates", "--json").stdout) == {"pairs": [pair]}
    done = typed("parties", "merge", cast.fang.public_id, again.public_id, "--why", "同一人", "--json")
    merge = json.loads(done.stdout)["merge"]
    assert list(Party.objects.exclude(merged_into=None)) == [again]
    assert json.loads(typed("parties", "duplicates", "--json").stdout) == {"pairs": []}
    [listed] = json.loads(typed("parties", "merges", "--json").stdout)["merges"]
    assert (listed["merge"], listed["kept"], listed["merged"]) == (merge, cast.fang.public_id, again.public_id)
    assert (listed["why"], listed["undone_at"]) == ("同一人", None)
    assert typed("parties", "split", merge, "--why", "两人").stdout.strip() == merge
    [listed] = json.loads(typed("parties", "merges", "--json").stdout)["merges"]
    assert listed["undone_why"] == "两人"
    assert typed("parties", "merges").stdout.startswith(f"{merge}  {cast.fang.public_id}  {again.public_id}  ")
    assert not Party.objects.exclude(merged_into=None).exists()


def test_a_merge_that_cannot_be_says_why_and_what_to_do(cast: Cast, typed: Typed) -> None:
    done = typed("parties", "merge", cast.fang.public_id, cast.hua.public_id, "--why", "同一人")
    assert done.exit_code == 1
    assert "end one" in done.output.lower() or "终止" in done.output
