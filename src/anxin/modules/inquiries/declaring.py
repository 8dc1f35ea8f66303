"""Keeping what a service declares of its inquiries when it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.inquiries.models import Declared
from anxin.modules.inquiries.terms import InquiryTerms, written
from anxin.packs.applying import APPLIERS, PLANNERS
from anxin.packs.cases import words
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def register() -> None:
    """Have `packs apply` keep the inquiries of a service too."""
    if apply_inquiries not in APPLIERS:
        APPLIERS.append(apply_inquiries)
        PLANNERS.append(changes)


def terms_of_pack(pack: Pack) -> InquiryTerms | None:
    """What inquiries.yaml says; None for a service without."""
    form = pack.inquiries.record
    if form is None:
        return None
    return InquiryTerms(
        pack=pack.slug,
        title=words(form.title),
        purpose=words(form.purpose),
        basis=words(form.basis),
        dataset=f"{pack.slug}.{form.dataset}",
        fields=form.fields,
        waits=form.waits,
        lasts=form.lasts,
        forgotten=form.forgotten.days,
    )


def changes(pack: Pack) -> Iterator[Text | PackError]:
    """What applying a pack would change of its inquiries."""
    terms = terms_of_pack(pack)
    held = Declared.objects.filter(pack=pack.slug).values_list("body", flat=True).first()
    if terms is not None and held != written(terms):
        yield Text(
            zh=f"授权查询：{terms.title.zh}，本人同意后可看 {len(terms.fields)} 项，{terms.lasts} 分钟内有效。",
            en=f"Inquiries: {terms.title.en}, {len(terms.fields)} fields for {terms.lasts} minutes after a yes.",
        )


@transaction.atomic
def apply_inquiries(pack: Pack, /, *, by: Actor, at: datetime) -> None:
    """Keep what the pack declares; what it leaves out stays as it is."""
    terms = terms_of_pack(pack)
    held = Declared.objects.filter(pack=pack.slug).first()
    if terms is None or (held is not None and held.body == written(terms)):
        return
    Declared.objects.update_or_create(pack=pack.slug, defaults={"body": written(terms), "kept_at": at})
    journal.write(by=by, at=at, act="inquiry.declare", detail={"service": pack.slug})
