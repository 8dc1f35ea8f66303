"""From a pack's allotments.yaml to the terms that are kept."""

from __future__ import annotations

from anxin.kernel.cases.forms import FieldKind, FormField
from anxin.kernel.cases.matter import DatedTable
from anxin.modules.allotments.enums import Kind, Rule
from anxin.modules.allotments.terms import DrawTerms, OfferTerms, Part
from anxin.packs.allotments import OfferForm
from anxin.packs.cases import words
from anxin.packs.pack import Pack


def offers_of(pack: Pack) -> list[OfferTerms]:
    """Every offer of a pack, in the order of its file."""
    return [_offer(pack, slug, form) for slug, form in pack.allotments.offers.items()]


def _offer(pack: Pack, slug: str, form: OfferForm) -> OfferTerms:
    dated = sorted((one for one in pack.tables if one.name == form.admission), key=lambda one: one.since)
    return OfferTerms(
        pack=pack.slug,
        slug=slug,
        kind=Kind(form.kind),
        rule=Rule(form.rule),
        title=words(form.title),
        summary=words(form.summary),
        area=form.area,
        book_kind=form.book.kind,
        book_key=form.book.key,
        parts=tuple(
            Part(name, words(part.title), part.quantity, part.starts.isoformat() if part.starts else "")
            for name, part in form.stock.items()
        ),
        since=form.window.since.isoformat(),
        until=form.window.until.isoformat(),
        hold_hours=form.hold_hours,
        for_whom=words(form.for_whom),
        guardian=form.asked_by == "guardian",
        member=form.member or "",
        proxy=form.proxy,
        published=form.published,
        note=words(form.note),
        appeal=words(form.appeal),
        form=_questions(form),
        admission=tuple(DatedTable(one.since.isoformat(), one.dmn, one.sha256) for one in dated),
        draw=None if form.draw is None else DrawTerms(words(form.draw.value), form.draw.day.isoformat()),
        keeps_years=-(-form.keeps // 12),
    )


def _questions(form: OfferForm) -> tuple[FormField, ...]:
    return tuple(
        FormField(
            key=key,
            kind=FieldKind(one.kind),
            title=words(one.title),
            purpose=words(one.purpose),
            required=one.required,
            choices={choice: words(title) for choice, title in one.choices.items()},
        )
        for key, one in form.form.items()
    )
