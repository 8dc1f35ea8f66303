"""Taking a request in: at the phone, at a counter by a clerk, from another platform. The first event of a case."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases import effects, telling
from anxin.kernel.cases.answering_by_table import answer_by_table
from anxin.kernel.cases.concerned import lock_people
from anxin.kernel.cases.dispatching import accept, send_by_table
from anxin.kernel.cases.enclosing import Enclosed, Sent, counted, enclosed, keep_enclosed
from anxin.kernel.cases.entering import let_in, under_way
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.forms import PLAIN, FieldKind, likened, understood
from anxin.kernel.cases.leaving import organisation_left
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Batch, Case, MatterVersion, new_token
from anxin.kernel.cases.recording import Happening, append, digest_of, matter_of, said_in, sealed_answers
from anxin.kernel.cases.rights import deals_with
from anxin.kernel.cases.standing_in import stand_in
from anxin.kernel.cases.tables import graded, kept_as_facts
from anxin.kernel.codes.models import Visit
from anxin.kernel.errors import Invalid, NotFound, Refused
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import party_by_number
from anxin.kernel.parties.sealing import blind_index, phone_index, seal

NAME, PHONE = "case-name", "case-phone"


class Channel(StrEnum):
    """By which door a request came."""

    PHONE = "phone"
    COUNTER = "counter"
    API = "api"
    COMMAND = "command"
    OPEN311 = "open311"
    SWEEP = "sweep"


@dataclass(frozen=True)
class From:
    """Who asks, as far as they say: a known party, or a name and phone, or nobody where the matter allows it.
    `language`: in which they read, as "en"; Chinese where nobody said."""

    party: Party | None = None
    name: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True)
class Filed:
    """A case that was taken in. `token` is its link; empty where a program filed it for an account that deals with it:
    the link then went to the requester's phone alone."""

    case: Case
    token: str
    again: bool = False


def version_in_force(pack: str, matter: str) -> MatterVersion:
    """The version under which a new request comes in."""
    held = MatterVersion.objects.filter(slot=f"{pack}:{matter}").first()
    if held is None:
        raise NotFound(
            _("There is no such matter on this site."),
            why=_("The service may not be in use here, or the matter has another name."),
            todo=_("Choose one from the list of services."),
        )
    return held


def file_case(
    *,
    by: Actor,
    at: datetime,
    pack: str,
    matter: str,
    said: Mapping[str, str],
    sender: From,
    channel: Channel,
    sent: Sequence[Sent] = (),
    about: Party | None = None,
    origin: str = "",
    batch: Batch | None = None,
    visited: Visit | None = None,
) -> Filed:
    """Take a request in, check every answer, keep its files, and send it on as far as it goes by itself.

    `origin` is the sender's own number: the same one twice gives the same case. `visited`: the visit it is about; the
    agency of that day is concerned, and the worker is named to the desks and not to the household. Raises Invalid at
    the question that is wrong; then nothing is kept.
    """
    require(by, Act.FILE_CASE)
    version = version_in_force(pack, matter)
    case = Case(version=version, pack=pack, matter=matter, channel=channel, received_at=at, origin=origin or None)
    case.batch = batch
    ready = enclosed(matter_of(case).form, sent)
    with transaction.atomic():
        if visited is None:
            filed = _file(by, at, case, said, sender, about, ready)
            return replace(filed, token="") if _by_whom_it_concerns(by, at, filed.case) else filed
        filed = _file(by, at, case, said, sender, about or visited.organisation, ready)
        if not filed.again:
            _name_worker(at, filed.case, visited)
        return filed


def _by_whom_it_concerns(by: Actor, at: datetime, case: Case) -> bool:
    """Whether a program filed for an account that deals with the case: with the link it could accept its own answer."""
    return case.channel in {Channel.API, Channel.COMMAND} and deals_with(by, at, case, matter_of(case))


def _name_worker(at: datetime, case: Case, visited: Visit) -> None:
    worker = visited.code.party
    detail = {"visit": visited.pk, "person": worker.public_id}
    case.refresh_from_db()
    named = Happening(Happened.NOTED, detail, text=worker.name, told=False)
    append(by=Actor.system("cases"), at=at, case=case, happening=named)


def _file(
    by: Actor,
    at: datetime,
    case: Case,
    said: Mapping[str, str],
    sender: From,
    about: Party | None,
    ready: Sequence[Enclosed],
) -> Filed:
    token = link_token(case.origin) if case.origin else new_token()
    before = Case.objects.filter(origin=case.origin).first() if case.origin else None
    if before is not None:
        return Filed(before, token, again=True)
    asks = matter_of(case)
    _require_door(asks, case.channel)
    answers = understood(asks.form, said, counted(ready))
    case.token_digest = digest_of(token)
    describe(case, asks, answers, sender, about, at)
    let_in(case, asks, answers, at)
    if not _kept_first(case):
        return Filed(Case.objects.get(origin=case.origin), token, again=True)
    lock_people(case, asks, said_in(case))
    kept = keep_enclosed(by=by, at=at, case=case, ready=ready)
    detail: dict[str, Any] = {"channel": case.channel}
    if case.channel == Channel.COUNTER:
        detail["on_behalf"] = True
    if sender.phone and telling.spoken(sender.language) != telling.CHINESE:
        detail["language"] = sender.language
    append(by=by, at=at, case=case, happening=Happening(Happened.RECEIVED, detail, files=kept))
    effects.perform(by=by, at=at, case=case, on=Happened.RECEIVED)
    telling.tell_received(by=by, at=at, case=case, phone=sender.phone, token=token)
    if asks.accepts_by_itself:
        accept(by=Actor.system("cases"), at=at, case=case)
        if not asks.screening and send_by_table(at=at, case=case):
            answer_by_table(by=by, at=at, case=case, answers=answers)
    return Filed(case, token)


def _kept_first(case: Case) -> bool:
    """Keep the case; False where the same number of its sender came in meanwhile. Raises Conflict where another request
    of the same person did."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        if case.origin is not None and Case.objects.filter(origin=case.origin).exists():
            return False
        if (told := under_way(case)) is not None:
            raise told from None
        raise
    return True


def link_token(origin: str) -> str:
    """The link of a case that a platform may send twice: worked out from its number, so that both get the same."""
    return blind_index("case-token", origin)[:32]


def _require_door(asks: Matter, channel: str) -> None:
    if asks.channels and channel not in asks.channels:
        raise Refused(
            _("Requests of this kind do not come in this way."),
            rule="cases.channel",
            why=_("The service opens them itself, at a desk or by a sweep."),
            todo=_("Choose another from the list of services, or ask at the desk."),
        )


def _require_someone(asks: Matter, sender: From) -> None:
    if asks.anonymous or sender.party is not None or sender.phone:
        return
    raise Invalid(
        _("A phone number is still missing."),
        field="phone",
        todo=_("The answer is sent to it, and with it you find your request again. Nobody else is shown it."),
    )


def describe(
    case: Case, asks: Matter, answers: Mapping[str, Any], sender: From, about: Party | None, at: datetime
) -> None:
    """Fill in who asks and what, as it is kept."""
    _require_someone(asks, sender)
    _who(case, sender)
    _what(case, asks, answers, about, at)


def _who(case: Case, sender: From) -> None:
    case.requester = sender.party
    if sender.name:
        case.name_sealed = seal(sender.name[:60], context=NAME)
    if sender.phone:
        case.phone_sealed = seal(sender.phone, context=PHONE)
        case.phone_index = phone_index(sender.phone)


def _what(case: Case, asks: Matter, answers: Mapping[str, Any], about: Party | None, at: datetime) -> None:
    plain = {question.key for question in asks.form if question.kind in PLAIN}
    facts = {key: value for key, value in answers.items() if key in plain}
    case.about = about or _organisation(asks, answers)
    case.record = _record(case, asks, answers)
    if case.record is not None:
        facts |= {"record_kind": case.record.kind, "record_source": case.record.source}
    case.facts = facts | kept_as_facts(graded(asks, facts, shanghai_day(at)))
    case.area = str(answers.get("area") or _known_area(case))
    if not case.area:
        raise Invalid(_("The place is still missing."), field="area", todo=_("Choose the county or district it is in."))
    if asks.stand_in and case.about is None:
        case.about = stand_in(case, asks, answers)
    case.leaves = organisation_left(asks, answers, at)
    case.said_sealed = sealed_answers(answers)
    case.likeness = likeness(case, asks, answers)


def _known_area(case: Case) -> str:
    """Where the organisation concerned is, or else the requester, for a request that names no place."""
    known = case.about or case.requester
    return known.area if known is not None else ""


def _organisation(asks: Matter, answers: Mapping[str, Any]) -> Party | None:
    """The organisation the case is about, where the form names it by its credit code and it is known here."""
    number = answers.get(asks.organisation) if asks.organisation else None
    return party_by_number(Scheme.CREDIT_CODE, str(number)) if number else None


def _record(case: Case, asks: Matter, answers: Mapping[str, Any]) -> Evidence | None:
    """The record a requester speaks of: one of their own, and no other."""
    number = next((answers.get(one.key) for one in asks.form if one.kind is FieldKind.RECORD), None)
    if number is None:
        return None
    held = Evidence.objects.filter(pk=number, party=case.requester).first() if case.requester else None
    if held is None:
        raise Invalid(
            _("This is no record of yours."), field="record", todo=_("Choose it from the list of your records.")
        )
    return held


def likeness(case: Case, asks: Matter, answers: Mapping[str, Any]) -> str:
    """The same for two requests whose telling answers are the same; empty where the matter looks for no repeats."""
    if asks.repeats is None:
        return ""
    same = likened(answers, asks.repeats.same)
    whom = case.about.public_id if case.about is not None else ""
    text = json.dumps([case.pack, case.matter, case.area, whom, same], ensure_ascii=False)
    return blind_index("case-likeness", hashlib.sha256(text.encode()).hexdigest())


def like(case: Case, at: datetime) -> list[Case]:
    """Cases still open that look like this one, the oldest first: somebody decides whether to join them."""
    asks = matter_of(case)
    if not case.likeness or asks.repeats is None:
        return []
    since = at - timedelta(days=asks.repeats.days)
    held = Case.objects.filter(likeness=case.likeness, received_at__gte=since, main__isnull=True, ended_at__isnull=True)
    return list(held.exclude(pk=case.pk).order_by("received_at")[:20])
