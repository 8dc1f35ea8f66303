"""Invented exporters of the demonstration: some may join the cover for small firms and some are too large, each by the
terms of its place that were public on the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from stdnum.cn import uscc

from anxin.demo.hazards import DAY, HOUR, signed_in
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import PartyKind
from anxin.kernel.parties.queries import party_by_number

PACK = "export_cover"
SEATS = (
    ("reviewer", PACK, "reception", "330000"),
    ("inspector", PACK, "insurer", "330000"),
    ("province", PACK, "review", "330000"),
)
SIGNED = "保单已签：赔付比例 70%，单个买家 10 万美元，年度最高为保费的 50 倍。"
TOO_LARGE = "上年出口超过 500 万美元，不在小微统保内；一般保单由专员另行联系。"


@dataclass(frozen=True)
class Exporter:
    """How many days ago it asked, its name, what it exported (USD) and what was answered."""

    days: int
    name: str
    usd: int
    answer: tuple[Result, str] | None = None


EXPORTERS = (
    Exporter(16, "慈溪示例小家电厂", 1_200_000, (Result.SOLVED, SIGNED)),
    Exporter(12, "慈溪示例轴承有限公司", 5_000_000, (Result.SOLVED, SIGNED)),
    Exporter(8, "慈溪示例电器集团", 8_600_000, (Result.EXPLAINED, TOO_LARGE)),
    Exporter(3, "慈溪示例化纤制品厂", 640_000),
    Exporter(0, "慈溪示例五金厂", 2_300_000),
)


def firms_made_up() -> int:
    """How many firms come with it."""
    return len(EXPORTERS)


@transaction.atomic
def bring_exporters(*, until: datetime) -> int:
    """Bring the requests in and carry each as far as it has come, unless some are there; how many there are."""
    held = Case.objects.filter(pack=PACK).count()
    if held:
        return held
    for serial, firm in enumerate(EXPORTERS, start=1):
        _asked(firm, serial, until - firm.days * DAY)
    return Case.objects.filter(pack=PACK).count()


def _asked(firm: Exporter, serial: int, at: datetime) -> None:
    stem = f"91330282MA2E{serial:05d}"
    code = stem + uscc.calc_check_digit(stem)
    if party_by_number(Scheme.CREDIT_CODE, code) is None:
        enter_party(
            by=Actor.system("demonstration"), at=at - DAY, kind=PartyKind.ORGANISATION, name=firm.name, area="330282",
            scheme=Scheme.CREDIT_CODE, number=code,
        )  # fmt: skip
    said = {"asker": code, "area": "330282", "place": "cixi", "exports_usd": str(firm.usd)}
    filed = file_case(
        by=Actor.requester(), at=at - HOUR, pack=PACK, matter="cover", said=said,
        sender=From(name="周经理", phone=f"138001391{serial:02d}"), channel=Channel.PHONE,
    )  # fmt: skip
    if firm.answer is None:
        return
    result, text = firm.answer
    answer_case(by=signed_in("inspector"), at=at + 2 * DAY, public_id=filed.case.public_id, result=result, text=text)
    agree(own=own_by_link(token=filed.token), at=at + 4 * DAY)
