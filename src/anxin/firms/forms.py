"""Legal forms that the library does not take off: written without a blank, after or before the name, or in scripts and
shortenings it does not know. Read from GLEIF's list of legal forms (ISO 20275, edition 1.5) and registers' own usage.

`rigour` knows the rest (https://github.com/opensanctions/rigour).
"""

from __future__ import annotations

import unicodedata

from rigour.names import normalize_name

LIMITED, STOCK, PARTNERSHIP, OTHER = "limited", "stock", "partnership", "other"

# Attached to the name, longest first: the class is what the form stands for in its country.
ATTACHED: tuple[tuple[str, str], ...] = (
    ("股份有限公司", STOCK),
    ("有限责任公司", LIMITED),
    ("集团有限公司", LIMITED),
    ("有限公司", LIMITED),
    ("集团公司", OTHER),
    ("公司", OTHER),
    ("株式会社", STOCK),
    ("有限会社", LIMITED),
    ("合同会社", LIMITED),
    ("合资会社", PARTNERSHIP),
    ("주식회사", STOCK),
    ("유한회사", LIMITED),
    ("유한책임회사", LIMITED),
    ("(주)", STOCK),
    ("(株)", STOCK),
    ("(有)", LIMITED),
)
# Words, in order, at either end of the name.
WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("cong", "ty", "trach", "nhiem", "huu", "han"), LIMITED),
    (("cong", "ty", "tnhh"), LIMITED),
    (("cong", "ty", "co", "phan"), STOCK),
    (("cong", "ty", "cp"), STOCK),
    (("borisat", "mahachon", "chamkat"), STOCK),
    (("บริษัท",), OTHER),
    (("จำกัด", "มหาชน"), STOCK),
    (("มหาชน",), STOCK),
    (("จำกัด",), LIMITED),
    (("ذمم",), LIMITED),
    (("شمم",), STOCK),
    (("شمخ",), STOCK),
    (("شركة",), OTHER),
    (("ао",), STOCK),
    (("оао",), STOCK),
    (("пао",), STOCK),
    (("зао",), STOCK),
    (("ат",), STOCK),
    (("прат",), STOCK),
    (("тоо",), LIMITED),
    (("αε",), STOCK),
    (("επε",), LIMITED),
    (("ικε",), LIMITED),
    (("οε",), PARTNERSHIP),
    (("εε",), PARTNERSHIP),
    (("pvt",), LIMITED),
    (("private",), LIMITED),
    (("pte",), LIMITED),
    (("pty",), LIMITED),
    (("tbk",), STOCK),
    (("pt",), LIMITED),
    (("kk",), STOCK),
    (("yk",), LIMITED),
    (("sdn", "bhd"), LIMITED),
    (("bhd",), STOCK),
    (("publ",), STOCK),
    (("ltda",), LIMITED),
    (("lymited",), LIMITED),
    (("limitada",), LIMITED),
    (("limited", "liability", "company"), LIMITED),
    (("public", "joint", "stock", "company"), STOCK),
    (("open", "joint", "stock", "company"), STOCK),
    (("closed", "joint", "stock", "company"), STOCK),
    (("joint", "stock", "company"), STOCK),
    (("company",), OTHER),
    (("corporation",), STOCK),
    (("incorporated",), STOCK),
    (("co",), OTHER),
    (("cia",), OTHER),
)
# What rigour says a form is → its class. The rest is `other`: it is no reason against a match.
CLASSES = {
    "ag": STOCK, "sa": STOCK, "spa": STOCK, "plc": STOCK, "nv": STOCK, "inc": STOCK, "corp": STOCK, "ab": STOCK,
    "asa": STOCK, "oyj": STOCK, "pao": STOCK, "oao": STOCK, "zao": STOCK, "ao": STOCK, "jsc": STOCK, "pjsc": STOCK,
    "ojsc": STOCK, "a.s.": STOCK, "as": STOCK, "zrt": STOCK, "nyrt": STOCK, "se": STOCK,
    "gmbh": LIMITED, "ltd": LIMITED, "llc": LIMITED, "srl": LIMITED, "sarl": LIMITED, "bv": LIMITED, "ooo": LIMITED,
    "tov": LIMITED, "kft": LIMITED, "sro": LIMITED, "spzoo": LIMITED, "lda": LIMITED, "aps": LIMITED, "oy": LIMITED,
    "sas": LIMITED, "too": LIMITED, "mchj": LIMITED, "doo": LIMITED, "ood": LIMITED, "sia": LIMITED, "uab": LIMITED,
    "coltd": LIMITED, "sdn bhd": LIMITED, "pte ltd": LIMITED, "pty ltd": LIMITED, "pvt ltd": LIMITED,
    "gmbhcokg": PARTNERSHIP,
    "kg": PARTNERSHIP, "ohg": PARTNERSHIP, "lp": PARTNERSHIP, "llp": PARTNERSHIP, "snc": PARTNERSHIP,
    "gmbh & co kg": PARTNERSHIP, "gbr": PARTNERSHIP,
}  # fmt: skip


def class_of(form: str) -> str:
    """The class of a form as the library calls it."""
    return CLASSES.get(form.casefold().strip(), OTHER)


def telling(*kinds: str) -> str:
    """Of the classes of a name's forms the one that says most: "Co., Ltd." is limited."""
    return next((one for one in kinds if one and one != OTHER), next(filter(None, kinds), ""))


def without_attached(name: str) -> tuple[str, str]:
    """A name without a form that is written on to it, and the form's class; empty where there is none."""
    if name.isascii():
        return name, ""
    for form, kind in ATTACHED:
        if name.endswith(form) and len(name) > len(form):
            return name.removesuffix(form).strip(), kind
        if name.startswith(form) and len(name) > len(form):
            return name.removeprefix(form).strip(), kind
    return name, ""


def is_attached(text: str) -> bool:
    """Whether a text is nothing but a form that is written on to names."""
    return any(text == form for form, _kind in ATTACHED)


def without_words(tokens: list[str]) -> tuple[list[str], str]:
    """The same for forms that are words of their own, at either end; a name of nothing but forms keeps its last."""
    kind, again = "", True
    while again and len(tokens) > 1:
        again = False
        for words, found in LAST.get(tokens[-1], ()):
            if len(tokens) > len(words) and tuple(tokens[-len(words) :]) == words:
                tokens, kind, again = tokens[: -len(words)], telling(kind, found), True
                break
        for words, found in FIRST.get(tokens[0], ()):
            if len(tokens) > len(words) and tuple(tokens[: len(words)]) == words:
                tokens, kind, again = tokens[len(words) :], telling(kind, found), True
                break
    return tokens, kind


def _by(place: int) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for said, kind in WORDS:
        words = tuple(normalize_name(unicodedata.normalize("NFKC", one)) or one for one in said)
        found.setdefault(words[place], []).append((words, kind))
    return found


FIRST, LAST = _by(0), _by(-1)
