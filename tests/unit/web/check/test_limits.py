"""Limits: misses cost much, hits little; a gate with a key has its own; what was counted comes back evenly."""

from __future__ import annotations

from django.test import override_settings

from anxin.kernel.access.actions import appoint, issue_token
from anxin.kernel.journal.actor import Role
from anxin.web.check.allowance import HIT, MISS, Allowance, network_of
from anxin.web.check.limits import LIMITS
from tests.cast import NOON, OPERATOR
from tests.unit.web.check.scene import Scene, in_django, in_front, in_front_all
from tests.unit.web.phone.stage import PASSWORD


def test_a_minute_brings_so_many_hits_or_a_twentieth_of_misses() -> None:
    held = Allowance(lambda: 600)
    for _n in range(600):
        assert held.wait("gate", now=0.0) == 0
        held.take("gate", HIT, now=0.0)
    for _n in range(30):
        assert held.wait("guesser", now=0.0) == 0
        held.take("guesser", MISS, now=0.0)

    assert (held.wait("gate", now=0.0), held.wait("guesser", now=0.0), held.wait("other", now=0.0)) == (1, 1, 0)
    assert held.wait("gate", now=0.2) == 0


def test_debt_is_no_more_than_a_minutes_worth() -> None:
    held = Allowance(lambda: 60)
    for _n in range(1000):
        held.take("guesser", MISS, now=0.0)

    assert held.wait("guesser", now=0.0) == 62
    assert held.wait("guesser", now=61.0) == 0


def test_no_limit_counts_nothing() -> None:
    held = Allowance(lambda: 0)
    for _n in range(1000):
        held.take("anybody", MISS, now=0.0)

    assert held.wait("anybody", now=0.0) == 0


def test_an_ipv6_household_is_one_asker() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("nonsense:") == "nonsense:"


def test_who_tries_out_numbers_stands_still_and_others_go_on(scene: Scene) -> None:
    unknown, known = {"card": "f" * 16}, {"card": scene.fang.card_id}
    with override_settings(CHECKS_PER_MINUTE=60):
        guesses = [in_front(unknown, address="10.0.0.1", accept_language="en") for _n in range(4)]
        also_here = in_front(known, address="10.0.0.1")
        elsewhere = [in_front(known, address="10.0.0.2") for _n in range(5)]

    assert [guess.status for guess in guesses] == [404, 404, 404, 429]
    assert (guesses[-1].said["code"], int(guesses[-1].headers["retry-after"]) >= 1) == ("too-many", True)
    assert (also_here.status, [answer.status for answer in elsewhere]) == (429, [200] * 5)


def test_django_counts_on_the_same_account(scene: Scene) -> None:
    with override_settings(CHECKS_PER_MINUTE=20):
        first, second = in_front({"card": "f" * 16}), in_django({"card": "f" * 16})

    assert (first.status, second.status) == (404, 429)


def test_a_gates_key_has_an_allowance_of_its_own(scene: Scene) -> None:
    user = appoint(by=OPERATOR, at=NOON, username="lin", password=PASSWORD, role=Role.COUNTY, area="330302")
    key = f"Bearer {issue_token(by=OPERATOR, at=NOON, user=user, label='gate')}"
    with override_settings(CHECKS_PER_MINUTE=1, GATE_CHECKS_PER_MINUTE=100):
        answers = [in_front({"card": scene.fang.card_id}, authorization=key) for _n in range(10)]
        guessed = [in_front({"card": scene.fang.card_id}, authorization=f"Bearer {n}") for n in range(3)]

    assert [answer.status for answer in answers] == [200] * 10
    assert [answer.status for answer in guessed] == [401, 429, 429]


def test_together_is_counted_too(scene: Scene) -> None:
    with override_settings(CHECKS_PER_MINUTE=60):
        in_front_all([{"card": "f" * 16}] * 6)
        after = in_front({"card": scene.fang.card_id})

    assert after.status == 429
    LIMITS.clear()
    assert in_front({"card": scene.fang.card_id}).status == 200
