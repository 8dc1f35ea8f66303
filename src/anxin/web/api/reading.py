"""Turning what the kernel hands out into the API's answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from anxin.decisions import Change
from anxin.kernel.access.actions import Opened
from anxin.kernel.errors import NotFound
from anxin.kernel.evidence.items import Item
from anxin.kernel.journal.looks import Look
from anxin.kernel.outcomes.models import Outcome, RuleSet
from anxin.kernel.outcomes.queries import Explained
from anxin.kernel.outcomes.writing import current_outcomes
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.models import Affiliation
from anxin.kernel.parties.queries import affiliations_on, registrations
from anxin.packs import current
from anxin.packs.explaining import tell
from anxin.web.api import schemas
from anxin.web.api.wording import reason_words, seen_by_household


def people(opened: Sequence[Opened], pack: str, on: date) -> list[schemas.Person]:
    """The opened persons with agency, file and outcome: four queries, however many they are."""
    ids = [one.party.pk for one in opened]
    prefetch_related_objects([one.party for one in opened], "identifiers")
    outcomes = current_outcomes(pack, ids)
    belonging = affiliations_on(on, pack).select_related("organisation").filter(party__in=ids)
    agencies = {row.party_id: row for row in belonging}
    files = dict(registrations(pack).filter(party__in=ids).values_list("party_id", "number"))
    return [
        schemas.Person(
            public_id=one.party.public_id,
            name=one.party.name if one.may("name") else mask_name(one.party.name),
            masked_number=masked_number(one),
            area=one.party.area,
            file_number=files.get(one.party.pk),
            agency=agency(agencies.get(one.party.pk)),
            standing=standing(outcomes.get(one.party.pk)),
        )
        for one in opened
    ]


def masked_number(opened: Opened) -> str | None:
    held = opened.party.identifiers.all()
    return held[0].masked if opened.may("masked_number") and held else None


def agency(held: Affiliation | None) -> schemas.Agency | None:
    if held is None:
        return None
    return schemas.Agency(public_id=held.organisation.public_id, name=held.organisation.name)


def standing(outcome: Outcome | None) -> schemas.Standing | None:
    if outcome is None:
        return None
    return schemas.Standing(
        colour=outcome.outcome, reason=outcome.reason, since=outcome.since, next_change=outcome.next_change
    )


def explanation(found: Explained | None, pack: str) -> schemas.Explanation:
    """The whole reasoning of one outcome; `NotFound` where no rule set decides."""
    if found is None:
        raise NotFound(
            _("There is no outcome for that day."),
            why=_("The person has no file under this service, or no rule set was in force for the area."),
            todo=_("Ask for a later day, or open the file first."),
        )
    words, telling = reason_words(pack, found.reason), tell(current(pack), found)
    return schemas.Explanation(
        as_of=found.as_of,
        colour=found.outcome,
        reason=found.reason,
        title_zh=words.title.zh,
        title_en=words.title.en,
        rule_set=found.rule_set.slug,
        row=found.row.number,
        conditions=[
            schemas.Condition(input=one.label, test=one.cell, fact=None if one.value is None else str(one.value))
            for one in found.because
        ],
        items=[item(one, found.as_of) for one in found.items],
        next_change=found.next_change,
        legal_source=found.row.legal_source,
        legal_source_en=found.row.legal_source_en,
        reading=found.row.reading,
        reading_en=found.row.reading_en,
        told_zh=telling.said("zh"),
        told_en=telling.said("en"),
        changes=None if telling.remedy.changes is None else [change(one) for one in telling.remedy.changes],
        waiting=telling.remedy.waiting,
    )


def change(held: Change) -> schemas.Change:
    return schemas.Change(
        fact=held.fact,
        was=None if held.was is None else str(held.was),
        to=None if held.to is None else str(held.to),
        or_later=held.at_least,
    )


def item(held: Item, on: date) -> schemas.Item:
    return schemas.Item(
        record=held.record_id,
        kind=held.kind,
        source=held.source,
        result=held.result,
        valid_from=held.valid_from,
        valid_until=held.valid_until,
        in_date=held.in_date(on),
        received_at=held.received_at,
        disputed=held.disputed,
    )


def shown(pack: str, items: Sequence[Item], on: date) -> list[schemas.Shown]:
    """The items a household may see, each with no more than the pack lets it see."""
    seen = seen_by_household(pack)
    return [
        schemas.Shown(
            kind=held.kind,
            label_zh=view.label.zh,
            label_en=view.label.en or view.label.zh,
            result=held.result if "result" in view.shows else None,
            valid_until=held.valid_until if view.shows_until(held.result, in_date=held.in_date(on)) else None,
            in_date=view.in_date(held.result, in_date=held.in_date(on)),
            received_at=held.received_at,
            disputed=held.disputed,
        )
        for held in items
        if (view := seen.get(held.kind)) is not None
    ]


def look(held: Look, unit: str) -> schemas.Look:
    return schemas.Look(
        number=held.seq,
        at=held.at,
        until=held.until,
        times=held.times,
        role=held.role,
        actor=held.actor,
        unit=unit,
        door=held.door,
        act=held.act,
        purpose=held.purpose,
        fields=list(held.fields),
    )


def rules(held: RuleSet) -> schemas.Rules:
    return schemas.Rules(
        slug=held.slug,
        area=held.area,
        effective_from=held.effective_from,
        title_zh=held.title_zh,
        title_en=held.title_en,
        sha256=held.sha256,
        parameters=dict(held.parameters),
        rows=[
            schemas.Row(
                number=row.number,
                colour=row.outcome,
                reason=row.reason,
                legal_source=row.legal_source,
                legal_source_en=row.legal_source_en,
                reading=row.reading,
                reading_en=row.reading_en,
            )
            for row in held.rows.all()
        ],
    )
