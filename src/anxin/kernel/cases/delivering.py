"""Cases that go to a desk of another system: what is sent there, and what that system says of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from anxin.kernel.attachments.queries import name_of
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.forms import FILES, FieldKind, FormField
from anxin.kernel.cases.informing import update
from anxin.kernel.cases.matter import DeskNamed, Level, Matter
from anxin.kernel.cases.models import Case, CaseFile
from anxin.kernel.cases.recording import Happening, answers_of, append, locked, matter_of
from anxin.kernel.deliveries.actions import note_status, post
from anxin.kernel.deliveries.parcels import FIRST_KIND, printable
from anxin.kernel.deliveries.queries import Hop, hops_about, targets_told
from anxin.kernel.deliveries.targets import UNREAD, target_of_desk
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.sealing import unseal

if TYPE_CHECKING:
    from anxin.kernel.cases.opening import OpenedCase  # which itself rests on dispatching

NAME, PHONE = "case-name", "case-phone"  # as filing seals them
MOVED, RETURNED = "case.moved", "case.returned"
NAMING = frozenset({FieldKind.PERSON_NAME, FieldKind.PHONE})
NEVER = FILES | {FieldKind.IDENTITY_NUMBER, FieldKind.RECORD}
LEFT_OUT = "＊"


def deliver(*, by: Actor, at: datetime, case: Case, desk: DeskNamed) -> None:
    """A case that has just come to this desk goes to the system behind it, in the same transaction; a system that had
    it before is told that it went on. An organisation's own desk is never another system's."""
    asks = matter_of(case)
    target = None if desk.level is Level.ORGANISATION else target_of_desk(case.pack, desk.slug, case.desk_area)
    told = targets_told(case.public_id)
    for slug in told:
        if target is None or slug != target.slug:
            _tell(by, at, case, slug, MOVED)
    if target is None:
        return
    if target.slug in told and (target.kind != "open311" or target.updates):
        _tell(by, at, case, target.slug, RETURNED)
        return
    payload = what_it_needs(asks, case)
    if target.slug == UNREAD:
        payload["desk"] = f"{case.pack}/{desk.slug}/{case.desk_area}"
    post(by=by, at=at, target=target.slug, kind=FIRST_KIND, about=case.public_id, payload=payload)


def _tell(by: Actor, at: datetime, case: Case, slug: str, kind: str) -> None:
    said = update(at=at, case=case, kind=Happened.ASSIGNED, text="")
    post(by=by, at=at, target=slug, kind=kind, about=case.public_id, payload=said | {"here": kind == RETURNED})


def what_it_needs(asks: Matter, case: Case) -> dict[str, Any]:
    """What another system is told of a case: the matter, the words, the place, the facts, and of files their names and
    hashes. Where the matter hides its requester nothing that names them goes out."""
    said = answers_of(case)
    name, phone = _name(case), unseal(case.phone_sealed, context=PHONE) if case.phone_sealed else ""
    hidden = [one for one in (name, phone) if one] if asks.hides_requester else []
    lines = [f"{one.title.zh}：{_plain(one, said[one.key], hidden)}" for one in _shared(asks) if one.key in said]
    found: dict[str, Any] = {
        "case": case.public_id,
        "service": f"{case.pack}/{case.matter}",
        "title": asks.title.zh,
        "area": case.area,
        "description": "\n".join(lines),
        "attributes": {"case": case.public_id, "area": case.area, **_facts(asks, case)},
        "attachments": list(_files(asks, case)),
        **_place(asks, said, hidden),
    }
    if not asks.hides_requester:
        found |= {key: value for key, value in (("first_name", name), ("phone", phone)) if value}
    return found


def _name(case: Case) -> str:
    if case.name_sealed:
        return unseal(case.name_sealed, context=NAME)
    return case.requester.name if case.requester is not None else ""


def _shared(asks: Matter) -> Iterator[FormField]:
    """The questions whose answers may go out."""
    for one in asks.form:
        tells = asks.hides_requester and (one.kind in NAMING or not one.organisation)
        if one.kind not in NEVER and one.sharing != "not_shared" and not tells:
            yield one


def _plain(question: FormField, value: Any, hidden: list[str]) -> str:
    if question.kind is FieldKind.CHOICE and str(value) in question.choices:
        return question.choices[str(value)].zh
    if question.kind is FieldKind.YES_NO:
        return "是" if value else "否"
    text = str(value)
    for one in hidden:
        text = text.replace(one, LEFT_OUT)
    return text


def _facts(asks: Matter, case: Case) -> dict[str, Any]:
    """What tables read, without the answers that may not go out."""
    kept_back = {one.key for one in asks.form} - {one.key for one in _shared(asks)}
    return {key: value for key, value in case.facts.items() if key not in kept_back and isinstance(value, (str, int))}


def _place(asks: Matter, said: dict[str, Any], hidden: list[str]) -> dict[str, str]:
    question = next((one for one in _shared(asks) if one.kind is FieldKind.PLACE and said.get(one.key)), None)
    if question is None:
        return {}
    words, at, position = str(said[question.key]).rpartition(" @ ")
    if not at:
        return {"address_string": _plain(question, position, hidden)}
    latitude, _comma, longitude = position.partition(",")
    return {"address_string": _plain(question, words, hidden), "lat": latitude, "long": longitude}


def _files(asks: Matter, case: Case) -> Iterator[dict[str, Any]]:
    """A file's own name may name the requester: where they are hidden it goes by its question."""
    shared = {one.key: one for one in asks.form if one.sharing != "not_shared"}
    for one in CaseFile.objects.filter(event__case=case).select_related("attachment").order_by("pk"):
        question, kept = shared.get(one.question), one.attachment
        if question is None or (asks.hides_requester and not question.organisation):
            continue
        name = question.title.zh if asks.hides_requester else name_of(kept)
        yield {"name": name, "sha256": kept.sha256, "media_type": kept.media_type, "size": kept.size}


def hops_of(opened: OpenedCase) -> list[Hop]:
    """The messages about an opened case. The organisation it is about is shown none: they tell when somebody spoke."""
    return [] if opened.concerned else hops_about(opened.case.public_id)


@transaction.atomic
def note_elsewhere(*, by: Actor, at: datetime, target: str, external_id: str, status: str, notes: str) -> None:
    """What the other system says of a case under its own number. That it closed it there becomes a note for the desks:
    the desk answers, and the requester accepts, here as ever. Raises NotFound as `note_status`."""
    held = note_status(by=by, at=at, target=target, external_id=external_id, status=status)
    if held.external_status != "closed" or not Case.objects.filter(public_id=held.about).exists():
        return
    case, words = locked(held.about), printable(notes, 500)
    detail = {"delivery": held.public_id, "target": target, "status": held.external_status}
    append(by=by, at=at, case=case, happening=Happening(Happened.NOTED, detail, text=words, told=False))
