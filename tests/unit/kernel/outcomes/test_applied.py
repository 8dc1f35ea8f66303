"""Applied rule sets are kept in the process, and one that is applied meanwhile is seen at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from anxin import packs
from anxin.kernel.outcomes.actions import RuleSetFile, apply_rule_sets
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.models import RuleSet
from anxin.packs.queries import as_rule_set_file
from tests.cast import DAY, NOON, OPERATOR, PACK

pytestmark = pytest.mark.django_db
WENZHOU = "330300"


def files() -> dict[str, RuleSetFile]:
    pack = packs.current(PACK)
    return {file.stem: as_rule_set_file(pack, file) for file in pack.rule_files}


def in_force_in_wenzhou() -> str | None:
    ruling = applied(PACK).ruling(WENZHOU, DAY)
    return ruling.rule_set.slug if ruling else None


def test_asking_again_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    apply_rule_sets(by=OPERATOR, at=NOON, files=list(files().values()))
    kept = applied(PACK)
    kept.row(kept.rule_sets[0], 1)
    with django_assert_num_queries(1):
        assert applied(PACK) is kept
        assert kept.row(kept.rule_sets[0], 1).number == 1


def test_a_rule_set_applied_later_takes_over_at_once() -> None:
    held = files()
    apply_rule_sets(by=OPERATOR, at=NOON, files=[held["zhejiang-2020-07-05"]])
    before = in_force_in_wenzhou()
    apply_rule_sets(by=OPERATOR, at=NOON, files=[held["wenzhou-2021-01-01"]])
    assert (before, in_force_in_wenzhou()) == ("zhejiang-2020-07-05", "wenzhou-2021-01-01")


def test_a_rule_set_that_another_process_applied_is_seen() -> None:
    apply_rule_sets(by=OPERATOR, at=NOON, files=[files()["zhejiang-2020-07-05"]])
    before = in_force_in_wenzhou()
    other = RuleSet.objects.get()
    other.pk, other.slug, other.effective_from = None, "zhejiang-2021-02-01", date(2021, 2, 1)
    other.save()
    assert (before, in_force_in_wenzhou()) == ("zhejiang-2020-07-05", "zhejiang-2021-02-01")


def test_a_rule_set_whose_application_was_undone_decides_nothing() -> None:
    held = files()
    apply_rule_sets(by=OPERATOR, at=NOON, files=[held["zhejiang-2020-07-05"]])
    with transaction.atomic():
        apply_rule_sets(by=OPERATOR, at=NOON, files=[held["wenzhou-2021-01-01"]])
        within = in_force_in_wenzhou()
        transaction.set_rollback(True)
    assert (within, in_force_in_wenzhou()) == ("wenzhou-2021-01-01", "zhejiang-2020-07-05")
