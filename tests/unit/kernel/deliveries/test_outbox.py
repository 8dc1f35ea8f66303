"""A message is sent until it arrives, never lost, and everybody can see how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from anxin.kernel.deliveries.actions import (
    LEASE,
    MOST_TRIES,
    Came,
    Parcel,
    Transport,
    due,
    note_status,
    post,
    retry,
    try_due,
    wait_after,
)
from anxin.kernel.deliveries.models import Attempt, Delivery
from anxin.kernel.deliveries.queries import figures, hops_about
from anxin.kernel.deliveries.targets import Target, TargetsInvalid, target_of_desk, targets
from anxin.kernel.errors import Conflict, NotFound
from tests.cast import NOON, OPERATOR

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
FILE = """
targets:
  city:
    kind: webhook
    url: http://127.0.0.1:9/hook
    desks: [hazards/fire/330302]
"""


@pytest.fixture(autouse=True)
def named(settings: Settings, tmp_path: Path) -> Path:
    settings.TARGETS_FILE = str(tmp_path / "targets.yaml")
    (tmp_path / "targets.yaml").write_text(FILE)
    return tmp_path / "targets.yaml"


class Line:
    """A line to the other side that answers as it is told, and what went over it."""

    def __init__(self, *answers: Came) -> None:
        self.answers: Iterator[Came] = iter(answers)
        self.sent: list[Parcel] = []

    def of(self, _target: Target) -> Transport:
        return self.carry

    def carry(self, _target: Target, parcel: Parcel) -> Came:
        self.sent.append(parcel)
        return next(self.answers, Came(status=200, external_id="R-1"))


def waiting() -> Delivery:
    return post(by=OPERATOR, at=NOON, target="city", kind="case.assigned", about="abc", payload={"what": "通道堵塞"})


def tried(line: Line, at: timedelta = timedelta(0)) -> int:
    return try_due(by=OPERATOR, at=NOON + at, jitter=lambda: 1.0, transports=line.of)


def test_a_message_arrives_with_its_id_and_payload() -> None:
    made, line = waiting(), Line()
    assert tried(line) == 1
    assert line.sent == [Parcel(made.public_id, "case.assigned", {"what": "通道堵塞"})]
    [hop] = hops_about("abc")
    assert (hop.state, hop.attempts, hop.external_id, hop.last_error) == ("reached", 1, "R-1", "")
    assert tried(line, LEASE) == 0


def test_the_payload_lies_sealed() -> None:
    assert "通道" not in waiting().payload_sealed


def test_a_failed_try_waits_longer_each_time_under_the_same_id() -> None:
    waiting()
    line = Line(Came(status=500, error="the system answered 500"), Came(error="no answer in time"))
    assert tried(line) == 0
    assert tried(line, 29 * SECOND) == 0
    assert tried(line, 30 * SECOND) == 0
    assert tried(line, 90 * SECOND) == 1
    assert len({parcel.delivery_id for parcel in line.sent}) == 1
    assert list(Attempt.objects.values_list("number", "status", "error")) == [
        (1, 500, "the system answered 500"), (2, None, "no answer in time"), (3, 200, ""),
    ]  # fmt: skip


def test_waiting_doubles_up_to_six_hours_half_of_it_by_chance() -> None:
    assert [wait_after(tries, 1.0) // SECOND for tries in (1, 2, 3, 20)] == [30, 60, 120, 21_600]
    assert wait_after(1, 0.0) == wait_after(1, 1.0) / 2


def test_after_the_last_try_it_is_given_up_and_a_person_may_let_it_go_on() -> None:
    made, line = waiting(), Line(*[Came(error="no answer in time")] * MOST_TRIES)
    for _ in range(MOST_TRIES):
        held = Delivery.objects.get()
        try_due(by=OPERATOR, at=held.next_try_at, jitter=lambda: 0.0, transports=line.of)
    assert [(one.target, one.waiting, one.given_up) for one in figures()] == [("city", 0, 1)]
    retry(by=OPERATOR, at=NOON + timedelta(days=2), public_id=made.public_id)
    assert tried(line, timedelta(days=2)) == 1
    with pytest.raises(Conflict):
        retry(by=OPERATOR, at=NOON + timedelta(days=2), public_id=made.public_id)


def test_a_final_refusal_is_not_tried_again() -> None:
    waiting()
    assert tried(Line(Came(status=410, error="the system answered 410", final=True))) == 0
    assert due(NOON + timedelta(days=9)) == []


def test_a_transport_that_breaks_is_a_failed_try() -> None:
    waiting()

    def broken(_target: Target, _parcel: Parcel) -> Came:
        raise ZeroDivisionError

    try_due(by=OPERATOR, at=NOON, jitter=lambda: 1.0, transports=lambda _target: broken)
    assert hops_about("abc")[0].last_error == "ZeroDivisionError"


def test_what_was_taken_in_hand_by_a_killed_worker_is_sent_when_its_lease_is_over() -> None:
    made = waiting()
    Delivery.objects.update(leased_until=NOON + LEASE)
    line = Line()
    assert tried(line, LEASE - SECOND) == 0
    assert tried(line, LEASE) == 1
    assert line.sent[0].delivery_id == made.public_id


def test_an_act_that_is_undone_leaves_no_message() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        waiting()
        raise ZeroDivisionError
    assert Delivery.objects.count() == 0


def test_the_other_sides_word_is_kept_and_an_unknown_number_refused() -> None:
    waiting()
    tried(Line())
    note_status(by=OPERATOR, at=NOON, target="city", external_id="R-1", status="closed")
    assert hops_about("abc")[0].external_status == "closed"
    with pytest.raises(NotFound):
        note_status(by=OPERATOR, at=NOON, target="city", external_id="R-2", status="closed")


def test_a_desk_may_be_another_platforms() -> None:
    assert target_of_desk("hazards", "fire", "330302") == targets()["city"]
    assert target_of_desk("hazards", "fire", "330381") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("targets: {city: {kind: pigeon, url: 'https://a.cn'}}", "kind is one of open311, webhook"),
        ("targets: {city: {kind: webhook, url: 'http://a.cn'}}", "https://"),
        ("targets: {city: {kind: webhook, url: 'https://u:p@a.cn'}}", "nothing else"),
        ("targets: {city: {kind: webhook, url: 'https://a.cn', colour: red}}", "unknown key colour"),
        ("targets: {city: {kind: webhook, url: 'https://a.cn', secret_env: NOT_THERE_7}}", "NOT_THERE_7 is empty"),
        ("targets: {City: {kind: webhook, url: 'https://a.cn'}}", "small letters"),
        ("target: {}", "“targets” is missing"),
        ("targets: [", "cannot be read"),
    ],
)
def test_a_broken_file_of_targets_says_where(named: Path, text: str, said: str) -> None:
    named.write_text(text)
    from django.utils.translation import override

    with override("en"), pytest.raises(TargetsInvalid, match=said.replace("(", r"\(")):
        targets()
