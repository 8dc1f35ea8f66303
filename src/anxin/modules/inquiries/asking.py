"""The asker's side: a question, its link, and the record as long as a yes lasts.

A natural person's credit information is looked up only with that person's authorisation (Zhejiang public credit
information rules 2017, art. 19). Whether there is such a person, has not answered, or has said no is told alike.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.forms import Words
from anxin.kernel.codes.secrets_kept import kept, new_secret
from anxin.kernel.codes.visiting import Scanned
from anxin.kernel.datasets.catalogue import dataset
from anxin.kernel.datasets.rows import rows
from anxin.kernel.datasets.sharing import class_of
from anxin.kernel.datasets.terms import FieldTerms, Sharing, written
from anxin.kernel.errors import AnxinError, Invalid, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.messages.actions import send_alike
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import seal
from anxin.modules.inquiries.models import Answer, Declared, Inquiry
from anxin.modules.inquiries.terms import InquiryTerms, read
from anxin.modules.inquiries.terms import written as terms_written

LONGEST_NAME, LONGEST_WHY = 20, 80
KIND, ASKER, WHY = "inquiry", "inquiry-asker", "inquiry-why"
AT_ONCE = 5  # questions that wait for one person at a time; more are not shown to her


@dataclass(frozen=True)
class Asked:
    """A question was asked. `link` is handed out once."""

    inquiry: Inquiry
    link: str


@dataclass(frozen=True)
class Opened:
    """The record of somebody who said yes: each field with its value as it is on record."""

    pack: str
    title: Words
    until: datetime
    values: list[tuple[FieldTerms, str | None]]


@dataclass(frozen=True)
class Waiting:
    """No record: not answered yet. Past `until` none will come by this question."""

    title: Words
    until: datetime


def service_of(scanned: Scanned | None) -> str:
    """The service a question is under: that of the code; of a code of nobody one that takes questions, so that both are
    answered alike. `NotFound` where none does."""
    held = Declared.objects.order_by("pack").values_list("pack", flat=True)
    asked = held.filter(pack=scanned.code.pack).first() if scanned is not None else None
    found = asked or held.first()
    if found is None:
        raise NotFound(_("Nobody's record can be asked for here."), todo=_("Read what the code shows."))
    return found


def terms_of_service(pack: str) -> InquiryTerms:
    """What may be inquired about under a service; `NotFound` where nothing may."""
    held = Declared.objects.filter(pack=pack).first()
    if held is None:
        raise NotFound(_("Nobody's record can be asked for here."), todo=_("Read what the code shows."))
    return read(held.body)


@transaction.atomic
def ask(
    *, by: Actor, at: datetime, pack: str, scanned: Scanned | None, name: str, why: str, link: str | None = None
) -> Asked:
    """Ask the person whose code was scanned; None stands for a code of nobody, and is answered alike. She is told by
    message, and sees on her phone who asks, why, what would be shown and for how long."""
    party = scanned.code.party if scanned is not None and scanned.code.pack == pack else None
    terms = terms_of_service(pack)
    return ask_person(by=by, at=at, terms=terms, party=party, name=name, why=why, link=link or new_secret())


@transaction.atomic
def ask_person(
    *, by: Actor, at: datetime, terms: InquiryTerms, party: Party | None, name: str, why: str, link: str, via: str = ""
) -> Asked:
    """The same for terms and a person that are known. `via`: the platform through which the asker came."""
    said = {"name": (name.strip(), LONGEST_NAME), "why": (why.strip(), LONGEST_WHY)}
    for field, (text, longest) in said.items():
        if not 1 <= len(text) <= longest or any(sign < " " for sign in text):
            raise Invalid(
                _("Say who you are and why you ask."),
                field=field,
                allowed=_("1 to %(most)s characters") % {"most": longest},
            )
    if party is not None and not _may_wait(party, at):
        party = None
    made = Inquiry.objects.create(
        party=party,
        pack=terms.pack,
        terms=terms_written(terms),
        described=_described(terms, at),
        digest=kept(KIND, link),
        asked_by=seal(f"{said['name'][0]} · {via}" if via else said["name"][0], context=ASKER),
        why=seal(said["why"][0], context=WHY),
        asked_at=at,
        waits_until=at + timedelta(minutes=terms.waits),
    )
    subjects = [party.public_id] if party is not None else []
    journal.write(by=by, at=at, act="inquiry.ask", subjects=subjects, detail={"inquiry": made.public_id})
    if party is not None:
        text = _("Somebody asks to see your record. Open your own page to answer; without your yes nothing is shown.")
        send_alike(by=by, at=at, kind="inquiry", party_ids=[party.pk], text=text)
    return Asked(made, link)


def _described(terms: InquiryTerms, at: datetime) -> str:
    """The dataset as it is declared that day, in a digest; none for one that may not be shared, or is no more."""
    try:
        held = dataset(terms.dataset, on=shanghai_day(at))
        if class_of(held, terms.fields) is Sharing.NOT_SHARED:
            return ""
    except AnxinError:
        return ""
    return hashlib.sha256(written(held).encode()).hexdigest()


def _may_wait(party: Party, at: datetime) -> bool:
    waiting = Inquiry.objects.filter(party=party, answer=Answer.NONE, waits_until__gt=at)
    return waiting.count() < AT_ONCE


def _by_link(link: str) -> Inquiry:
    held = (
        Inquiry.objects.select_for_update(of=("self",)).select_related("party").filter(digest=kept(KIND, link)).first()
    )
    if held is None:
        raise NotFound(_("There is no such question."), todo=_("Scan the code again and ask anew."))
    return held


@transaction.atomic
def open_record(*, by: Actor, at: datetime, link: str) -> Opened | Waiting:
    """What the asker may see now: the record while a yes lasts, as it stands at this moment; else that one waits.

    Each opening is one line in the person's own list, with what was shown."""
    held = _by_link(link)
    terms = read(held.terms)
    granted = held.answer == Answer.GRANTED and held.lasts_until is not None and at < held.lasts_until
    if held.party is None or not granted or held.lasts_until is None:
        return Waiting(terms.title, held.waits_until)
    on = shanghai_day(at)
    if _described(terms, at) != held.described:  # what she agreed to is not what would be shown now: ask anew
        return Waiting(terms.title, held.waits_until)
    described = dataset(terms.dataset, on=on)
    values = next((row.values for row in rows(described, on=on, party_ids=[held.party.pk], fields=terms.fields)), {})
    journal.write(
        by=by,
        at=at,
        act="inquiry.open",
        purpose=terms.purpose.zh[:60],
        subjects=[held.party.public_id],
        detail={"inquiry": held.public_id, "dataset": terms.dataset, "fields": sorted(terms.fields)},
        is_read=True,
    )
    held.opened += 1
    held.save(update_fields=["opened"])
    shown = [one for one in described.fields if one.slug in terms.fields]
    told = [(one, values.get(one.slug)) for one in shown]
    return Opened(held.pack, terms.title, held.lasts_until, told)
