"""Reads hidden by law are absent from the person's view, and present in the auditor's count (2d fact 10)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client

from anxin.kernel.access.actions import issue_token, open_party
from anxin.kernel.access.hiding import allow_hidden, end_hidden, hidden_readers
from anxin.kernel.access.models import User
from anxin.kernel.access.rules import Purpose
from anxin.kernel.codes.look_questions import ask_about_look
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal import queries, signing
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from tests.cast import DAY, NOON, OPERATOR, PACK
from tests.unit.web.console.desks import at_desk, on_desks
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of

BASIS = "刑事诉讼法第一百三十七条，立案决定书〔2021〕18号"
DAYS = 90


@pytest.fixture
def stage(db: None) -> Stage:
    return on_desks()


def listed(username: str = "zhou") -> None:
    until = DAY + timedelta(days=300)
    allow_hidden(by=OPERATOR, at=NOON, username=username, basis=BASIS, until=until, shown_after=DAYS)


def dossier(stage: Stage, who: str, hidden: str = "?hidden=1") -> int:
    return at_desk(who).get(f"/console/people/{stage.cast.fang.public_id}/{hidden}").status_code


def own_phone(stage: Stage) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    assert client.login(username="fang", password=PASSWORD)
    return client


# What differs from one answer to the next whoever looked: the keys of forms, and the clock.
CHANGING = re.compile(rb'value="[A-Za-z0-9]{64}"|X-CSRFToken[^}]*|nonce="[^"]*"|\d\d:\d\d:\d\d(\.\d+)?')


def own_view(stage: Stage, key: str) -> list[bytes]:
    """All that Fang is told of who looked: her page, a page further, her outcomes, and the API. Undone again, since
    each look of her own is a line, too."""
    fang = stage.cast.fang.public_id
    with transaction.atomic():
        phone, program = own_phone(stage), Client(headers={"authorization": f"Bearer {key}"})
        answers = [
            phone.get("/me/looks"),
            phone.get("/me/looks?before=1000000000"),
            phone.get("/me/outcomes"),
            program.get(f"/api/v1/parties/{fang}/looks"),
            program.get(f"/api/v1/parties/{fang}/usage?limit=1000"),
        ]
        transaction.set_rollback(True)
    assert [one.status_code for one in answers] == [200] * 5
    return [CHANGING.sub(b"", one.content) for one in answers]


def test_2d10_a_hidden_read_is_absent_from_the_persons_view_and_present_in_the_auditors_count(stage: Stage) -> None:
    account_of(stage.cast.fang, "fang")
    key = issue_token(by=OPERATOR, at=NOON, user=User.objects.get(username="fang"), label="own")
    listed()
    assert dossier(stage, "zhou", hidden="") == 200  # one that she is told of
    signing.sign_day(day=DAY, at=now())
    with transaction.atomic():  # the world in which the same desk read about somebody else
        mei = stage.cast.mei.public_id
        assert at_desk("zhou").get(f"/console/people/{mei}/").status_code == 200
        elsewhere = own_view(stage, key)
        transaction.set_rollback(True)

    assert dossier(stage, "zhou") == 200

    assert own_view(stage, key) == elsewhere
    hidden = Entry.objects.get(hidden_until__isnull=False)
    assert (hidden.act, hidden.actor, hidden.hidden_until) == (
        "party.read",
        "zhou",
        now().date() + timedelta(days=DAYS),
    )
    for address in (f"/me/looks/{hidden.seq}/proof.json", f"/me/looks/{hidden.seq + 10_000}/proof.json"):
        assert own_phone(stage).get(address).status_code == 404
    fang = stage.cast.as_worker(stage.cast.fang)
    with pytest.raises(NotFound):
        ask_about_look(by=fang, at=now(), pack=PACK, entry=hidden.seq)
    (count,) = queries.hidden_counts(on=now().date())
    assert (count.role, count.area, count.reads, count.hidden_now) == ("city", "330300", 1, 1)
    page = at_desk("shen").get("/console/journal/").content.decode()
    assert (BASIS in page, "Hidden readings" in page or "暂不告知的查看" in page) == (True, True)
    assert stage.cast.fang.public_id not in page


def test_the_bureaus_list_of_who_looked_is_without_it_too(stage: Stage) -> None:
    listed()
    dossier(stage, "zhou")
    page = at_desk("province").get(f"/console/people/{stage.cast.fang.public_id}/").content.decode()
    assert re.findall(r"co-quiet\">zhou<", page) == []


def test_it_is_shown_with_its_legal_basis_once_its_days_are_over(stage: Stage) -> None:
    account_of(stage.cast.fang, "fang")
    listed()
    dossier(stage, "zhou")
    assert "zhou" not in own_phone(stage).get("/me/looks").content.decode()

    set_played_day(day=now().date() + timedelta(days=DAYS))

    page = own_phone(stage).get("/me/looks").content.decode()
    assert ("zhou" in page, BASIS in page) == (True, True)
    (count,) = queries.hidden_counts(on=now().date())
    assert (count.reads, count.hidden_now) == (1, 0)


def test_nobody_but_a_listed_account_reads_hidden_and_a_refused_one_reads_nothing(stage: Stage) -> None:
    listed("lin")
    before = Entry.objects.count()

    assert [dossier(stage, who) for who in ("zhou", "province", "an")] == [403, 403, 403]

    assert Entry.objects.count() == before
    assert dossier(stage, "lin") == 200
    end_hidden(by=OPERATOR, at=now(), username="lin")
    assert dossier(stage, "lin") == 403


def test_the_term_of_a_listing_ends_by_itself(stage: Stage) -> None:
    listed()
    zhou = Actor(Role.CITY, "zhou", User.objects.get(username="zhou").pk, "330300")
    late = NOON + timedelta(days=300)
    with pytest.raises(Refused) as refused:
        open_party(
            by=zhou, at=late, pack=PACK, public_id=stage.cast.fang.public_id, purpose=Purpose.SUPERVISION,
            fields=["outcome"], hidden=True,
        )  # fmt: skip
    assert refused.value.rule == "access.hidden"


@pytest.mark.parametrize(
    ("basis", "until", "days"),
    [
        ("", DAY + timedelta(days=9), 9),
        (BASIS, DAY, 9),
        (BASIS, DAY + timedelta(days=367), 9),
        (BASIS, DAY + timedelta(days=9), 0),
        (BASIS, DAY + timedelta(days=9), 1826),
    ],
)
def test_an_account_is_listed_with_a_basis_a_term_and_a_day_on_which_it_is_shown(
    stage: Stage, basis: str, until: date, days: int
) -> None:
    with pytest.raises(Invalid):
        allow_hidden(by=OPERATOR, at=NOON, username="zhou", basis=basis, until=until, shown_after=days)
    assert not hidden_readers(by=OPERATOR, on=DAY).exists()


def test_only_the_operator_lists_an_account_and_once(stage: Stage) -> None:
    until = DAY + timedelta(days=9)
    for by in (stage.cast.zhou, stage.cast.shen, stage.cast.province):
        with pytest.raises(Refused):
            allow_hidden(by=by, at=NOON, username="zhou", basis=BASIS, until=until, shown_after=9)
        with pytest.raises(Refused):
            end_hidden(by=by, at=NOON, username="zhou")
    listed()
    with pytest.raises(Conflict):
        listed()
    with pytest.raises(NotFound):
        listed("nobody at all")
    assert [one.user.username for one in hidden_readers(by=stage.cast.shen, on=DAY)] == ["zhou"]
    assert Entry.objects.filter(act="hidden.allow").get().detail["basis"] == BASIS
