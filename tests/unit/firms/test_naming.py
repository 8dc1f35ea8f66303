"""Names of firms read into parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.firms.naming import LONGEST, emptiness, is_mixed, plain, read


@pytest.mark.parametrize(
    ("said", "key", "form"),
    [
        ("Siemens AG", "siemens", "stock"),
        ("SIEMENS Aktiengesellschaft", "siemens", "stock"),
        ("J. & P. Coats, Ltd.", "jandpcoats", "limited"),
        ("Société Générale S.A.", "societegenerale", "stock"),
        ("Công ty TNHH Thương mại ABC", "thuongmaiabc", "limited"),
        ("PT Contoh Makmur Tbk", "contohmakmur", "stock"),
        ("株式会社日立製作所", "rilizhizuosuo", "stock"),
        ("温州示例贸易有限公司", "wenzhoushilimaoyi", "limited"),
        ("溫州示例貿易有限公司", "wenzhoushilimaoyi", "limited"),
        ("(주)삼성전자", "samseongjeonja", "stock"),
        ("АО «Пример»", "primer", "stock"),
        ("شركة النور ذ.م.م", "lnwr", "limited"),
        ("บริษัท ปตท จำกัด (มหาชน)", "ptth", "stock"),
        ("Toyota Motor Corporation (Japan)", "toyotamotor", "stock"),
        ("北墙贸易（德国）", "beiqiangmaoyi", ""),
        ("Intl. Mfg. Bros. Co., Ltd.", "internationalmanufacturingbrothers", "limited"),
    ],
)
def test_the_core_is_what_is_left_without_the_form(said: str, key: str, form: str) -> None:
    assert (read(said).key, read(said).form) == (key, form)


def test_the_core_is_kept_in_its_own_script_too() -> None:
    assert read("ООО «Ромашка»").native == "ромашка"
    assert read("株式会社日立製作所").native == "日立制作所"
    assert read("Müller & Söhne KG").native == ""


def test_numbers_are_told_apart() -> None:
    assert read("Factory No. 7 Ltd").numbers == ("7",)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "blank"),
        ("  \t\n", "blank"),
        ("!!! ???", "blank"),
        ("😀😀", "blank"),
        ("\u202e\u200b", "blank"),
        ("N/A", "placeholder"),
        ("n.a.", "placeholder"),
        ("xxx", "placeholder"),
        ("未知", "placeholder"),
        ("Ltd", "form"),
        ("GmbH", "form"),
        ("有限公司", "form"),
        ("Trading Company", "generic"),
        ("International Group", "generic"),
        ("国际贸易有限公司", "generic"),
        ("AB Ltd", ""),
        ("SAP", ""),
        ("华为", ""),
    ],
)
def test_what_is_no_name_is_told_apart(said: str, why: str) -> None:
    assert emptiness(said) == why


def test_letters_that_only_look_latin_are_noticed_and_do_not_hide_the_firm() -> None:
    forged = "Si\u0435mens AG"  # a Cyrillic letter in it
    assert is_mixed(forged)
    assert read(forged).key == "siemens"
    assert not any(map(is_mixed, ("Siemens AG", "ООО Ромашка", "Hitachi 日立", "Müller")))


def test_what_is_not_seen_does_not_count() -> None:
    assert read("Nord\u200bwall \u202eGmbH\u202c").key == read("Nordwall GmbH").key


@given(st.text(max_size=400))
def test_any_text_is_read_and_twice_the_same(said: str) -> None:
    first = read(said)
    assert read(said.upper() if said.isascii() else said).key == first.key
    assert " " not in first.key
    assert len(plain(said)) <= 18 * LONGEST  # one sign may become several in its compatible form (U+FDFA: 18)
    emptiness(said)
