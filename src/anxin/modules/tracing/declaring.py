"""Keeping what a service declares of its tracing, when it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import queries as ledger
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Declared, Site
from anxin.modules.tracing.terms import MOVEMENTS, SiteKind, TracingTerms, written
from anxin.packs.applying import APPLIERS, PLANNERS
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def register() -> None:
    """Have `packs apply` keep the tracing of a service too."""
    if apply_tracing not in APPLIERS:
        APPLIERS.append(apply_tracing)
        PLANNERS.append(changes)


def terms_of_pack(pack: Pack) -> TracingTerms | None:
    """What tracing.yaml says; None for a service that traces nothing."""
    form = pack.tracing
    if not form.declared:
        return None
    sites = {
        slug: SiteKind(
            {"zh": one.title.zh, "en": one.title.en}, tuple(map(Happening, one.records)), tuple(one.states), one.booked
        )
        for slug, one in form.sites.items()
    }
    return TracingTerms(pack.slug, form.book, form.declare_days, form.booking_days, sites)


def changes(pack: Pack) -> Iterator[Text | PackError]:
    """What applying a pack would change of its tracing."""
    terms = terms_of_pack(pack)
    held = Declared.objects.filter(pack=pack.slug).values_list("body", flat=True).first()
    if terms is not None and held != written(terms):
        named = [one.title for one in terms.sites.values()]
        yield Text(
            zh="溯源站点：" + "、".join(one["zh"] for one in named),
            en="kinds of site: " + ", ".join(one["en"] or one["zh"] for one in named),
        )


@transaction.atomic
def apply_tracing(pack: Pack, /, *, by: Actor, at: datetime) -> None:
    """Keep what the pack declares. Raises Conflict where its book lacks a movement or a kind of site in use is gone."""
    terms = terms_of_pack(pack)
    if terms is not None:
        keep_tracing(by=by, at=at, terms=terms)


@transaction.atomic
def keep_tracing(*, by: Actor, at: datetime, terms: TracingTerms) -> None:
    """The same for terms that stand already."""
    held = Declared.objects.filter(pack=terms.pack).first()
    if held is not None and held.body == written(terms):
        return
    _require_book(terms)
    used = set(Site.objects.filter(pack=terms.pack).values_list("kind", flat=True).distinct())
    if gone := sorted(used - set(terms.sites)):
        raise Conflict(
            _("Sites are of a kind that the new declaration leaves out: %(what)s.") % {"what": ", ".join(gone)},
            todo=_("Leave it in; what nobody uses any more does no harm."),
        )
    Declared.objects.update_or_create(pack=terms.pack, defaults={"body": written(terms), "kept_at": at})
    journal.write(by=by, at=at, act="tracing.declare", detail={"pack": terms.pack})


def _require_book(terms: TracingTerms) -> None:
    declared = ledger.terms_of(ledger.terms_named(terms.pack, terms.book))
    there = {slug: (one.source, one.target) for slug, one in declared.movements.items()}
    missing = [f"{slug}: {ends[0]} → {ends[1]}" for slug, ends in MOVEMENTS.items() if there.get(slug) != ends]
    if missing:
        raise Conflict(
            _("The books “%(book)s” lack what tracing needs: %(what)s.")
            % {"book": terms.book, "what": ", ".join(missing)},
            todo=_("Declare it in ledger.yaml; docs/packs/format.md lists what tracing needs."),
        )
