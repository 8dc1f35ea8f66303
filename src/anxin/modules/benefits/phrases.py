"""The sentences of an explanation, by edition.

An explanation is made again, byte for byte, years later: an edition that decisions were made under is never changed.
To say something otherwise, add an edition; decisions keep the number of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

from anxin.kernel.cases.forms import Words

LATEST = 1

EDITIONS: Mapping[int, Mapping[str, Words]] = {
    1: {
        "cover": Words(
            "{title}：{day}，不在保障期 {since} 至 {until} 内，不予补助。",
            "{title}: {day} lies outside the cover from {since} to {until}; nothing is paid.",
        ),
        "silent": Words(
            "“{item}”：当期标准没有规定这种情形，不予补助。",
            "“{item}”: the table of this cycle says nothing of this; nothing is paid.",
        ),
        "row": Words(
            "“{item}”：{reason}。按当期标准为 {amount} 元。依据：{source}",
            "“{item}”: {reason}. By the table of this cycle: {amount} yuan. Source: {source}",
        ),
        "both": Words(
            "已付“{other}” {paid} 元，可以同时享受。依据：{article}",
            "“{other}” was paid with {paid} yuan; both are paid. Source: {article}",
        ),
        "apart": Words(
            "已付“{other}” {paid} 元，{fact}不同，互不影响。依据：{article}",
            "“{other}” was paid with {paid} yuan for another {fact}; both are paid. Source: {article}",
        ),
        "larger": Words(
            "已付“{other}” {paid} 元，两项不可兼得，只补差额。依据：{article}",
            "“{other}” was paid with {paid} yuan; the two exclude each other and only the difference is paid. "
            "Source: {article}",
        ),
        "first": Words(
            "已付“{other}” {paid} 元，两项不可兼得，不再支付。依据：{article}",
            "“{other}” was paid with {paid} yuan; the two exclude each other and nothing more is paid. "
            "Source: {article}",
        ),
        "rest": Words("扣除后为 {rest} 元。", "This leaves {rest} yuan."),
        "whole": Words(
            "本周期每人最高 {ceiling} 元，此前已付 {before} 元。本次支付 {payable} 元，还剩 {left} 元。",
            "One person is paid {ceiling} yuan a cycle at most; {before} yuan were paid before. {payable} yuan are "
            "paid, {left} yuan are left.",
        ),
        "part": Words(
            "本周期每人最高 {ceiling} 元，此前已付 {before} 元，只剩 {payable} 元：本次部分支付 {payable} 元，"
            "其余 {cut} 元超过限额，不予支付。",
            "One person is paid {ceiling} yuan a cycle at most; {before} yuan were paid before and {payable} yuan are "
            "left: {payable} yuan are paid in part, and the other {cut} yuan, above the ceiling, are not.",
        ),
    }
}


def said(edition: int, name: str, **values: object) -> Words:
    """A sentence of an edition in both languages; a value in Words stands in each in its own."""
    phrase = EDITIONS[edition][name]
    return Words(phrase.zh.format_map(_in(values, zh=True)), phrase.en.format_map(_in(values, zh=False)))


def _in(values: Mapping[str, object], *, zh: bool) -> dict[str, str]:
    found = {}
    for name, value in values.items():
        found[name] = str(value) if not isinstance(value, Words) else value.zh if zh else value.en or value.zh
    return found
