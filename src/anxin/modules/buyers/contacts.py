"""Whether somebody who writes for a firm writes from it: the commonest fraud is a known firm's name over another's
address (cases published by export credit insurers)."""

from __future__ import annotations

import re
from enum import StrEnum

from rapidfuzz.distance import OSA

from anxin.firms.naming import is_mixed
from anxin.modules.buyers.subjects import Subject

LIKE = 2
"""Letters by which an address made to deceive differs at most."""
FREE = frozenset({
    "163.com", "126.com", "qq.com", "foxmail.com", "sina.com", "gmail.com", "outlook.com", "hotmail.com", "yahoo.com",
    "mail.ru", "yandex.ru", "gmx.de", "web.de", "aol.com", "icloud.com", "proton.me", "protonmail.com", "live.com",
    "rediffmail.com", "naver.com",
})  # fmt: skip
"""Mailboxes that anybody can open; nothing in them speaks for a firm."""
DOMAIN = re.compile(r"(?:^|[/@.])((?:[^\s/@:?#.<>]+\.)+[^\s/@:?#.<>]{2,})(?=$|[/:?#>])")


class Contact(StrEnum):
    """What a contact address says."""

    NONE = ""
    UNREADABLE = "unreadable"
    SAME = "same"
    LIKE = "like"  # nearly the firm's: made to be mistaken for it
    FREE = "free"
    OTHER = "other"
    UNKNOWN = "unknown"  # the firm's own is not on file


def contact(typed: str, subject: Subject) -> Contact:
    """Compare an e-mail address or a site with those on file."""
    if not typed.strip():
        return Contact.NONE
    mine = domain(typed)
    if not mine:
        return Contact.UNREADABLE
    theirs = {
        found
        for key in ("website", "email_domain")
        for one in subject.records
        if (found := domain(one.facts.get(key, "")))
    }
    if any(mine == one or mine.endswith(f".{one}") for one in theirs):
        return Contact.SAME
    if is_mixed(mine) or any(_near(mine, one) for one in theirs):
        return Contact.LIKE
    if mine in FREE:
        return Contact.FREE
    return Contact.OTHER if theirs else Contact.UNKNOWN


def domain(typed: str) -> str:
    """The domain of an address or a site, in small letters, without "www."; empty where there is none."""
    text = typed.strip().casefold()[:254]
    found = DOMAIN.search(text.split("//")[-1])
    return found[1].removeprefix("www.") if found else ""


def _near(one: str, other: str) -> bool:
    return OSA.distance(one, other) <= LIKE or one.split(".")[0] == other.split(".")[0]
