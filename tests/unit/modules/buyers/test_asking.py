"""The light on a firm now: records of several sources, lists, reports, the order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.kernel.errors import Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.modules.buyers import queries
from anxin.modules.buyers.asking import ask
from anxin.modules.buyers.contacts import Contact, contact
from anxin.modules.buyers.enums import Colour, Outcome, Terms
from anxin.modules.buyers.facts import Order
from anxin.modules.buyers.figures import record, wilson
from anxin.modules.buyers.keeping import forget, keep_asked, tell_changes, watch
from anxin.modules.buyers.models import Asked, Report
from anxin.modules.buyers.reporting import report, withdraw
from anxin.modules.buyers.subjects import subject
from anxin.modules.buyers.verdicts import decide, undo
from tests.unit.modules.buyers.stage import AT, FIRMS, LISTED, PACK, SYSTEM, TODAY, exporter, load

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)
NORDWALL, ROMASHKA = "gleif:nordwall", "gleif:romashka"


def colour(firm: str = NORDWALL, order: Order | None = None) -> Colour:
    return ask(firm, at=AT, order=order).light.colour


def paid(times: int, late: int = 0, firm: str = NORDWALL) -> None:
    for place in range(times):
        due = TODAY - (90 + 30 * place) * DAY
        report(by=exporter(), at=AT, firm_id=firm, outcome=Outcome.PAID, due_on=due, paid_on=due + late * DAY)


def test_records_that_share_a_number_are_one_firm_with_the_facts_of_both() -> None:
    held = subject(NORDWALL)
    assert held.ids == [NORDWALL, "bureau:n"]
    assert [one.value for one in held.names] == ["Nordwall Handels GmbH", "Nordwall Import GmbH", "北墙贸易"]
    assert (held.fact("z2") or pytest.fail("no fact")).value == "3.1"
    assert subject("bureau:n").ids == ["bureau:n", NORDWALL]


def test_accounts_of_one_source_and_the_register_of_another_make_it_green() -> None:
    shown = ask(NORDWALL, at=AT, order=Order(Terms.SHORT, 5))
    assert (shown.light.colour, shown.light.code) == (Colour.GREEN, "few-points")
    assert sorted(one.source for one in shown.sources.values()) == ["bureau", "gleif"]


def test_registered_and_nothing_else_is_never_green() -> None:
    assert colour("gleif:twin-1", Order(Terms.PREPAID, 1)) is Colour.YELLOW


def test_a_dissolved_firm_is_red() -> None:
    assert colour("gleif:gone") is Colour.RED


def test_lists_not_read_for_a_day_leave_it_grey() -> None:
    late = ask(NORDWALL, at=AT + DAY, order=Order(Terms.SHORT, 5)).light
    assert (late.colour, late.code) == (Colour.GREY, "not-screened")
    load("ofac", LISTED, at=AT + DAY)  # the same file, seen again
    assert ask(NORDWALL, at=AT + DAY, order=Order(Terms.SHORT, 5)).light.colour is Colour.GREEN


def test_a_name_like_one_on_a_list_caps_it_until_somebody_looked() -> None:
    assert [(one.state, one.entry.id) for one in ask(ROMASHKA, at=AT).hits] == [("possible", "ofac:1")]
    paid(3, firm=ROMASHKA)
    order = Order(Terms.PREPAID, 1)
    assert ask(ROMASHKA, at=AT, order=order).light.code == "list-to-settle"
    verdict = decide(by=SYSTEM, at=AT, firm_id=ROMASHKA, other_id="ofac:1", same=False, why="别的地址")
    assert ask(ROMASHKA, at=AT, order=order).light.code == "few-points"
    undo(by=SYSTEM, at=AT, number=verdict.pk)
    assert ask(ROMASHKA, at=AT, order=order).light.code == "list-to-settle"
    decide(by=SYSTEM, at=AT, firm_id=ROMASHKA, other_id="ofac:1", same=True, why="同一注册号")
    assert ask(ROMASHKA, at=AT, order=order).light.code == "stopped"


def test_two_records_are_joined_and_parted_by_a_decision() -> None:
    verdict = decide(by=SYSTEM, at=AT, firm_id="gleif:twin-1", other_id="gleif:twin-2", same=True, why="搬迁")
    assert subject("gleif:twin-1").ids == ["gleif:twin-1", "gleif:twin-2"]
    assert subject("gleif:twin-2").ids == ["gleif:twin-2", "gleif:twin-1"]
    undo(by=SYSTEM, at=AT, number=verdict.pk)
    assert subject("gleif:twin-1").ids == ["gleif:twin-1"]


def test_records_with_one_number_are_parted_by_a_decision() -> None:
    decide(by=SYSTEM, at=AT, firm_id=NORDWALL, other_id="bureau:n", same=False, why="号码抄错")
    assert subject(NORDWALL).ids == [NORDWALL]
    assert subject("bureau:n").ids == ["bureau:n"]


def test_an_exporter_decides_nothing_about_firms() -> None:
    with pytest.raises(Refused):
        decide(by=exporter(), at=AT, firm_id=NORDWALL, other_id="bureau:n", same=False, why="x")


def test_payments_reported_count_and_a_report_taken_back_does_not() -> None:
    paid(3, late=70)
    order = Order(Terms.PREPAID, 1)
    assert "平均拖延超过 60 天" in [one.says["zh"] for one in ask(NORDWALL, at=AT, order=order).light.reasons]
    for one in Report.objects.all():
        withdraw(by=exporter(), at=AT, number=one.pk)
    assert "平均拖延超过 60 天" not in [one.says["zh"] for one in ask(NORDWALL, at=AT, order=order).light.reasons]


def test_an_invoice_long_unpaid_is_a_stop() -> None:
    report(by=exporter(), at=AT, firm_id=NORDWALL, outcome=Outcome.UNPAID, due_on=TODAY - 91 * DAY)
    assert ask(NORDWALL, at=AT).light.code == "stopped"


def test_nobody_takes_back_the_report_of_another() -> None:
    paid(1)
    with pytest.raises(NotFound):
        withdraw(by=exporter(8), at=AT, number=Report.objects.get().pk)


@pytest.mark.parametrize(
    ("outcome", "due", "late"),
    [(Outcome.UNPAID, 0, None), (Outcome.PAID, -5, None), (Outcome.PAID, -5, 9), (Outcome.PAID, -20_000, 0)],
)
def test_days_that_cannot_be_are_refused(outcome: Outcome, due: int, late: int | None) -> None:
    day = TODAY + due * DAY
    with pytest.raises(Invalid):
        report(
            by=exporter(),
            at=AT,
            firm_id=NORDWALL,
            outcome=outcome,
            due_on=day,
            paid_on=None if late is None else day + late * DAY,
        )
    assert Report.objects.count() == 0


def test_what_somebody_asked_is_theirs_alone() -> None:
    keep_asked(by=exporter(7), at=AT, shown=ask(NORDWALL, at=AT))
    assert queries.asked_by(8).count() == 0
    assert [one.firm for one in queries.asked_by(7)] == [NORDWALL]
    assert forget(by=exporter(7), at=AT) == 1
    with pytest.raises(Refused):
        keep_asked(by=Actor(Role.HOUSEHOLD, "x"), at=AT, shown=ask(NORDWALL, at=AT))


def test_a_watched_light_that_changes_is_told_once() -> None:
    keep_asked(by=exporter(), at=AT, shown=ask("gleif:twin-1", at=AT))
    watch(by=exporter(), at=AT, firm_id="gleif:twin-1", on=True)
    assert tell_changes(by=SYSTEM, at=AT) == 0
    changed = [
        one if one.id != "twin-1" else FIRMS[3].__class__(**{**vars(one), "facts": {"status": "insolvent"}})
        for one in FIRMS
    ]
    load("gleif", changed, sha256="b" * 64)
    assert (tell_changes(by=SYSTEM, at=AT), tell_changes(by=SYSTEM, at=AT)) == (1, 0)
    told = Asked.objects.get()
    assert (told.light, told.told_at) == ("red", AT)


def test_the_light_is_held_to_what_became_of_it() -> None:
    keep_asked(by=exporter(), at=AT, shown=ask(NORDWALL, at=AT, order=Order(Terms.SHORT, 5)))
    paid(5)
    report(by=exporter(), at=AT, firm_id=NORDWALL, outcome=Outcome.UNPAID, due_on=TODAY - 5 * DAY)
    green = next(one for one in record(through=TODAY, late_after=60) if one.colour is Colour.GREEN)
    assert (green.known, green.bad, green.shown) == (6, 1, True)


def test_the_interval_of_a_share_is_wilsons() -> None:
    low, high = wilson(2, 100)
    assert (round(low, 4), round(high, 4)) == (0.0055, 0.0700)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", Contact.NONE),
        ("sales@nordwall.example", Contact.SAME),
        ("Sales <sales@mail.nordwall.example>", Contact.SAME),
        ("https://nordwall.example/shop", Contact.SAME),
        ("sales@nordwa1l.example", Contact.LIKE),
        ("sales@nordwall.test", Contact.LIKE),
        ("sales@n\u043erdwall.example", Contact.LIKE),
        ("nordwall@gmail.com", Contact.FREE),
        ("sales@anders.test", Contact.OTHER),
        ("no address", Contact.UNREADABLE),
    ],
)
def test_a_contact_is_compared_with_the_firms_own_domain(typed: str, says: Contact) -> None:
    assert contact(typed, subject(NORDWALL)) == says


def test_without_a_site_on_file_nothing_is_claimed() -> None:
    assert contact("a@b.test", subject("gleif:twin-1")) == Contact.UNKNOWN


def test_what_is_not_on_file_is_said() -> None:
    with pytest.raises(NotFound):
        ask("gleif:nosuch", at=AT)
    assert queries.terms_of(PACK).country_risk("TL") == ("not_reviewed", None)
