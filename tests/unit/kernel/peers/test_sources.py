"""One source for each field, the loser is told; and fields that only one side knows survive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.datasets.keeping import keep_datasets
from anxin.kernel.errors import Refused
from anxin.kernel.journal.models import Entry
from anxin.kernel.peers.asking import pull
from anxin.kernel.peers.comparing import reconcile
from anxin.kernel.peers.joining import give
from anxin.kernel.peers.models import Overruled, Received
from anxin.kernel.peers.queries import overruled, read_received, received_number, standings
from anxin.kernel.peers.questions import Unanswerable
from anxin.kernel.peers.receiving import fields_of
from anxin.kernel.peers.records import Sent
from anxin.kernel.peers.telling import state
from anxin.kernel.peers.values import opened
from tests.cast import DAY, NOON, OPERATOR, PACK, identity_number
from tests.unit.kernel.peers.two_sites import BASIS, CITY, GREEN, MINISTRY, PURPOSE, UNTIL, Sites, city_and_ministry

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sites(db: None) -> Sites:
    sites = city_and_ministry()
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    return sites


def fang(sites: Sites) -> Received:
    received = received_number(sites.taken, identity_number(101))
    assert received is not None
    return received


def test_the_source_of_a_field_is_believed_and_the_other_side_is_told_once(sites: Sites) -> None:
    state(by=sites.stage.cast.zhou, at=NOON, received=fang(sites), field="identity_review", value="abnormal")
    for minute in range(3):
        at = NOON + minute * MINUTE
        pull(sites.taken, at=at, post=sites.posting(at), identity=MINISTRY)
    read = read_received(
        fang(sites), by=sites.stage.cast.zhou, at=NOON, purpose="supervision", fields=["identity_review"]
    )

    assert read == {"identity_review": "abnormal"}
    [told] = overruled(sites.share)
    assert (told.field, told.source) == ("identity_review", "mofcom")
    assert (opened(told.ours), opened(told.theirs)) == ("passed", "abnormal")
    assert Entry.objects.filter(act="peer.overruled").count() == 1
    assert [one.overruled for one in standings(sites.share.peer)] == [1]
    # What the city holds did not change, so both still hold the same set.
    assert reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY).certificate is not None


def test_an_equal_word_of_the_source_overrules_nothing(sites: Sites) -> None:
    state(by=sites.stage.cast.zhou, at=NOON, received=fang(sites), field="identity_review", value="passed")
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)

    assert Overruled.objects.count() == 0


def test_who_is_not_the_source_is_told_whose_field_it_is(sites: Sites) -> None:
    with pytest.raises(Refused) as refused:
        state(by=sites.stage.cast.zhou, at=NOON, received=fang(sites), field="police_check", value="failed")

    assert (refused.value.rule, "公安机关" in refused.value.why) == ("dataset.one-source", True)


def test_fields_this_side_does_not_know_are_kept_compared_and_handed_on(sites: Sites) -> None:
    old = dataset(GREEN, on=DAY)
    newer = replace(old, version=2, fields=(*old.fields, replace(old.fields[3], slug="home_county", read="area")))
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=[newer])
    give(
        by=OPERATOR,
        at=NOON,
        peer=sites.share.peer,
        name=GREEN,
        purpose=PURPOSE,
        basis=BASIS,
        until=UNTIL,
        identity=CITY,
    )
    found = reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)
    held = fang(sites)

    assert found.certificate is not None
    assert fields_of(held)["home_county"] == "330302"
    # Sent on as it is held, it is the same record still: nothing of it was lost on this side.
    sent_on = Sent(held.ref, held.key, held.seq, fields_of(held))
    assert sent_on.element(MINISTRY.pair(CITY.public)) == bytes(held.element)


def test_a_term_that_is_over_and_a_class_that_became_stricter_end_the_giving_at_once(sites: Sites) -> None:
    sites.share.until = DAY - timedelta(days=1)
    sites.share.save()
    with pytest.raises(Unanswerable) as over:
        pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    assert over.value.code == "over"

    sites.share.until = UNTIL
    sites.share.save()
    held = dataset(GREEN, on=DAY)
    from anxin.kernel.datasets.terms import Sharing

    stricter = replace(held, sharing=Sharing.NOT_SHARED, reason=held.basis)
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=[stricter])
    with pytest.raises(Unanswerable) as not_shared:
        pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    assert not_shared.value.code == "not-shared"
    sites.taken.refresh_from_db()
    assert sites.taken.fault.startswith("not-shared")


def test_what_was_given_until_a_day_is_read_no_later(sites: Sites) -> None:
    late = NOON.replace(year=2023)
    with pytest.raises(Refused) as refused:
        read_received(fang(sites), by=sites.stage.cast.zhou, at=late, purpose="supervision", fields=["name"])
    assert refused.value.rule == "dataset.term"


def test_what_is_not_shared_is_given_to_nobody_and_what_is_restricted_not_without_a_term(sites: Sites) -> None:
    def giving(name: str, **more: object) -> None:
        give(by=OPERATOR, at=NOON, peer=sites.share.peer, name=name, purpose=PURPOSE, identity=CITY, **more)  # type: ignore[arg-type]  # -- whatever the case needs

    with pytest.raises(Refused) as refused:
        giving("home_service.training_certificates", basis=BASIS, until=UNTIL)
    assert refused.value.rule == "dataset.not-shared"
    from anxin.kernel.errors import Invalid

    with pytest.raises(Invalid):
        giving(GREEN, basis=BASIS)
    with pytest.raises(Invalid):
        giving(GREEN, until=UNTIL)
    with pytest.raises(Refused):
        give(
            by=sites.stage.cast.zhou,
            at=NOON,
            peer=sites.share.peer,
            name=GREEN,
            purpose=PURPOSE,
            basis=BASIS,
            until=UNTIL,
            identity=CITY,
        )
