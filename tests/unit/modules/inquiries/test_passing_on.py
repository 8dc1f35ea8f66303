"""A household at the ministry asks for the record of a worker of the city: she answers at the city, each time anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from anxin import packs
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.looks import looks_of
from anxin.kernel.parties.models import Party
from anxin.kernel.peers.asking import NoAnswer, pull
from anxin.kernel.peers.models import Taken
from anxin.modules.inquiries.answering import answer, own_inquiries, withdraw
from anxin.modules.inquiries.declaring import apply_inquiries
from anxin.modules.inquiries.models import Inquiry, PassedOn
from anxin.modules.inquiries.passing_on import Shown, ask_there, open_there
from anxin.modules.inquiries.retention import forget_askers
from tests.cast import NOON, OPERATOR, PACK, identity_number
from tests.unit.kernel.peers.two_sites import GREEN, MINISTRY, Sites, city_and_ministry, green_workers, turn_red

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ASKER = Actor.household()


@dataclass(frozen=True)
class There:
    """Both sites, a worker of the city, and her own account there."""

    sites: Sites
    worker: Party
    own: Actor

    def ask(self, number: str, *, name: str = "张先生", why: str = "想请她做保洁") -> str:
        return ask_there(
            by=ASKER, at=NOON, taken=self.sites.taken, number=number, name=name, why=why,
            post=self.sites.post, identity=MINISTRY,
        )  # fmt: skip

    def look(self, link: str, *, minutes: int = 1) -> Shown:
        at = NOON + minutes * MINUTE
        return open_there(by=ASKER, at=at, link=link, post=self.sites.posting(at), identity=MINISTRY)


@pytest.fixture
def there() -> There:
    sites = city_and_ministry()
    apply_inquiries(packs.current(PACK), by=OPERATOR, at=NOON)
    worker, *_others = green_workers(3)
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    sites.taken.refresh_from_db()
    return There(sites, worker, Actor(Role.WORKER, "w500", party_id=worker.pk))


def test_she_is_asked_at_the_city_says_yes_and_the_record_opens_at_the_ministry(there: There) -> None:
    link = there.ask(identity_number(500))
    assert there.look(link).values is None
    [asked] = own_inquiries(by=there.own, at=NOON + MINUTE)
    assert (asked.asked_by, asked.why, asked.state) == ("张先生 · 家政信用查", "想请她做保洁", "waiting")
    assert Inquiry.objects.count() == 1  # however often the page renewed itself

    answer(by=there.own, at=NOON + MINUTE, public_id=asked.public_id, granted=True)
    found = there.look(link, minutes=2)
    assert found.values is not None
    told = {title: value for title, value, _source in found.values}
    assert (told["姓名"], told["体检有效期至"]) == (there.worker.name, "2022-06-30")
    assert not {"身份证号码", "档案号"} & set(told)
    assert found.until == NOON + 16 * MINUTE
    pull(
        there.sites.taken, at=NOON, post=there.sites.post, identity=MINISTRY
    )  # she learns of the look with the next question
    looks = looks_of(there.worker.public_id, on=NOON.date()).looks
    assert [look.purpose for look in looks].count("雇主授权查询") == 1


def test_a_yes_is_over_in_time_and_taken_back_at_once_and_no_shows_nothing(there: There) -> None:
    first, second = (there.ask(identity_number(500)) for _ in range(2))
    one, two = sorted(Inquiry.objects.values_list("public_id", flat=True))
    for public_id in (one, two):
        answer(by=there.own, at=NOON, public_id=public_id, granted=True)
    assert [there.look(link).values is not None for link in (first, second)] == [True, True]
    assert there.look(first, minutes=15).values is None
    for public_id in (one, two):
        withdraw(by=there.own, at=NOON + MINUTE, public_id=public_id)
    assert [there.look(link, minutes=2).values for link in (first, second)] == [None, None]
    third = there.ask(identity_number(500))
    refused = Inquiry.objects.get(answer="none")
    answer(by=there.own, at=NOON, public_id=refused.public_id, granted=False)
    assert there.look(third).values is None


def test_about_somebody_nobody_knows_it_is_told_alike(there: There) -> None:
    known, unknown = there.look(there.ask(identity_number(500))), there.look(there.ask(identity_number(999)))
    assert known == unknown
    assert Inquiry.objects.filter(party=None).count() == 1
    turn_red(there.worker, at=NOON)
    pull(there.sites.taken, at=NOON, post=there.sites.post, identity=MINISTRY)
    assert there.look(there.ask(identity_number(500))) == unknown


def test_who_left_the_set_after_the_yes_is_shown_no_more(there: There) -> None:
    link = there.ask(identity_number(500))
    answer(by=there.own, at=NOON, public_id=Inquiry.objects.get().public_id, granted=True)
    assert there.look(link).values is not None
    turn_red(there.worker, at=NOON)
    pull(there.sites.taken, at=NOON, post=there.sites.post, identity=MINISTRY)
    assert there.look(link).values is None


def test_without_the_peers_word_nothing_opens(there: There) -> None:
    link = there.ask(identity_number(500))
    answer(by=there.own, at=NOON, public_id=Inquiry.objects.get().public_id, granted=True)

    def cut(_address: str, _message: bytes) -> bytes:
        raise NoAnswer("cut")

    with pytest.raises(Conflict):
        open_there(by=ASKER, at=NOON, link=link, post=cut, identity=MINISTRY)
    with pytest.raises(NotFound):
        there.look("nobody's link")
    Taken.objects.update(about={"until": "2021-10-01"})
    with pytest.raises(Refused):
        there.look(link)


@pytest.mark.parametrize(
    ("number", "name", "why"),
    [("123", "张先生", "保洁"), (identity_number(500), " ", "保洁"), (identity_number(500), "张", "x" * 81)],
)
def test_a_question_that_says_nothing_is_refused_before_anything(
    there: There, number: str, name: str, why: str
) -> None:
    with pytest.raises(Invalid):
        there.ask(number, name=name, why=why)
    assert not PassedOn.objects.exists()


def test_on_the_phone_what_is_wrong_is_told_and_the_number_is_not_repeated(there: There) -> None:
    asker, address = Client(headers={"accept-language": "zh-hans"}), f"/q/at/city/{GREEN}"
    page = asker.get(address).content.decode()
    assert "记录存在温州家服云" in page
    sent = {"number": "330102199001010000", "name": "张先生", "why": "保洁"}
    wrong = asker.post(address, sent)
    assert (wrong.status_code, sent["number"] in wrong.content.decode()) == (400, False)
    silent = asker.post(address, {**sent, "number": identity_number(500)})  # nobody answers at that address
    assert (silent.status_code, "存有记录的平台没有答复" in silent.content.decode()) == (400, True)
    assert [asker.get(one).status_code for one in ("/q/at/city/no.such", "/q/at/nobody/x.y", "/q/there/x")] == [404] * 3


def test_who_asked_is_forgotten_in_time(there: There) -> None:
    there.ask(identity_number(500))
    assert forget_askers(by=OPERATOR, at=NOON + timedelta(days=29)) == 0
    assert forget_askers(by=OPERATOR, at=NOON + timedelta(days=31)) == 2  # here and at the city
    assert PassedOn.objects.get().asked_by == ""
