"""The index keeps firms whole, shows a commit at the next question, and forgets what was not committed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.firms.finding import by_identifier, find
from anxin.firms.index import Index
from anxin.firms.records import FORMER, KINDS, Firm, Said, packed, unpacked


def firm(number: int, name: str, country: str = "DE", **more: str) -> Firm:
    return Firm(f"x:{number}", country, (Said(name),), more.get("city", ""), {"register": f"HRB{number}"}, {}, 1)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    held = Index(tmp_path / "firms")
    with held.writing() as writing:
        writing.put([firm(1, "Nordwall Handels GmbH"), firm(2, "Ostwall Handels GmbH"), firm(3, "Nordwall Ltd", "GB")])
    return held


said = st.builds(
    Said, st.text(min_size=1, max_size=30), st.sampled_from(KINDS), st.text(max_size=5), st.text(max_size=10)
)


words = st.dictionaries(st.text(max_size=5), st.text(max_size=9))
names = st.lists(said, min_size=1, max_size=4).map(tuple)


@given(
    st.builds(
        Firm, st.text(max_size=10), st.just("DE"), names, st.text(max_size=9), words, words, st.integers(0, 10**9)
    )
)
def test_a_record_comes_back_as_it_went_in(held: Firm) -> None:
    assert unpacked(packed(held)) == held


def test_a_firm_is_found_by_name_and_number(index: Index) -> None:
    assert find(index, "nordwal handels", "DE")[0].firm.id == "x:1"
    assert [one.firm.id for one in find(index, "Nordwall", "GB")] == ["x:3"]
    assert [one.id for one in by_identifier(index, "HRB 2")] == ["x:2"]


def test_the_same_id_takes_the_place_of_the_old(index: Index) -> None:
    with index.writing() as writing:
        writing.put(
            [Firm("x:1", "DE", (Said("Sonnenwall GmbH"), Said("Nordwall Handels GmbH", FORMER)), "", {}, {}, 2)]
        )
    assert len(index) == 3
    assert find(index, "Sonnenwall", "DE")[0].firm.name == "Sonnenwall GmbH"
    assert find(index, "Nordwall Handels", "DE")[0].by.kind == FORMER
    assert [one.id for one in index.of_edition(2, 10)] == ["x:1"]


def test_a_firm_taken_out_is_gone(index: Index) -> None:
    with index.writing() as writing:
        writing.remove(["x:1"])
    assert (len(index), index.by_id("x:1")) == (2, [])


def test_nothing_is_kept_of_a_write_that_fails(index: Index) -> None:
    with pytest.raises(ZeroDivisionError), index.writing() as writing:
        writing.put([firm(9, "Halbfertig GmbH")])
        raise ZeroDivisionError
    assert (len(index), find(index, "Halbfertig", "DE")) == (3, [])


def test_another_opening_sees_a_commit_at_its_next_question(index: Index) -> None:
    other = Index(index.folder)
    assert len(other) == 3
    with index.writing() as writing:
        writing.put([firm(4, "Westwall GmbH")])
    assert find(other, "Westwall", "DE")[0].firm.id == "x:4"


def test_helpers_read_names_in_their_order(tmp_path: Path) -> None:
    held = Index(tmp_path)
    firms = [packed(firm(number, f"Beispiel {number} GmbH")) for number in range(2_500)]
    with ThreadPoolExecutor(2) as helpers, held.writing() as writing:
        assert writing.put_with(helpers, firms, new=True) == 2_500
    assert len(held) == 2_500
    assert find(held, "Beispiel 1234", "DE")[0].firm.id == "x:1234"


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("not an index", "utf-8")
    with pytest.raises(FileExistsError):
        Index(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


KILLED = """
import sys, os
from pathlib import Path
from anxin.firms.index import Index
from anxin.firms.records import Firm, Said
index = Index(Path(sys.argv[1]))
writing = index.writing()
for number in range(100, 40_000):
    writing.put([Firm(f"x:{number}", "DE", (Said(f"Unfertig {number} GmbH"),))])
    if number == 30_000:
        print("now", flush=True)
"""


def test_a_process_killed_while_it_writes_leaves_the_index_whole(index: Index) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(index.folder)], stdout=subprocess.PIPE, env=os.environ, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "now\n"
        os.kill(child.pid, signal.SIGKILL)
    again = Index(index.folder)
    assert len(again) == 3
    with again.writing() as writing:
        writing.put([firm(5, "Danach GmbH")])
    assert find(again, "Danach", "DE")[0].firm.id == "x:5"
