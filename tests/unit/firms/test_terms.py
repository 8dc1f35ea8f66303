"""Terms under which firms are filed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.firms.naming import read
from anxin.firms.terms import FIELDS, bigrams, in_order, of_firm, skeleton, trigrams


def test_every_term_of_a_country_carries_it() -> None:
    held = of_firm("DE", [read("Nordwall Handels GmbH")], ["#x:1", "HRB 900001"])
    assert held["key"] == "DE|nordwallhandels"
    assert held["sorted"] == "DE|handelsnordwall"
    assert held["ctok"] == "DE|nordwall DE|handels"
    assert held["ctri"].split()[:2] == ["DE|^no", "DE|nor"]
    assert held["idn"] == "#x:1 HRB900001"
    assert held["tok"] == "nordwall handels"


def test_terms_of_several_names_stand_once() -> None:
    held = of_firm("RU", [read("ООО Ромашка"), read("Romashka OOO")], [])
    assert (held["key"], held["csk"], "sorted" in held) == ("RU|romashka", "RU|rmsk", False)


def test_trigrams_mark_the_ends() -> None:
    assert trigrams("abc") == {"^ab", "abc", "bc$"}
    assert trigrams("a") == {"^a$"}
    assert trigrams("") == set()


def test_bigrams_of_what_is_written_without_blanks() -> None:
    assert bigrams("日立制作") == {"日立", "立制", "制作"}
    assert bigrams("日") == {"日"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hyundai", "hyeondae"),
        ("samsung", "samseong"),
        ("gazprom", "gasprom"),
        ("daewoo", "taeu"),
        ("kharkiv", "harkov"),
    ],
)
def test_ways_to_write_a_name_in_latin_letters_share_their_consonants(one: str, other: str) -> None:
    if one == "kharkiv":
        assert skeleton(one)[-2:] == skeleton(other)[-2:]
    elif one == "daewoo":
        assert (skeleton(one), skeleton(other)) == ("", "")  # one consonant says nothing
    else:
        assert skeleton(one) == skeleton(other) != ""


@given(st.lists(st.text(max_size=60), max_size=4), st.sampled_from(["DE", "KR"]))
def test_terms_hold_no_blank_and_no_field_is_unknown(names: list[str], country: str) -> None:
    held = of_firm(country, [read(one) for one in names], ["a b"])
    assert set(held) <= set(FIELDS)
    for field, found in held.items():
        assert len(found.split(" ")) == len(found.split()) == len(set(found.split()))
        assert all(term.startswith(f"{country}|") for term in found.split()) or field in ("idn", "akey", "tok")


@given(st.permutations(["north", "wall", "trade"]))
def test_the_order_of_words_does_not_count(words: list[str]) -> None:
    assert in_order(read(" ".join(words))) == "northtradewall"
