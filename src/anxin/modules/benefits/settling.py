"""Claims without application 免申即享: a settlement record of a hospital or insurer becomes an offer; the person says
yes or no, and brings no papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty
from anxin.kernel.codes.secrets_kept import kept as secret_kept
from anxin.kernel.codes.secrets_kept import new_secret
from anxin.kernel.errors import AnxinError, Invalid, Refused
from anxin.kernel.intake.plain_rows import rows_of
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import Scheme as Numbers
from anxin.kernel.parties.identifiers import checked_identity_number
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import party_by_number
from anxin.kernel.parties.sealing import blind_index
from anxin.modules.benefits.claiming import begun, covered, decide_now, understood
from anxin.modules.benefits.enums import Brought, Happened, Standing
from anxin.modules.benefits.messaging import tell_offer
from anxin.modules.benefits.models import Claim, SchemeVersion, Settlement
from anxin.modules.benefits.owning import LINK, OwnClaim
from anxin.modules.benefits.queries import version_in_force
from anxin.modules.benefits.recording import Step, record, scheme_of
from anxin.modules.benefits.refusing import refused
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.terms import Cycle, Item, Scheme

COLUMNS = {
    "结算单号": "record", "record": "record",
    "证件号码": "id_number", "身份证号": "id_number", "id_number": "id_number",
    "医院": "hospital", "医疗机构": "hospital", "hospital": "hospital",
    "票据号": "bill", "发票号": "bill", "bill": "bill",
}  # fmt: skip


@dataclass(frozen=True)
class RowBrought:
    """What became of one record for one item. `token`: the link's secret of an offer, handed out once, to be sent to
    the person; `told`: it was sent to the phone on file; `fault`: why a row could not be taken."""

    row: int
    item: str
    became: str
    claim: Claim | None = None
    token: str = ""
    told: bool = False
    fault: str = ""


def bring_file(*, by: Actor, at: datetime, scheme: str, source: str, content: bytes) -> list[RowBrought]:
    """Settlement records as a file (see `bring_settlements`)."""
    return bring_settlements(by=by, at=at, scheme=scheme, source=source, rows=rows_of(content, COLUMNS))


def bring_settlements(
    *, by: Actor, at: datetime, scheme: str, source: str, rows: Sequence[Mapping[str, str]]
) -> list[RowBrought]:
    """Take settlement records in. Each has `record` (the source's own number), `id_number`, `hospital`, `bill`, and the
    columns by which items know their facts. For each item whose columns it fills, an enrolled person is offered what is
    due and sent the link, once. A record that came before changes nothing; each row stands for itself."""
    version = version_in_force(scheme)
    terms = scheme_of(version)
    require(by, at, terms, Duty.ENTER)
    if not source.strip():
        raise Invalid(_("Say which system the records come from."), field="source")
    found: list[RowBrought] = []
    for number, row in enumerate(rows, 1):
        try:
            found += _bring(by, at, version, source.strip()[:80], number, row)
        except AnxinError as fault:
            found.append(RowBrought(number, "", "", fault=str(fault)))
    return found


def _bring(
    by: Actor, at: datetime, version: SchemeVersion, source: str, number: int, row: Mapping[str, str]
) -> list[RowBrought]:
    terms = scheme_of(version)
    if not row.get("record", "").strip():
        raise Invalid(_("The record has no number."), field="record")
    person = party_by_number(Numbers.IDENTITY_NUMBER, checked_identity_number(row.get("id_number", "")))
    items = [one for one in terms.items.values() if one.settlements and all(row.get(key) for key in one.settlements)]
    if not items:
        columns = ", ".join(sorted({key for one in terms.items.values() for key in one.settlements}))
        raise Invalid(_("The record fits no item of this scheme."), allowed=columns)
    return [_bring_item(by, at, version, source, number, row, item, person) for item in items]


@transaction.atomic
def _bring_item(
    by: Actor,
    at: datetime,
    version: SchemeVersion,
    source: str,
    number: int,
    row: Mapping[str, str],
    item: Item,
    person: Party | None,
) -> RowBrought:
    terms = scheme_of(version)
    facts = understood(terms, item, {fact: row[column] for column, fact in item.settlements.items()})
    cycle = cycle_covering(terms, item, facts[item.happened])
    key = blind_index("settlement", f"{version.name}\n{item.slug}\n{source}\n{row['record'].strip()}")
    journal.queue()  # the same record twice comes one after the other
    held = Settlement.objects.select_related("claim").filter(key=key).first()
    if held is not None:
        return RowBrought(number, item.slug, held.became, held.claim)
    made = Settlement(
        source=source,
        key=key,
        scheme=version.name,
        cycle=cycle.key,
        item=item.slug,
        brought_at=at,
        brought_by=by.label[:80],
        became=Brought.NOT_ENROLLED,
    )
    token = ""
    if person is not None:
        made.became, made.claim, token = _offer(by, at, version, cycle, item, person, facts, source, row)
    made.save()
    told = bool(token) and made.claim is not None and tell_offer(by=by, at=at, claim=made.claim, token=token)
    return RowBrought(number, item.slug, made.became, made.claim, token, told)


def cycle_covering(scheme: Scheme, item: Item, day: str) -> Cycle:
    """The cycle whose cover a day (ISO) lies in. Raises Refused."""
    held = next((one for one in scheme.cycles.values() if one.covers(date.fromisoformat(day))), None)
    if held is None:
        raise refused(scheme, "cover", _("No cycle of this scheme covers %(day)s.") % {"day": day})
    return held


def _offer(
    by: Actor,
    at: datetime,
    version: SchemeVersion,
    cycle: Cycle,
    item: Item,
    person: Party,
    facts: Mapping[str, object],
    source: str,
    row: Mapping[str, str],
) -> tuple[Brought, Claim | None, str]:
    """An offer to an enrolled person, with the secret of its link."""
    terms, token = scheme_of(version), new_secret()
    try:
        enrolment = covered(terms, cycle, version.name, person)
    except Refused:
        return Brought.NOT_ENROLLED, None, ""
    told = dict.fromkeys(facts, source)
    hospital, bill = row.get("hospital", ""), row.get("bill", "")
    try:
        claim = begun(
            version,
            enrolment,
            item,
            facts,
            told,
            at=at,
            hospital=hospital,
            bill=bill,
            token_digest=secret_kept(LINK, token),
        )
    except Refused:
        return Brought.BILL_KNOWN, None, ""
    became = _offered(by, at, claim)
    return became, claim, token if became == Brought.OFFERED else ""


def _offered(by: Actor, at: datetime, claim: Claim) -> Brought:
    [kept] = decide_now(scheme_of(claim.version), [claim])
    if not kept.decided.payable:
        record(by=by, at=at, steps=[Step(claim, Happened.OFFERED, Standing.OFFERED, kept=kept)])
        record(by=Actor.system("rules"), at=at, steps=[Step(claim, Happened.REFUSED, Standing.REFUSED, kept=kept)])
        became = Brought.NOTHING
    else:
        record(by=by, at=at, steps=[Step(claim, Happened.OFFERED, Standing.OFFERED, kept=kept)])
        became = Brought.OFFERED
    detail = {"scheme": claim.scheme, "claim": claim.public_id, "amount": claim.amount}
    journal.write(by=by, at=at, act="benefit.offer", subjects=[claim.person.public_id], detail=detail)
    return became


@transaction.atomic
def consent(*, own: OwnClaim, at: datetime) -> Claim:
    """The person takes what is offered. Saying so again changes nothing."""
    return _answer(own, at, Happened.CONSENTED, Standing.CONSENTED)


@transaction.atomic
def decline(*, own: OwnClaim, at: datetime) -> Claim:
    """The person does not want what is offered."""
    return _answer(own, at, Happened.DECLINED, Standing.DECLINED)


def _answer(own: OwnClaim, at: datetime, kind: Happened, standing: Standing) -> Claim:
    held = own.held()
    if held.standing == standing:
        return held
    record(by=own.by, at=at, steps=[Step(held, kind, standing)])
    detail = {"scheme": held.scheme, "claim": held.public_id}
    journal.write(by=own.by, at=at, act=f"benefit.{kind}", subjects=[held.person.public_id], detail=detail)
    return held
