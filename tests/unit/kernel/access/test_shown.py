"""What a service shows to a role is data of its pack: the gate keeps to it, and never goes beyond its own limits."""

from __future__ import annotations

import pytest

from anxin.kernel.access import shown
from anxin.kernel.access.actions import apply_shown, open_party, open_shown
from anxin.kernel.access.rules import FIELDS, Purpose
from anxin.kernel.access.shown import ShownTo, limit_of, shown_by
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from tests.cast import NOON, OPERATOR, PACK, Cast

CLERK = ShownTo(Role.AGENCY_CLERK, ("masked_name", "outcome"), "授权书")
HOUSEHOLD = ShownTo(Role.HOUSEHOLD, ("masked_name", "agency", "outcome"), "通知", "Notice")


@pytest.fixture(autouse=True)
def afresh(kernel_limits: None) -> None:
    shown.forget()


def test_without_a_word_of_any_service_the_kernels_limits_hold(cast: Cast) -> None:
    assert {role: limit_of(Actor(role, "somebody"), PACK) for role in FIELDS} == FIELDS


def test_the_gate_refuses_what_the_service_does_not_show(cast: Cast) -> None:
    apply_shown(by=OPERATOR, at=NOON, pack=PACK, shown=[CLERK, HOUSEHOLD])
    fang = cast.fang

    opened = open_party(
        by=cast.an,
        at=NOON,
        pack=PACK,
        public_id=fang.public_id,
        purpose=Purpose.EMPLOYMENT,
        fields=("masked_name", "outcome"),
    )
    assert opened.fields == {"masked_name", "outcome"}
    with pytest.raises(Refused) as refused:
        open_party(
            by=cast.an, at=NOON, pack=PACK, public_id=fang.public_id, purpose=Purpose.EMPLOYMENT, fields=("name",)
        )
    assert refused.value.rule == "access.fields"
    with pytest.raises(Refused):
        open_shown(by=cast.household, at=NOON, pack=PACK, party=fang, purpose=Purpose.DOOR_CHECK, fields=("items",))


def test_a_role_that_the_service_does_not_name_is_shown_nothing(cast: Cast) -> None:
    apply_shown(by=OPERATOR, at=NOON, pack=PACK, shown=[CLERK])

    assert limit_of(cast.zhou, PACK) == frozenset()


def test_each_service_shows_what_its_own_pack_says_whatever_others_show(cast: Cast) -> None:
    apply_shown(by=OPERATOR, at=NOON, pack=PACK, shown=[CLERK, HOUSEHOLD])
    apply_shown(by=OPERATOR, at=NOON, pack="pest_control", shown=[ShownTo(Role.AGENCY_CLERK, ("agency",), "通知")])

    assert {
        (pack, role): limit_of(Actor(role, "somebody"), pack)
        for pack in (PACK, "pest_control", "hazards", None)
        for role in (Role.AGENCY_CLERK, Role.HOUSEHOLD)
    } == {
        (PACK, Role.AGENCY_CLERK): {"masked_name", "outcome"},
        (PACK, Role.HOUSEHOLD): {"masked_name", "agency", "outcome"},
        ("pest_control", Role.AGENCY_CLERK): {"agency"},
        ("pest_control", Role.HOUSEHOLD): frozenset(),
        ("hazards", Role.AGENCY_CLERK): frozenset(),
        ("hazards", Role.HOUSEHOLD): frozenset(),
        (None, Role.AGENCY_CLERK): {"masked_name", "agency", "outcome"},
        (None, Role.HOUSEHOLD): {"masked_name", "agency", "outcome"},
    }
    fang = cast.fang
    with pytest.raises(Refused):
        open_shown(
            by=cast.household, at=NOON, pack="pest_control", party=fang, purpose=Purpose.DOOR_CHECK, fields=("outcome",)
        )


def test_no_service_goes_beyond_the_kernels_limits(cast: Cast) -> None:
    with pytest.raises(Refused):
        apply_shown(by=OPERATOR, at=NOON, pack=PACK, shown=[ShownTo(Role.HOUSEHOLD, ("phone",), "通知")])
    with pytest.raises(Refused):
        apply_shown(by=cast.zhou, at=NOON, pack=PACK, shown=[CLERK])
    assert shown_by(PACK) == []


def test_what_is_shown_is_replaced_as_a_whole_and_the_journal_keeps_both(cast: Cast) -> None:
    apply_shown(by=OPERATOR, at=NOON, pack=PACK, shown=[CLERK, HOUSEHOLD])
    apply_shown(by=OPERATOR, at=NOON, pack=PACK, shown=[HOUSEHOLD])

    assert [(one.role, set(one.fields), one.basis_en) for one in shown_by(PACK)] == [
        (Role.HOUSEHOLD, set(HOUSEHOLD.fields), "Notice")
    ]
    assert [
        held["shown"]
        for held in Entry.objects.filter(act="shown.apply").order_by("seq").values_list("detail", flat=True)
    ] == [
        {"agency_clerk": ["masked_name", "outcome"], "household": ["agency", "masked_name", "outcome"]},
        {"household": ["agency", "masked_name", "outcome"]},
    ]
