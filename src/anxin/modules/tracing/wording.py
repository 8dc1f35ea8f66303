"""What happened, in words: on screens, and in the files of sites that were without a line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from anxin.modules.tracing.enums import Happening, Passage
from anxin.modules.tracing.terms import SiteKind

HAPPENED = {
    Happening.ENTER: gettext_lazy("Entered by a first station"),
    Happening.DECLARE: gettext_lazy("Declared beforehand"),
    Happening.CHECK: gettext_lazy("Checked on the road"),
    Happening.RECEIVE: gettext_lazy("Scanned in"),
    Happening.SHIP: gettext_lazy("Scanned out"),
    Happening.SPLIT: gettext_lazy("Divided"),
    Happening.RELABEL: gettext_lazy("Relabelled"),
    Happening.LOSE: gettext_lazy("Lost or spoilt"),
    Happening.COUNT: gettext_lazy("Stock counted"),
    Happening.SELL: gettext_lazy("Sold to the consumer"),
    Happening.ERROR: gettext_lazy("Declared wrong"),
}
PASSAGES = {
    Passage.PASS: gettext_lazy("Papers complete and declared: let it pass."),
    Passage.REGISTERED: gettext_lazy("Papers complete, not declared in time: registered here, let it pass."),
    Passage.WAREHOUSE: gettext_lazy("Papers missing: to a supervised warehouse."),
}
WRITTEN = {
    "进赋码": Happening.ENTER,
    "赋码": Happening.ENTER,
    "申报": Happening.DECLARE,
    "检查": Happening.CHECK,
    "进货": Happening.RECEIVE,
    "进扫码": Happening.RECEIVE,
    "出货": Happening.SHIP,
    "出扫码": Happening.SHIP,
    "拆分": Happening.SPLIT,
    "改码": Happening.RELABEL,
    "损耗": Happening.LOSE,
    "盘点": Happening.COUNT,
    "售出": Happening.SELL,
    **{str(one): one for one in Happening if one is not Happening.ERROR},
}
"""How a file may name what happened."""


def happened_word(kind: str) -> str:
    """What happened, in the reader's words."""
    return str(HAPPENED[Happening(kind)])


def passage_word(result: str) -> str:
    """What a check station said; empty for any other event."""
    return str(PASSAGES[Passage(result)]) if result else ""


def kind_title(kind: SiteKind, language: str) -> str:
    """What sites of a kind are called."""
    return kind.title["zh"] if language.startswith("zh") else kind.title["en"] or kind.title["zh"]
