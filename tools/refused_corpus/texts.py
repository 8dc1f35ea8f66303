"""Faults of the digits and of the address they stand behind."""

from __future__ import annotations

from collections.abc import Iterator

from anxin.credentials import Fault, to_digits
from tools.refused_corpus.bases import card
from tools.refused_corpus.contents import of_size
from tools.refused_corpus.entry import Entry
from tools.refused_corpus.stage import ISSUER, token

DIGITS = to_digits(token(card()))
CODE = f"{ISSUER}/v#{DIGITS}"


def texts() -> Iterator[Entry]:
    whole = DIGITS[: len(DIGITS) // 17 * 17]
    for name, why, text in (
        ("text-empty", "no text", ""),
        ("text-words", "words", "安心码"),
        ("text-no-digits", "the address alone", f"{ISSUER}/v#"),
        ("text-leading-letter", "a letter before the digits", f"x{DIGITS}"),
        ("text-leading-junk", "a parameter before the digits", f"{ISSUER}/v#t={DIGITS}"),
        ("text-leading-plus", "a plus before the digits", f"+{DIGITS}"),
        ("text-leading-minus", "a minus before the digits", f"-{DIGITS}"),
        ("text-space-inside", "a space after the first group ends the reading", f"{DIGITS[:17]} {DIGITS[17:]}"),
        ("text-underscore", "an underscore inside, as programming languages allow", f"{DIGITS[:20]}_{DIGITS[20:]}"),
        ("text-hexadecimal", "the token in hexadecimal digits", token(card()).hex()),
        ("text-base45", "another code's form", "HC1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3"),
        ("text-fullwidth", "full-width digits", DIGITS.translate({48 + n: 0xFF10 + n for n in range(10)})),
        ("text-arabic", "Arabic digits", DIGITS.translate({48 + n: 0x0660 + n for n in range(10)})),
        ("text-superscript", "a superscript two among the digits", f"{DIGITS[:30]}²{DIGITS[31:]}"),
        ("text-nul", "a NUL before the digits", f"\x00{DIGITS}"),
        *((f"text-rest-{rest}", f"a last group of {rest} digits: no number of octets", whole + "0" * rest) for rest in (1, 2, 4, 6, 7, 9, 11, 12, 14, 16)),
        ("text-group-overflow", "the first group is 2^56", f"{2**56:017d}{DIGITS[17:]}"),
        ("text-group-nines", "a group of nines", f"{'9' * 17}{DIGITS[17:]}"),
        *((f"text-last-overflow-{octets}", f"the last group exceeds its {octets} octets", whole + f"{256**octets:0{width}d}") for octets, width in ((1, 3), (2, 5), (3, 8), (4, 10), (5, 13), (6, 15))),
        ("text-cut", "the last digit is missing", DIGITS[:-1]),
        ("text-cut-group", "the last group is missing", whole[:-17]),
        ("text-extra-group", "a group of zeros more", whole + "0" * 17 if whole == DIGITS else DIGITS + "0" * (17 - len(DIGITS) % 17)),
        ("text-octets-401", "401 octets in digits", to_digits(of_size(401))),
        ("text-ten-thousand", "ten thousand digits", "1" * 10_000),
        ("text-zeros", "only zeros", "0" * 170),
    ):  # fmt: skip
        yield Entry(name, why, text, Fault.UNREADABLE, "text")
    for name, why, text in (
        ("text-other-host", "another host", CODE.replace("code.example", "other.example")),
        ("text-longer-host", "the host goes on", CODE.replace("code.example", "code.example.evil.example")),
        ("text-user", "the host is a user's name before @", CODE.replace("code.example", "code.example@evil.example")),
        ("text-http", "http", CODE.replace("https", "http")),
        ("text-port", "another port", CODE.replace("/v#", ":8443/v#")),
        ("text-other-path", "another page", CODE.replace("/v#", "/vv#")),
        ("text-scheme-relative", "an address without a scheme", CODE.removeprefix("https:")),
        ("text-broken-address", "an address that cannot be taken apart", f"https://[::1/v#{DIGITS}"),
        ("text-script", "a script for an address", f"javascript:alert(1)#{DIGITS}"),
    ):
        yield Entry(name, why, text, Fault.WRONG_ISSUER, "text")
