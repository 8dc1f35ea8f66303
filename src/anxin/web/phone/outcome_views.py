"""How the worker's colour came about, outcome by outcome with its author, and the proof of each to take along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.derivation import DerivationFile, derivation_of_day, derivation_of_outcome
from anxin.kernel.outcomes.models import Cause
from anxin.kernel.outcomes.origins import Author, Origin, acts_about, origins
from anxin.kernel.outcomes.queries import recorded
from anxin.packs.pack import Pack
from anxin.web.design.colours import Colour, colour_named
from anxin.web.phone.act_words import act_word
from anxin.web.phone.own_service import own_service
from anxin.web.phone.own_views import for_worker, open_own
from anxin.web.phone.words import in_language, reason_words, role_word, said


@dataclass(frozen=True)
class OutcomeLine:
    """One outcome: colour and reason, its days, what brought it about and who, and the number of its proof."""

    number: int
    colour: Colour
    reason: str
    since: date
    ended: date | None
    cause: str
    told: list[str]


@require_GET
@for_worker
def outcomes(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """Every colour she had: since when, why, set off by what, entered by whom."""
    pack = own_service(request, actor)
    opened = open_own(actor, at, pack, "history", "items", "outcome")
    lines = [_line(pack, one) for one in origins(opened, pack.slug)]
    done = [{"at": one.at, "told": _acted(one.author)} for one in acts_about(opened)]
    return render(request, "phone/me_outcomes.html", {"tab": "me", "lines": lines, "done": done})


@require_GET
@for_worker
def proof_of_today(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    """带走判定依据: how she is decided today, as a file that anybody can compute again."""
    pack = own_service(request, actor)
    return sent(derivation_of_day(open_own(actor, at, pack, "derivation"), pack.slug, as_of=at.date()))


@require_GET
@for_worker
def proof(request: HttpRequest, actor: Actor, at: datetime, number: int) -> HttpResponse:
    """The same of an outcome as it was recorded."""
    pack = own_service(request, actor)
    opened = open_own(actor, at, pack, "derivation", "outcome")
    return sent(derivation_of_outcome(opened, recorded(opened, pack.slug, number=number)))


def sent(file: DerivationFile) -> HttpResponse:
    """The file as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type="application/json", headers=headers)


def _line(pack: Pack, one: Origin) -> OutcomeLine:
    row = one.outcome
    return OutcomeLine(
        number=row.pk,
        colour=colour_named(row.outcome),
        reason=reason_words(pack, row.reason).title,
        since=row.since,
        ended=row.ended,
        cause=_cause(row.cause),
        told=[*_records(pack, one), *_acts(one)] or [_("Nobody did anything: it was the day.")],
    )


def _cause(cause: str) -> str:
    words = {Cause.EVIDENCE: _("New evidence"), Cause.TICK: _("The day"), Cause.RULES: _("Published rules")}
    return words[Cause(cause)]


def _records(pack: Pack, one: Origin) -> list[str]:
    told = []
    for record in one.records:
        kind = pack.evidence_kinds.get(record.kind)
        source = pack.sources.get(record.source)
        words = {
            "item": said(kind.title) if kind else record.kind,
            "source": said(source) if source else record.source,
            "who": record.submitted_by,
        }
        told.append(_("%(item)s, said by %(source)s, entered by %(who)s") % words)
    return told


def _acts(one: Origin) -> list[str]:
    row = one.outcome
    if row.cause == Cause.RULES:
        words = {"rules": in_language(row.rule_set.title_zh, row.rule_set.title_en), "who": row.rule_set.applied_by}
        return [_("“%(rules)s”, put into force by %(who)s") % words]
    return [_acted(author) for author in one.authors]


def _acted(author: Author) -> str:
    return _("%(act)s by %(who)s") % {"act": act_word(author.act), "who": f"{role_word(author.role)} · {author.label}"}
