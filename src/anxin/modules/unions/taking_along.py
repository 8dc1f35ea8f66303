"""A union takes along everything about itself, and another site takes it in: equal counts, equal hash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Purpose
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import decide_everywhere
from anxin.kernel.parties.actions import end_affiliation, enter_party, register_party, start_affiliation
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Identifier, Party, PartyKind
from anxin.kernel.parties.queries import parties_by_number
from anxin.kernel.parties.sealing import unseal
from anxin.modules.unions.carried import (
    Contents,
    Line,
    LinkLine,
    MemberLine,
    RecordLine,
    UnionLine,
    contents,
    distinct,
)
from anxin.modules.unions.enums import RANKS, Level
from anxin.modules.unions.founding import found_union, open_pool
from anxin.modules.unions.models import TREE, Union
from anxin.modules.unions.queries import terms_of, union_named
from anxin.modules.unions.rights import require_operator

POOL = "pool:"
FIELDS = ["name", "number", "phone", "agency", "items"]
"""What the file holds of a person."""


@transaction.atomic
def take_along(*, by: Actor, at: datetime, pack: str, public_id: str) -> Contents:
    """Everything about a union and all that ever stood under it: files, tree, memberships and how these stand in
    evidence, ended ones too. For the operator alone; everybody in it finds the export among those who looked."""
    require_operator(by)
    union = union_named(pack, public_id)
    unions = _with_those_below(union)
    links = Affiliation.objects.filter(role=TREE, party__in=unions, organisation__in=unions).order_by("pk")
    rows = Affiliation.objects.filter(role=pack, organisation__in=unions).select_related("party").order_by("pk")
    members = list(rows)
    people = {one.party_id: one.party for one in members}
    keys, numbers = _keys(unions), _numbers(people.values(), Scheme.IDENTITY_NUMBER)
    lines: list[Line] = [_union_line(one, keys[key]) for key, one in unions.items()]
    lines += [LinkLine(keys[one.party_id], keys[one.organisation_id], one.started_on, one.ended_on) for one in links]
    lines += [_member_line(one, numbers, keys) for one in members]
    lines += _records(pack, numbers)
    found = contents(pack, keys[union.party_id], lines)
    subjects = [union.party.public_id, *(one.public_id for one in people.values())]
    detail = {"service": pack, "sha256": found.sha256, "fields": FIELDS, **found.counts}
    journal.write(
        by=by,
        at=at,
        act="union.export",
        purpose=Purpose.SUPERVISION,
        subjects=subjects,
        detail=detail,
        is_read=True,
    )
    return found


def _with_those_below(union: Union) -> dict[int, Union]:
    """The union and all that ever stood under it, by their file."""
    found, ask = {union.party_id: union}, [union.party_id]
    while ask:
        low = Affiliation.objects.filter(role=TREE, organisation__in=ask).values_list("party_id", flat=True)
        rows = Union.objects.filter(pack=union.pack, party__in=list(low)).select_related("party").order_by("pk")
        ask = [one.party_id for one in rows if one.party_id not in found]
        found |= {one.party_id: one for one in rows}
    return found


def _keys(unions: dict[int, Union]) -> dict[int, str]:
    numbers = _numbers((one.party for one in unions.values() if one.level != Level.POOL), Scheme.CREDIT_CODE)
    pools = {key: f"{POOL}{one.party.area}" for key, one in unions.items() if one.level == Level.POOL}
    return numbers | pools


def _numbers(parties: Iterable[Party], scheme: Scheme) -> dict[int, str]:
    """By file, the number it is known by. Raises Conflict for one without."""
    held = {one.pk: one for one in parties}
    rows = Identifier.objects.filter(party__in=held, scheme=scheme).order_by("-pk").values_list("party_id", "sealed")
    found = {key: unseal(sealed, context=scheme) for key, sealed in rows}
    for key, one in held.items():
        if key not in found:
            raise Conflict(
                _("A file has no number to be found by elsewhere: %(file)s.") % {"file": one.public_id},
                todo=_("Enter its number first; nobody would be left out in silence."),
            )
    return found


def _union_line(union: Union, key: str) -> UnionLine:
    party = union.party
    return UnionLine(key, party.name, party.area, union.level, union.founded_on, union.ended_on)


def _member_line(one: Affiliation, numbers: dict[int, str], keys: dict[int, str]) -> MemberLine:
    person = one.party
    return MemberLine(
        number=numbers[person.pk],
        name=person.name,
        area=person.area,
        phone=unseal(person.phone_sealed, context="phone") if person.phone_sealed else "",
        union=keys[one.organisation_id],
        since=one.started_on,
        until=one.ended_on,
        reason=one.end_reason,
    )


def _records(pack: str, numbers: dict[int, str]) -> list[Line]:
    """What stands in evidence of these people's membership, without what was corrected since."""
    terms = terms_of(pack)
    if terms is None or terms.standing is None:
        return []
    rows = Evidence.objects.filter(party__in=numbers, kind=terms.standing.kind, followers=None)
    return [
        RecordLine(numbers[one.party_id], one.kind, one.source, one.result or "", one.valid_from, one.valid_until)
        for one in rows.order_by("pk")
    ]


@transaction.atomic
def take_in(*, by: Actor, at: datetime, held: Contents) -> None:
    """Take a union in with everything about it; what stands here already is left as it is, so that a file brought twice
    changes nothing the second time. For the operator alone. Raises Conflict or Invalid, and nothing is written, where
    something here stands against it."""
    require_operator(by)
    pack = held.service
    unions = {one.key: _union(by, at, pack, one) for one in sorted(held.of(UnionLine), key=_rank)}
    for link in sorted(held.of(LinkLine), key=lambda one: one.since):
        _spell(by, at, _there(unions, link.low).party, _there(unions, link.high), TREE, link.since, link.until, "")
    members = sorted(held.of(MemberLine), key=lambda one: one.since)
    people = _people(by, at, pack, distinct(members))
    for one in members:
        _spell(by, at, people[one.number], _there(unions, one.union), pack, one.since, one.until, one.reason)
    for record in sorted(held.of(RecordLine), key=lambda one: one.valid_from):
        _record(by, at, people, record)
    for line in held.of(UnionLine):
        _end(by, at, unions[line.key], line)
    decide_everywhere(by=by, at=at, party_ids=[one.pk for one in people.values()])
    subjects = [one.public_id for one in people.values()]
    detail = {"service": pack, "sha256": held.sha256, **held.counts}
    journal.write(by=by, at=at, act="union.import", subjects=subjects, detail=detail)


def _rank(line: UnionLine) -> tuple[int, str]:
    if line.level not in set(Level):
        raise Invalid(_("There is no such level of union."), field="level", read=line.level, allowed=", ".join(Level))
    return -RANKS.get(Level(line.level), 0), line.key


def _there(unions: dict[str, Union], key: str) -> Union:
    if key not in unions:
        raise Invalid(_("The file names a union that is not in it."), field="union", read=key)
    return unions[key]


def _union(by: Actor, at: datetime, pack: str, line: UnionLine) -> Union:
    level = Level(line.level)
    if level is Level.POOL:
        return open_pool(by=by, at=at, pack=pack, area=line.area, name=line.name, since=line.founded_on)
    party = parties_by_number(Scheme.CREDIT_CODE, [line.key]).get(line.key)
    held = None if party is None else Union.objects.filter(party=party, pack=pack).select_related("party").first()
    if held is None:
        return found_union(
            by=by,
            at=at,
            pack=pack,
            number=line.key,
            name=line.name,
            area=line.area,
            level=level,
            founded_on=line.founded_on,
        )
    if (held.level, held.founded_on) != (line.level, line.founded_on):
        raise Conflict(
            _("“%(name)s” is on file here with another level or another first day.") % {"name": held.party.name},
            todo=_("Find out which is right and correct it; then bring the file again."),
        )
    return held


def _people(by: Actor, at: datetime, pack: str, lines: dict[str, MemberLine]) -> dict[str, Party]:
    """Everybody in the file by number; who is not on file here is entered."""
    found = parties_by_number(Scheme.IDENTITY_NUMBER, lines)
    for number, line in lines.items():
        if number not in found:
            found[number] = enter_party(
                by=by,
                at=at,
                kind=PartyKind.PERSON,
                name=line.name,
                area=line.area,
                scheme=Scheme.IDENTITY_NUMBER,
                number=number,
                phone=line.phone,
            )
        register_party(by=by, at=at, party=found[number], pack=pack, area=line.area)
    return found


def _spell(
    by: Actor, at: datetime, low: Party, high: Union, role: str, since: date, until: date | None, reason: str
) -> None:
    """One belonging from a day to a day, unless it stands here as it is."""
    held = Affiliation.objects.filter(party=low, organisation=high.party, role=role, started_on=since).first()
    if held is None:
        held = start_affiliation(by=by, at=at, party=low, organisation=high.party, role=role, started_on=since)
    if until is not None and held.ended_on != until:
        end_affiliation(by=by, at=at, affiliation=held, ended_on=until, reason=reason)


def _record(by: Actor, at: datetime, people: dict[str, Party], line: RecordLine) -> None:
    """One record, unless it stands here."""
    if line.number not in people:
        raise Invalid(_("The file has a record of somebody who is not in it."), field="number")
    said = {"kind": line.kind, "source": line.source, "result": line.result or None}
    days = {"valid_from": line.valid_from, "valid_until": line.valid_until}
    person = people[line.number]
    if not Evidence.objects.filter(party=person, followers=None, **said, **days).exists():
        statement = Statement(line.kind, line.source, line.valid_from, line.result or None, line.valid_until)
        record_evidence(by=by, at=at, party=person, statement=statement)


def _end(by: Actor, at: datetime, union: Union, line: UnionLine) -> None:
    """Its last day, entered once everybody in the file has come and gone."""
    if line.ended_on is None or union.ended_on == line.ended_on:
        return
    union.ended_on, union.end_recorded_at, union.end_recorded_by, union.slot = line.ended_on, at, by.label, None
    union.save()
