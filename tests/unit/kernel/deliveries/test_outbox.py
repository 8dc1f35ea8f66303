"""A message is sent until it arrives, never lost, and everybody can see how it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.translation import override
from pytest_django import Settings

from anxin.kernel.deliveries.actions import (
    CONTEXT,
    forget,
    note_asked,
    note_number,
    note_status,
    post,
    retry,
    retry_all,
)
from anxin.kernel.deliveries.models import Attempt, Delivery
from anxin.kernel.deliveries.parcels import MOST_TRIES, Came, Parcel, Transport, wait_after
from anxin.kernel.deliveries.queries import ASK_AGAIN, figures, hops_about, to_ask_after
from anxin.kernel.deliveries.targets import Target, TargetsInvalid, target_of_desk, targets
from anxin.kernel.deliveries.trying import CUT_SHORT, LEASE, NO_SUCH_TARGET, due, try_due
from anxin.kernel.errors import Conflict, NotFound
from anxin.kernel.parties.sealing import unseal
from tests.cast import NOON, OPERATOR

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
FILE = """
targets:
  city:
    kind: webhook
    url: http://127.0.0.1:9/hook
    unsigned: true
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
    return try_due(by=OPERATOR, at=NOON + at, jitter=lambda: 1.0, transports=line.of, passed=at_once)


def at_once() -> timedelta:
    """A round that takes no time."""
    return timedelta(0)


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
    assert list(Attempt.objects.order_by("number").values_list("number", "status", "error")) == [
        (1, 500, "the system answered 500"), (2, None, "no answer in time"), (3, 200, ""),
    ]  # fmt: skip


def test_waiting_doubles_up_to_six_hours_half_of_it_by_chance() -> None:
    assert [wait_after(tries, 1.0) // SECOND for tries in (1, 2, 3, 20)] == [30, 60, 120, 21_600]
    assert wait_after(1, 0.0) == wait_after(1, 1.0) / 2


def test_after_the_last_try_it_is_given_up_and_a_person_may_let_it_go_on() -> None:
    made, line = waiting(), Line(*[Came(error="no answer in time")] * MOST_TRIES)
    for _ in range(MOST_TRIES):
        held = Delivery.objects.get()
        try_due(by=OPERATOR, at=held.next_try_at, jitter=lambda: 0.0, transports=line.of, passed=at_once)
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

    try_due(by=OPERATOR, at=NOON, jitter=lambda: 1.0, transports=lambda _target: broken, passed=at_once)
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


def test_a_message_for_a_target_that_the_file_does_not_name_waits_and_is_seen(named: Path) -> None:
    waiting()
    named.unlink()
    line = Line()
    assert tried(line) == 0
    [hop], [one] = hops_about("abc"), figures()
    assert (hop.state, hop.attempts, hop.last_error) == ("waiting", 0, NO_SUCH_TARGET)
    assert (one.waiting, one.failing, one.given_up) == (1, 1, 0)
    named.write_text(FILE)
    assert tried(line) == 1


def test_a_secret_that_is_not_set_keeps_back_that_target_only(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secured = "  town:\n    kind: webhook\n    url: https://a.cn\n    secret_env: TOWN_7\n    desks: [hazards/town]\n"
    named.write_text(FILE + secured)
    waiting()
    post(by=OPERATOR, at=NOON, target="town", kind="case.assigned", about="def", payload={})
    line = Line()
    assert tried(line) == 1
    assert hops_about("def")[0].last_error == "the environment variable TOWN_7 is empty"
    assert target_of_desk("hazards", "town", "330302") == targets()["town"]
    monkeypatch.setenv("TOWN_7", "whsec_AAAA")
    assert tried(line) == 1


def test_a_row_that_cannot_be_read_keeps_nothing_else_back() -> None:
    waiting()
    Delivery.objects.update(payload_sealed="nonsense")
    post(by=OPERATOR, at=NOON, target="city", kind="case.assigned", about="def", payload={})
    assert tried(Line()) == 1
    assert hops_about("def")[0].state == "reached"


def test_a_transport_that_cannot_be_found_keeps_nothing_back() -> None:
    waiting()

    def missing(_target: Target) -> Transport:
        raise ImportError

    try_due(by=OPERATOR, at=NOON, jitter=lambda: 1.0, transports=missing, passed=at_once)
    assert hops_about("abc")[0].last_error == "ImportError"


def test_a_number_that_no_database_keeps_is_none() -> None:
    waiting()
    assert tried(Line(Came(status=200, external_id="R\x00\ud800"))) == 1
    assert hops_about("abc")[0].external_id == ""


def test_each_message_is_taken_in_hand_when_its_turn_comes() -> None:
    """Sends of 70 seconds: a second worker that looks in the midst of the second must not have it, too."""
    waiting()
    post(by=OPERATOR, at=NOON, target="city", kind="case.assigned", about="def", payload={})
    gone, ours, theirs = [timedelta(0)], Line(), Line()

    def slow(target: Target, parcel: Parcel) -> Came:
        gone[0] += 70 * SECOND
        if len(ours.sent) == 1:
            assert tried(theirs, gone[0]) == 0
        return ours.carry(target, parcel)

    try_due(by=OPERATOR, at=NOON, jitter=lambda: 1.0, transports=lambda _t: slow, passed=lambda: gone[0])
    assert (len(ours.sent), theirs.sent) == (2, [])


def test_whoever_lost_the_lease_changes_nothing_but_their_own_attempt() -> None:
    waiting()
    gone, theirs = [timedelta(0)], Line(Came(error="no answer in time"))

    def late(_target: Target, _parcel: Parcel) -> Came:
        gone[0] = LEASE
        tried(theirs, LEASE)
        return Came(error="too late", final=True)

    try_due(by=OPERATOR, at=NOON, jitter=lambda: 1.0, transports=lambda _t: late, passed=lambda: gone[0])
    assert (hops_about("abc")[0].state, hops_about("abc")[0].last_error) == ("waiting", "no answer in time")
    assert list(Attempt.objects.order_by("number").values_list("number", "error")) == [
        (1, "too late"),
        (2, "no answer in time"),
    ]


def test_a_message_that_arrived_counts_though_the_lease_was_over() -> None:
    waiting()
    gone, theirs = [timedelta(0)], Line(Came(error="no answer in time"))

    def late(_target: Target, _parcel: Parcel) -> Came:
        gone[0] = LEASE
        tried(theirs, LEASE)
        return Came(status=200, external_id="R-9")

    assert try_due(by=OPERATOR, at=NOON, jitter=lambda: 1.0, transports=lambda _t: late, passed=lambda: gone[0]) == 1
    assert hops_about("abc")[0].external_id == "R-9"


def test_a_message_that_kills_its_worker_is_not_tried_for_ever() -> None:
    waiting()

    def killed(_target: Target, _parcel: Parcel) -> Came:
        raise KeyboardInterrupt

    for turn in range(MOST_TRIES):
        at = NOON + turn * LEASE
        with pytest.raises(KeyboardInterrupt):
            try_due(by=OPERATOR, at=at, jitter=lambda: 1.0, transports=lambda _target: killed, passed=at_once)
    assert (hops_about("abc")[0].attempts, hops_about("abc")[0].last_error) == (MOST_TRIES, CUT_SHORT)
    assert tried(Line(), MOST_TRIES * LEASE) == 0
    assert hops_about("abc")[0].state == "given-up"


def test_a_wrong_key_gives_nothing_up() -> None:
    waiting()
    at = NOON
    for _ in range(2 * MOST_TRIES):
        line = Line(Came(status=401, error="the system answered 401", held=True))
        try_due(by=OPERATOR, at=at, jitter=lambda: 1.0, transports=line.of, passed=at_once)
        at = Delivery.objects.get().next_try_at
    assert hops_about("abc")[0].state == "waiting"


def test_tries_last_longer_than_a_weekend() -> None:
    assert sum((wait_after(one, 0.0) for one in range(1, MOST_TRIES)), timedelta(0)) > timedelta(hours=60)


def test_what_was_given_up_for_a_target_goes_again_all_at_once() -> None:
    waiting()
    post(by=OPERATOR, at=NOON, target="city", kind="case.assigned", about="def", payload={})
    tried(Line(*[Came(error="gone", final=True)] * 2))
    assert retry_all(by=OPERATOR, at=NOON, target="city") == 2
    assert tried(Line()) == 2


def test_nothing_overtakes_what_tells_of_the_same_thing() -> None:
    waiting()
    post(by=OPERATOR, at=NOON, target="city", kind="case.answered", about="abc", payload={})
    line = Line(Came(error="no answer in time"))
    assert (tried(line), [one.kind for one in line.sent]) == (0, ["case.assigned"])
    assert tried(line, 30 * SECOND) == 1
    assert tried(line, 30 * SECOND) == 1
    assert [(one.kind, one.under) for one in line.sent[1:]] == [("case.assigned", ""), ("case.answered", "R-1")]


def test_whoever_was_asked_after_longest_ago_is_next() -> None:
    for about in ("a", "b", "c"):
        post(by=OPERATOR, at=NOON, target="city", kind="case.assigned", about=about, payload={})
    line = Line(*[Came(status=200, external_id=f"R-{one}") for one in range(3)])
    tried(line)
    asked = to_ask_after(NOON, ["city"], 2)
    assert [one.external_id for one in asked] == ["R-0", "R-1"]
    for one in asked:
        note_asked(at=NOON, public_id=one.public_id)
    assert [one.external_id for one in to_ask_after(NOON, ["city"], 2)] == ["R-2"]
    assert [one.external_id for one in to_ask_after(NOON + ASK_AGAIN, ["city"], 2)] == ["R-2", "R-0"]


def test_a_number_for_a_token_and_forgetting_what_was_told() -> None:
    made = waiting()
    tried(Line(Came(status=200, external_id="token:5")))
    note_number(by=OPERATOR, at=NOON, public_id=made.public_id, external_id="88")
    forget(about="abc")
    held = Delivery.objects.get()
    assert (held.external_id, held.state, unseal(held.payload_sealed, context=CONTEXT)) == ("88", "reached", "{}")


def test_while_the_file_is_broken_a_message_finds_its_target_later_or_goes(named: Path) -> None:
    named.write_text("targets: [")
    unread = target_of_desk("hazards", "fire", "330302")
    assert unread is not None
    for desk in ("hazards/fire/330302", "hazards/other/330302"):
        post(by=OPERATOR, at=NOON, target=unread.slug, kind="case.assigned", about=desk, payload={"desk": desk})
    with pytest.raises(TargetsInvalid):
        tried(Line())
    assert [(one.target, one.waiting) for one in figures()] == [("?", 2)]
    named.write_text(FILE)
    assert tried(Line()) == 1
    assert list(Delivery.objects.values_list("target", "about", "state")) == [
        ("city", "hazards/fire/330302", "reached")
    ]


HOOK = "kind: webhook, unsigned: true"
TWICE = ", ".join(f"{slug}: {{{HOOK}, url: 'https://a.cn', desks: [p/d]}}" for slug in "ab")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("targets: {city: {kind: pigeon, url: 'https://a.cn'}}", ":1: city: kind is one of open311, webhook"),
        (f"targets: {{city: {{{HOOK}, url: 'http://a.cn'}}}}", "https://"),
        (f"targets: {{city: {{{HOOK}, url: 'https://u:p@a.cn'}}}}", "nothing else"),
        (f"targets: {{city: {{{HOOK}, url: 'https://a.cn', colour: red}}}}", "unknown key colour"),
        ("targets: {City: {kind: webhook, url: 'https://a.cn'}}", "small letters"),
        ("target: {}", "“targets” is missing"),
        ("targets: [", "cannot be read"),
        (f"targets:\n  city: {{{HOOK},\n    url: 'https://[bad'}}", ":3: city: the url is no address"),
        (f"targets: {{city: {{{HOOK}, url: 'https://a.cn:abc'}}}}", "the url is no address"),
        (f"targets:\n  city: {{{HOOK}, url: 'https://a.cn',\n    services: [a]}}", ":3: city: services are codes"),
        (f"targets: {{city: {{{HOOK}, url: 'https://a.cn', desks: text}}}}", "desks is a list"),
        (f"targets: {{city: {{{HOOK}, url: 'https://a.cn', private: 'no'}}}}", "private is true or false"),
        (f"targets: {{city: {{{HOOK}, url: 'https://a.cn', private: no}}}}", "private is true or false"),
        ("targets: {city: {kind: webhook, url: 'https://a.cn'}}", "a webhook has a secret_env, or says unsigned"),
        (f"targets: {{{TWICE}}}", "two targets"),
    ],
)
def test_a_broken_file_of_targets_says_where(named: Path, text: str, said: str) -> None:
    named.write_text(text)
    with override("en"), pytest.raises(TargetsInvalid, match=re.escape(said)):
        targets()
