"""Requests of shipped packs carried through the kernel: matters in force, people at desks, a firm, moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from anxin.kernel.cases.applying import apply_matters
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.models import Case
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.packs.loading import load_pack
from anxin.packs.pack import Pack
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.cases.scene import FIRM_CODE, clerk

PACKS = Path(__file__).resolve().parents[3] / "packs"
LUCHENG, WENZHOU = "330302", "330300"
FIRM = "温州示例建设有限公司"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
REPORTER = From(name="王芳", phone="13800138000")


def moment(written: str) -> datetime:
    """A moment in Shanghai: "2022-04-11 09:30"."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True)
class Carried:
    """A pack whose matters are in force. `at` gives whoever sits at a desk."""

    pack: Pack
    people: Mapping[str, Actor]
    firm: Party

    def at(self, desk: str) -> Actor:
        return self.people[desk]

    def file(
        self,
        matter: str,
        at: str,
        said: Mapping[str, str],
        *,
        sent: Sequence[Sent] = (),
        sender: From = REPORTER,
        by: Actor | None = None,
        channel: Channel = Channel.PHONE,
    ) -> Filed:
        return file_case(
            by=by or Actor.requester(), at=moment(at), pack=self.pack.slug, matter=matter, said=dict(said),
            sender=sender, channel=channel, sent=list(sent),
        )  # fmt: skip


def carried(slug: str) -> Carried:
    """The shipped pack in force, one clerk at each desk, and a firm with somebody at its own."""
    pack = load_pack(PACKS / slug)
    apply_matters(by=OPERATOR, at=NOON, matters=pack.matters)
    firm = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.ORGANISATION, name=FIRM, area=LUCHENG, scheme=Scheme.CREDIT_CODE,
        number=FIRM_CODE,
    )  # fmt: skip
    areas = {"county": LUCHENG, "city": WENZHOU, "province": "330000", "organisation": ""}
    people = {
        name: clerk(
            f"{name}-1", (name, areas[desk.level]), pack=slug, firm=firm if desk.level == "organisation" else None
        )
        for name, desk in pack.cases.desks.items()
    }
    return Carried(pack, people, firm)


def now(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(pk=case.pk)
