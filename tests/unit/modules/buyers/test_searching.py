"""What was typed, the firm it is, and how sure that is."""

from __future__ import annotations

import pytest

from anxin.kernel.errors import Invalid
from anxin.kernel.journal.models import Entry
from anxin.modules.buyers.enums import Certainty
from anxin.modules.buyers.searching import countries, search

pytestmark = pytest.mark.usefixtures("stage")


def ids(said: str, country: str = "DE") -> list[str]:
    return [one.firm.id for one in search(said, country).found]


def test_the_firm_of_the_order_is_taken() -> None:
    answer = search("NORDWALL HANDELS G.M.B.H.", "DE")
    assert (answer.certainty, answer.alike, answer.found[0].firm.id) == (Certainty.SURE, 1, "gleif:nordwall")


def test_two_records_of_one_firm_are_one_answer() -> None:
    assert ids("北墙贸易") == ["gleif:nordwall"]
    assert ids("Nordwall Handels")[0] == "gleif:nordwall"
    assert "bureau:n" not in ids("Nordwall Handels")


def test_a_typing_error_is_asked_about() -> None:
    assert search("Nordwal Handls", "DE").certainty is Certainty.ASK


def test_firms_of_the_same_name_are_never_chosen_silently() -> None:
    answer = search("Zwilling Import GmbH", "DE")
    assert (answer.certainty, answer.alike) == (Certainty.ASK, 2)
    assert {one.firm.city for one in answer.found[:2]} == {"Kiel", "Ulm"}


def test_without_a_country_nothing_is_taken_silently() -> None:
    assert search("Nordwall Handels GmbH").certainty is Certainty.ASK


def test_a_number_is_a_firm() -> None:
    assert [one.firm.id for one in search("5299000000NORDWALL00").found] == ["gleif:nordwall"]


def test_what_is_not_on_file_is_said() -> None:
    assert search("Qxzjv Wvkq", "DE").certainty is Certainty.NONE


def test_letters_of_two_alphabets_warn_and_are_not_taken() -> None:
    answer = search("N\u043erdwall Handels GmbH", "DE")
    assert (answer.mixed, answer.certainty, answer.found[0].firm.id) == (True, Certainty.ASK, "gleif:nordwall")


@pytest.mark.parametrize(
    ("said", "country", "field"),
    [("", "DE", "name"), ("Ltd", "GB", "name"), ("N/A", "", "name"), ("😀", "", "name"), ("x" * 10_000, "DE", "name"),
     ("Nordwall", "QQ", "country"), ("Nordwall", "ZZ", "country"), ("\u202e\x00", "", "name")],
)  # fmt: skip
def test_what_is_no_name_is_refused_with_what_to_do(said: str, country: str, field: str) -> None:
    with pytest.raises(Invalid) as fault:
        search(said, country)
    assert fault.value.field == field
    assert fault.value.todo


def test_nobody_learns_what_was_asked() -> None:
    before = Entry.objects.count()
    search("Nordwall Handels", "DE")
    assert Entry.objects.count() == before


def test_countries_are_named_in_both_languages() -> None:
    assert (countries("zh-hans")["DE"], countries("en")["DE"]) == ("德国", "Germany")
    assert "ZZ" not in countries("en")
