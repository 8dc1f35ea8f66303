"""Killed in the middle of an act, at any of its writes: all of it happened or nothing did."""

from __future__ import annotations

import pytest
from django.db import connection

from anxin.kernel.ledger.verifying import verify
from anxin.modules.allotments import places, queries
from anxin.modules.allotments.models import Application, Happening
from tests.unit.modules.allotments.stage import AT, applied, classes, own

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """The process is gone: nothing catches this."""


def test_an_act_that_is_cut_short_at_any_write_leaves_the_seats_as_they_were() -> None:
    offer = classes(1)
    first, _second = applied(offer, 1), applied(offer, 2)
    places.accept(own=own(first), at=AT)
    before = queries.figures(offer, AT)["a"], Happening.objects.count()
    writes = 0
    while True:
        left = writes

        def cut(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # -- as Django's wrapper is
            nonlocal left
            if sql.startswith(("INSERT", "UPDATE")):
                if left == 0:
                    raise Killed
                left -= 1
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(cut):
                places.cancel(own=own(first), at=AT)
        except Killed:
            writes += 1
            assert (queries.figures(offer, AT)["a"], Happening.objects.count()) == before
            assert list(verify(offer.book)) == []  # type: ignore[arg-type]  # -- a stocked offer has its book
            continue
        break
    assert writes > 10
    figures = queries.figures(offer, AT)["a"]
    assert (figures.offered, figures.taken, figures.whole) == (1, 0, True)
    assert sorted(Application.objects.values_list("standing", flat=True)) == ["cancelled", "offered"]
