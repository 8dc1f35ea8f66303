"""Keeping what a service declares of its allotments, in the transaction in which the service is applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import queries as ledger
from anxin.modules.allotments import queries
from anxin.modules.allotments.models import Application, Offer
from anxin.modules.allotments.stocking import open_book
from anxin.modules.allotments.terms import OfferTerms, written
from anxin.modules.allotments.translating import offers_of
from anxin.packs.applying import APPLIERS, PLANNERS
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def register() -> None:
    """Have `packs apply` keep the allotments of a service too."""
    if apply_offers not in APPLIERS:
        APPLIERS.append(apply_offers)
        PLANNERS.append(changes)


def changes(pack: Pack) -> Iterator[Text | PackError]:
    """What applying a pack would change of its offers."""
    held = dict(Offer.objects.filter(pack=pack.slug).values_list("slug", "body"))
    for terms in offers_of(pack):
        if held.get(terms.slug) != written(terms):
            yield Text(zh=f"供给 {terms.title.zh}", en=f"offer {terms.title.en or terms.title.zh}")


def apply_offers(pack: Pack, /, *, by: Actor, at: datetime) -> None:
    """Keep every offer of a pack; an offer that is left out stays as it was."""
    for terms in offers_of(pack):
        keep_offer(by=by, at=at, terms=terms)


@transaction.atomic
def keep_offer(*, by: Actor, at: datetime, terms: OfferTerms) -> Offer:
    """Keep one offer as declared and open its book. Raises Conflict where its book lacks an account or movement, or
    where people have applied for a part that would be gone."""
    _require_book(terms)
    body = written(terms)
    held = Offer.objects.select_for_update(no_key=True, of=("self",)).filter(pack=terms.pack, slug=terms.slug).first()
    if held is not None and held.body == body:
        return held
    if held is None:
        held = Offer.objects.create(pack=terms.pack, slug=terms.slug, body=body, kept_at=at)
    else:
        _refuse_gone(held, terms)
        held.body, held.kept_at = body, at
        held.save(update_fields=["body", "kept_at"])
    open_book(by=by, at=at, offer=held)
    journal.write(by=by, at=at, act="allotment.declare", detail={"offer": queries.name_of(held)})
    return held


def _require_book(terms: OfferTerms) -> None:
    declared = ledger.terms_of(ledger.terms_named(terms.pack, terms.book_kind))
    missing = [one for one in terms.accounts if one not in declared.accounts]
    for slug, ends in terms.movements.items():
        there = declared.movements.get(slug)
        if there is None or (there.source, there.target) != ends:
            missing.append(f"{slug}: {ends[0]} → {ends[1]}")
    if missing:
        raise Conflict(
            _("The books “%(book)s” lack what an offer of %(kind)s needs: %(what)s.")
            % {"book": terms.book_kind, "kind": str(terms.kind), "what": ", ".join(missing)},
            todo=_("Declare it in ledger.yaml; docs/packs/format.md lists what each kind needs."),
        )


def _refuse_gone(held: Offer, terms: OfferTerms) -> None:
    asked = set(Application.objects.filter(offer=held).values_list("part", flat=True).distinct())
    gone = sorted(asked - {one.slug for one in terms.parts})
    if gone:
        raise Conflict(
            _("People have applied for what the new declaration leaves out: %(what)s.") % {"what": ", ".join(gone)},
            todo=_("Leave it in, and take what is still free out of its books."),
        )
