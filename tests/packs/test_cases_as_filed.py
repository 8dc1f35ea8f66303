"""What a scenario of requests promises is what becomes of the same request when it is really filed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from anxin.kernel.cases import clocks, recording
from anxin.kernel.cases.dispatching import accept_case, screen_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Stage
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.forms import FILES, FieldKind
from anxin.kernel.cases.matter import Matter, word
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import events_of
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.packs import Pack, load_pack
from anxin.packs.actions import apply
from anxin.packs.case_scenarios import Request, read_requests
from anxin.packs.loading import find_packs

pytestmark = pytest.mark.django_db

VOICES = Path(__file__).resolve().parents[1] / "unit" / "packs" / "voices"
PACKS = [VOICES, *(folder for folder in find_packs() if (folder / "cases.yaml").is_file())]
SYSTEM = Actor.system("operator")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    """A home of its own; and versions are kept by their number, which a database rolled back gives out again."""
    settings.ANXIN_HOME = tmp_path
    recording._matter.cache_clear()


def can_be_filed(matter: Matter, request: Request) -> bool:
    """By somebody without an account: about no record of theirs, and not one a table answers from records on file."""
    itself = matter.answers_by_itself
    answered = itself is not None and itself.fits(request.expect.graded)
    return not answered and not any(question.kind is FieldKind.RECORD for question in matter.form)


def photo() -> bytes:
    held = BytesIO()
    Image.new("RGB", (40, 30), "white").save(held, "JPEG")
    return held.getvalue()


def organisation(request: Request, number: str) -> Party:
    """The organisation concerned, on file in the area of the request."""
    held = party_by_number(Scheme.CREDIT_CODE, number)
    area = str(request.form.get("area") or request.area)
    return held or enter_party(
        by=SYSTEM,
        at=request.filed,
        kind=PartyKind.ORGANISATION,
        name="某某公司",
        area=area,
        scheme=Scheme.CREDIT_CODE,
        number=number,
    )


def filed(pack: Pack, matter: Matter, request: Request) -> Case:
    """The request as it would come in, screened and accepted at once."""
    kinds = {question.key: question.kind for question in matter.form}
    said = {
        key: word(value) if isinstance(value, bool) else str(value)
        for key, value in request.form.items()
        if kinds[key] not in FILES
    }
    named = said.get(matter.organisation, "") if matter.organisation else ""
    known = request.organisation if request.organisation is not None else bool(named)
    case = file_case(
        by=SYSTEM,
        at=request.filed,
        pack=pack.slug,
        matter=matter.slug,
        said=said,
        sender=From(phone="13800000000"),
        channel=Channel(matter.channels[0]) if matter.channels else Channel.PHONE,
        sent=[Sent(key, photo(), "a.jpg") for key, value in request.form.items() if kinds[key] in FILES and value],
        about=organisation(request, named or "91330300MA2850000E") if known else None,
    ).case
    if matter.screening:
        findings = {question.slug: request.screened.get(question.slug, True) for question in matter.screening}
        screen_case(by=SYSTEM, at=request.filed, public_id=case.public_id, findings=findings)
    elif case.stage == Stage.RECEIVED:
        accept_case(by=SYSTEM, at=request.filed, public_id=case.public_id)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_filed_request_comes_to_what_its_scenario_says(folder: Path) -> None:
    pack = load_pack(folder)
    matters = {one.slug: one for one in pack.matters}
    at = min(one.filed for scenario in read_requests(folder) for one in scenario.held.requests)
    apply(pack, by=SYSTEM, at=at)
    compared = 0
    for scenario in read_requests(folder):
        for request in scenario.held.requests:
            matter = matters[request.matter]
            if not can_be_filed(matter, request):
                continue
            case = filed(pack, matter, request)
            promised = {
                term.slug: run.due.astimezone(clocks.SHANGHAI).strftime("%Y-%m-%d %H:%M")
                if term.unit is clocks.Unit.HOURS
                else str(run.due_on)
                for term, run in clocks.running(matter.terms, events_of(case))
            }
            graded = {name: case.facts.get(name) for name in request.expect.graded}
            expect = request.expect
            assert (request.title.zh, case.desk or None, graded, promised) == (
                request.title.zh,
                expect.desk,
                expect.graded,
                dict(expect.promised),
            )
            compared += 1
    assert compared > 0
