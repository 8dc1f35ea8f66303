"""A home remembers its demonstration: whole or not at all, and for its owner only."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from anxin.demo.accounts import ACCOUNT_PLANS, draw_passwords, shown_accounts
from anxin.demo.record import FILE_NAME, Record, read_record, write_record
from anxin.kernel.errors import AnxinError


def test_a_home_without_a_demonstration_has_no_record(tmp_path: Path) -> None:
    assert read_record(tmp_path) is None


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    record = Record(size="small", seed=5, files_written=True, passwords=draw_passwords())
    write_record(tmp_path, record)
    assert read_record(tmp_path) == record


def test_the_record_is_readable_by_its_owner_only_and_leaves_no_draft(tmp_path: Path) -> None:
    write_record(tmp_path, Record(size="full"))
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["{", '{"size": "huge"}', '{"size": "full", "colour": "green"}', "[]"])
def test_a_damaged_record_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(AnxinError) as fault:
        read_record(tmp_path)
    assert fault.value.todo == "Remove the file; the next run writes it anew, with new passwords."


def test_there_is_an_account_for_every_role_that_signs_in() -> None:
    roles = [plan.role for plan in ACCOUNT_PLANS]
    assert sorted(roles) == [
        "agency_clerk", "agency_clerk", "agency_clerk", "agency_clerk", "agency_clerk", "auditor", "city",
        "clerk", "clerk", "clerk", "clerk", "county", "gate", "province", "worker", "worker",
    ]  # fmt: skip


def test_passwords_differ_by_home_and_by_account() -> None:
    first, second = draw_passwords(), draw_passwords()
    assert len({*first.values(), *second.values()}) == 2 * len(ACCOUNT_PLANS)
    assert [account.username for account in shown_accounts(first)] == [plan.username for plan in ACCOUNT_PLANS]
