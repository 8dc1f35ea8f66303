"""What is looked up before a request is taken in: whose it is, and that the same person asks once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from pytest_django import Settings

from anxin.kernel.cases import standing_in
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.forms import FieldKind, FormField, Words
from anxin.kernel.cases.matter import Entry, EntryCheck
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import withdraw
from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal.models import Entry as Line
from anxin.kernel.parties.actions import end_affiliation, enter_party, register_party, start_affiliation
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.kernel.cases.hazard import DISPATCH, HAZARD, PURPOSE, dmn, kept
from tests.unit.kernel.cases.scene import FIRM_CODE, LUCHENG, REQUESTER, opened
from tests.unit.kernel.cases.test_many_at_once import together

NUMBER, OTHER_NUMBER = identity_number(1), identity_number(2)
PHONE, UNKNOWN = "13800138000", "91330302MA2989WE1H"
KNOWN = dmn("dispatch", {"organisation_known": "boolean"}, ["desk"], [(["true"], ['"unit"']), (["-"], ['"fire"'])])
JOIN = replace(
    HAZARD,
    pack="union",
    slug="join",
    form=(
        FormField("area", FieldKind.AREA, Words("区县", "County"), PURPOSE, required=True),
        FormField("union", FieldKind.CREDIT_CODE, Words("工会代码", "Credit code"), PURPOSE),
        FormField("name", FieldKind.PERSON_NAME, Words("姓名", "Name"), PURPOSE, required=True),
        FormField("number", FieldKind.IDENTITY_NUMBER, Words("身份证号", "Number"), PURPOSE, required=True),
        FormField("phone", FieldKind.PHONE, Words("手机号", "Phone"), PURPOSE, required=True),
    ),
    organisation="union",
    stand_in=True,
    entry=(
        Entry(EntryCheck.NOT_AFFILIATED, "number", "name"),
        Entry(EntryCheck.PHONE_FREE, "number", phone="phone"),
        Entry(EntryCheck.ONE_OPEN, "number", "name"),
    ),
    grading="",
    grades=(),
    screening=(),
    steps=(),
    reward=None,
    repeats=None,
    accepts_by_itself=True,
    tables={"dispatch": kept(KNOWN)},
)


def asked(name: str = "王芳", number: str = NUMBER, phone: str = PHONE, union: str = "", area: str = LUCHENG) -> Filed:
    said = {"area": area, "union": union, "name": name, "number": number, "phone": phone}
    return file_case(
        by=REQUESTER, at=NOON, pack="union", matter="join", said={key: value for key, value in said.items() if value},
        sender=From(name=name, phone=phone), channel=Channel.PHONE,
    )  # fmt: skip


def person(name: str = "王芳", number: str = NUMBER, phone: str = "") -> Party:
    made = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name=name, area=LUCHENG, scheme=Scheme.IDENTITY_NUMBER,
        number=number, phone=phone,
    )  # fmt: skip
    register_party(by=OPERATOR, at=NOON, party=made, pack="union", area=LUCHENG)
    return made


@pytest.fixture
def firm(db: None, monkeypatch: pytest.MonkeyPatch) -> Party:
    """The matter in force; the firm is the union, and stands in for its county too."""
    held = opened(JOIN).firm
    monkeypatch.setattr(standing_in, "STAND_INS", [lambda pack, area: held if area == LUCHENG else None])
    return held


def test_the_dispatch_of_other_matters_is_as_it_was() -> None:
    assert (HAZARD.stand_in, HAZARD.entry, DISPATCH in HAZARD.tables["dispatch"][0].dmn) == (False, (), True)


def test_without_an_organisation_the_one_of_the_area_is_concerned_and_not_known(firm: Party) -> None:
    case = asked().case
    assert (case.about, case.desk) == (firm, "fire")


def test_a_named_organisation_is_concerned_and_known(firm: Party) -> None:
    case = asked(union=FIRM_CODE).case
    assert (case.about, case.desk) == (firm, "unit")


def test_an_area_in_which_nobody_stands_in_is_told_at_the_question(firm: Party) -> None:
    with pytest.raises(Invalid) as told:
        asked(area="330303")
    assert (told.value.field, told.value.read, Case.objects.count()) == ("union", "330303", 0)


def test_a_number_that_is_not_on_file_is_told_and_nobody_stands_in(firm: Party) -> None:
    with pytest.raises(Invalid) as told:
        asked(union=UNKNOWN)
    assert (told.value.field, Case.objects.count()) == ("union", 0)


def test_a_second_request_of_the_same_person_is_told_the_number_of_the_first(firm: Party) -> None:
    first = asked().case
    with pytest.raises(Conflict) as told:
        asked(phone="13900139000")
    assert first.public_id in told.value.what
    assert Case.objects.count() == 1


def test_somebody_elses_name_under_the_number_learns_nothing(firm: Party) -> None:
    asked()
    assert asked(name="李强", phone="13900139000").case.pk != Case.objects.order_by("pk")[0].pk


def test_after_its_end_the_person_may_ask_again(firm: Party) -> None:
    first = asked()
    withdraw(own=own_by_link(token=first.token), at=NOON)
    assert (asked().again, Case.objects.exclude(entry=None).count()) == (False, 1)


def test_whoever_is_entered_need_not_apply_again_and_may_after_leaving(firm: Party) -> None:
    held = start_affiliation(
        by=OPERATOR, at=NOON, party=person(), organisation=firm, role="union", started_on=date(2021, 1, 1)
    )
    with pytest.raises(Refused) as told:
        asked()
    assert (told.value.rule, Case.objects.count()) == ("cases.entered-already", 0)
    end_affiliation(by=OPERATOR, at=NOON, affiliation=held, ended_on=date(2021, 6, 30))
    assert asked().case.about == firm


def test_a_stranger_who_knows_the_number_is_not_told_that_it_is_entered(firm: Party) -> None:
    start_affiliation(
        by=OPERATOR, at=NOON, party=person(), organisation=firm, role="union", started_on=date(2021, 1, 1)
    )
    assert asked(name="李强").case.stage == "assigned"


def test_a_phone_number_on_another_file_of_the_service_is_told(firm: Party) -> None:
    person("李强", OTHER_NUMBER, PHONE)
    with pytest.raises(Refused) as told:
        asked()
    assert (told.value.rule, Case.objects.count()) == ("cases.phone-taken", 0)
    assert asked(phone="13900139000").case.stage == "assigned"


@pytest.mark.django_db(transaction=True)
def test_fifty_requests_of_one_person_at_once_make_one_case(settings: Settings, firm: Party) -> None:
    before, told = Line.objects.count(), Counter[str]()

    def send(_number: int) -> None:
        try:
            told[asked().case.public_id] += 1
        except Conflict as no:
            told[f"{no.what} {no.why}"] += 1

    together(send, 50)

    case = Case.objects.get()
    assert Counter(told.values()) == {1: 1, 49: 1}
    assert told[case.public_id] == 1
    lines = Line.objects.order_by("pk")[before:]
    assert [line.act for line in lines if line.act.startswith("case.")] == [
        "case.received", "case.accepted", "case.assigned",
    ]  # fmt: skip
