"""Trying a rule set before it is law: everybody it would decide, by the rules in force and by the new ones.

Set-wise where both tables can be: one statement joins the two decisions of each party and counts them in the database.
A rule set that the database cannot decide goes party by party, in batches. Nothing is written here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from anxin import decisions
from anxin.decisions import FactSpec, FactsWhere, OutsideProfile, facts_relation
from anxin.kernel.access.queries import visible_people
from anxin.kernel.evidence.facts import facts_in_force
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import RuleSetFile
from anxin.kernel.outcomes.in_force import compiled, constant, rule_set_for
from anxin.kernel.outcomes.models import RuleSet
from anxin.kernel.parties.models import Affiliation, Registration
from anxin.kernel.reference.areas import chain, prefix

BATCH = 500
Progress = Callable[[int, int], None]
Facts = dict[str, str | date | None]


class Standing(NamedTuple):
    """What a party is decided to be; both empty where no row fires or no rule set is in force."""

    outcome: str
    reason: str


class Move(NamedTuple):
    """From the old to the new standing, in an area, with an organisation (its key; None: with none)."""

    was: Standing
    now: Standing
    area: str
    organisation: int | None


NOTHING = Standing("", "")


@dataclass(frozen=True)
class Group:
    """Registered areas that one rule set decides today and the new one would decide."""

    old: RuleSet | None
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Simulation:
    """How many of those whom `file` would decide move from which standing to which on a day."""

    file: RuleSetFile
    as_of: date
    replaces: tuple[str, ...]
    counts: dict[Move, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def changed(self) -> int:
        """How many change colour."""
        return sum(many for (was, now), many in self.matrix.items() if was != now)

    @property
    def matrix(self) -> Counter[tuple[str, str]]:
        """(Old outcome, new outcome) → how many."""
        return self.counted(lambda move: (move.was.outcome, move.now.outcome))

    def counted(self, of: Callable[[Move], tuple[str, str]]) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for move, many in self.counts.items():
            found[of(move)] += many
        return found

    @property
    def by_reason(self) -> Counter[tuple[Standing, Standing]]:
        """(Old standing, new standing) → how many."""
        found: Counter[tuple[Standing, Standing]] = Counter()
        for move, many in self.counts.items():
            found[move.was, move.now] += many
        return found

    def told(self) -> dict[str, object]:
        """What the journal keeps of it: counts, no person."""
        return {
            "pack": self.file.pack,
            "area": self.file.area,
            "as_of": self.as_of.isoformat(),
            "sha256": self.file.sha256,
            "parameters": dict(self.file.parameters),
            "replaces": list(self.replaces),
            "total": self.total,
            "changed": self.changed,
            "moves": {f"{was or '-'}→{now or '-'}": many for (was, now), many in sorted(self.matrix.items())},
        }


def rule_set_of(file: RuleSetFile) -> RuleSet:
    """A rule set that is not applied, to be asked like one that is."""
    return RuleSet(
        pack=file.pack,
        area=file.area,
        slug=file.slug,
        effective_from=file.effective_from,
        decision=file.decision,
        output=file.output,
        dmn=file.dmn,
        parameters=file.parameters,
        facts=list(file.facts),
    )


def takes_over(file_area: str, old: RuleSet | None, area: str) -> bool:
    """Whether rules of `file_area` ("": everywhere) would decide an area that `old` decides now: the nearest do."""
    if not file_area:
        return True
    return file_area in chain(area) and (old is None or len(prefix(old.area)) <= len(prefix(file_area)))


def groups(file: RuleSetFile, as_of: date) -> list[Group]:
    """The registered areas that the file would decide, by the rule set that decides them on the day."""
    rule_sets = list(RuleSet.objects.filter(pack=file.pack))
    found: dict[int | None, tuple[RuleSet | None, list[str]]] = {}
    areas = Registration.objects.filter(pack=file.pack).values_list("area", flat=True).distinct().order_by("area")
    for area in areas:
        old = rule_set_for(rule_sets, area, as_of)
        if takes_over(file.area, old, area):
            found.setdefault(old.pk if old else None, (old, []))[1].append(area)
    return [Group(old, tuple(held)) for old, held in found.values()]


def simulation(file: RuleSetFile, *, as_of: date, progress: Progress | None = None) -> Simulation:
    """Decide everybody whom the file would decide twice, as if it were in force on the day. DecisionError for a file
    that cannot be read."""
    new, counts = rule_set_of(file), Counter[Move]()
    held = groups(file, as_of)
    for group in held:
        if set_wise(new) and (group.old is None or set_wise(group.old)):
            counts.update(_counted(group, new, as_of))
        else:
            for _party, move in _one_by_one(group, new, as_of, progress):
                counts[move] += 1
    return Simulation(file, as_of, tuple(sorted(group.old.slug for group in held if group.old)), dict(counts))


def set_wise(rules: RuleSet) -> bool:
    """Whether the database can decide the rule set and each row stands for one outcome known beforehand."""
    try:
        table = compiled(rules)
    except OutsideProfile:
        return False
    plain = all(isinstance(row.outputs.get(rules.output), str) for row in table.rows)
    return plain and table.table.hit_policy != "COLLECT" and not table.python_only(connection.vendor)


def meaning(rules: RuleSet | None) -> dict[int | None, Standing]:
    """Row number → what it says; None: no row."""
    said: dict[int | None, Standing] = {None: NOTHING}
    for row in compiled(rules).rows if rules else ():
        said[row.number] = Standing(str(row.outputs[rules.output]), str(row.outputs["reason"])) if rules else NOTHING
    return said


def fact_specs(rules: RuleSet) -> list[FactSpec]:
    """Where the facts that the rule set asks for are read, whether or not it can be decided set-wise."""
    asked = _inputs(rules.dmn, rules.slug)
    return [FactSpec(**spec) for spec in rules.facts if spec["name"] in asked]


def _inputs(dmn: str, slug: str) -> frozenset[str]:
    return frozenset(decisions.load(dmn, name=slug).inputs)


def _pairs(group: Group, new: RuleSet, as_of: date) -> str:
    """SQL that gives party_id, was, now: the rows that fire under the old and the new rule set."""
    by_name: dict[str, FactSpec] = {}
    rule_sets = [new] if group.old is None else [group.old, new]
    relations: list[list[FactSpec]] = []
    for rules in rule_sets:
        specs = fact_specs(rules)
        if relations and all(by_name.get(spec.name, spec) == spec for spec in specs):
            relations[-1] += [spec for spec in specs if spec.name not in by_name]
        else:  # the first, or a fact of the same name is read elsewhere
            relations.append(specs)
        by_name.update({spec.name: spec for spec in specs})
    where = FactsWhere(pack=new.pack, areas=group.areas)
    named = [
        f"facts_{n} AS MATERIALIZED " + facts_relation(dialect=connection.vendor, facts=specs, as_of=as_of, where=where)
        for n, specs in enumerate(relations)
    ]
    decided = [
        compiled(rules).sql(connection.vendor, f"facts_{min(n, len(relations) - 1)}", as_of=as_of, horizon=False)
        for n, rules in enumerate(rule_sets)
    ]
    with_facts = f"WITH {', '.join(named)}"
    if group.old is None:
        return f"{with_facts} SELECT n.party_id, CAST(NULL AS integer) AS was, n.rule AS now FROM ({decided[0]}) AS n"
    joined = f"({decided[0]}) AS o JOIN ({decided[1]}) AS n ON n.party_id = o.party_id"
    return f"{with_facts} SELECT o.party_id, o.rule AS was, n.rule AS now FROM {joined}"


COUNTED = (
    "SELECT d.was, d.now, r.area, a.organisation, COUNT(*) FROM ({pairs}) AS d"
    " JOIN registration AS r ON r.party_id = d.party_id AND r.pack = %s"
    " LEFT JOIN (SELECT party_id, MIN(organisation_id) AS organisation FROM affiliation"
    " WHERE role = %s AND started_on <= %s AND (ended_on IS NULL OR ended_on >= %s) GROUP BY party_id) AS a"
    " ON a.party_id = d.party_id GROUP BY d.was, d.now, r.area, a.organisation"
)


def _counted(group: Group, new: RuleSet, as_of: date) -> Counter[Move]:
    before, after = meaning(group.old), meaning(new)
    sql = COUNTED.replace("{pairs}", _pairs(group, new, as_of).replace("%", "%%"))
    found: Counter[Move] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(sql, [new.pack, new.pack, as_of, as_of])
        for was, now, area, organisation, many in cursor.fetchall():
            found[Move(before[was], after[now], area, organisation)] += many
    return found


def _one_by_one(
    group: Group, new: RuleSet, as_of: date, progress: Progress | None = None
) -> Iterator[tuple[int, Move]]:
    held = Registration.objects.filter(pack=new.pack, area__in=group.areas).order_by("party_id")
    people = list(held.values_list("party_id", "area"))
    before, after = _decider(group.old, as_of), _decider(new, as_of)
    for start in range(0, len(people), BATCH):
        page = dict(people[start : start + BATCH])
        records, with_whom = records_to_decide(page), _organisations(page, new.pack, as_of)
        for party, area in page.items():
            known = list(records.get(party, ()))
            yield party, Move(before(known), after(known), area, with_whom.get(party))
        if progress is not None:
            progress(min(start + BATCH, len(people)), len(people))


def _organisations(parties: dict[int, str], role: str, on: date) -> dict[int, int]:
    held = Affiliation.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), role=role, started_on__lte=on)
    rows = held.filter(party_id__in=list(parties)).order_by("-organisation_id")
    return dict(rows.values_list("party_id", "organisation_id"))


def _decider(rules: RuleSet | None, as_of: date) -> Callable[[Sequence[object]], Standing]:
    """One party's standing from its records."""
    if rules is None:
        return lambda records: NOTHING
    specs, answer = fact_specs(rules), _answer(rules, as_of)
    return lambda records: answer(facts_in_force(records, specs, as_of=as_of).values)  # type: ignore[arg-type]  # -- rows of records_to_decide


def _answer(rules: RuleSet, as_of: date) -> Callable[[Facts], Standing]:
    try:
        table = compiled(rules)
    except OutsideProfile:
        return _evaluated(rules, as_of)

    def decided(facts: Facts) -> Standing:
        outputs = table.decide(facts, as_of=as_of).outputs
        return Standing(str(outputs[rules.output]), str(outputs.get("reason", ""))) if outputs else NOTHING

    return decided


def _evaluated(rules: RuleSet, as_of: date) -> Callable[[Facts], Standing]:
    """By the interpreter of the whole of FEEL, for what is outside the columnar profile."""
    model = decisions.load(rules.dmn, name=rules.slug)
    constants = {name: constant(text) for name, text in json.loads(json.dumps(rules.parameters)).items()}

    def evaluated(facts: Facts) -> Standing:
        value = model.evaluate(rules.decision, {**facts, **constants}, as_of=as_of).value
        if not isinstance(value, dict):
            return NOTHING if value is None else Standing(str(value), "")
        return Standing(str(value.get(rules.output) or ""), str(value.get("reason") or ""))

    return evaluated


def movers(file: RuleSetFile, *, as_of: date) -> Iterator[tuple[int, Standing, Standing]]:
    """Key, old and new standing of everybody whose colour changes, in order of key within each group."""
    new = rule_set_of(file)
    for group in groups(file, as_of):
        if set_wise(new) and (group.old is None or set_wise(group.old)):
            yield from _moving(group, new, as_of)
        else:
            for party, move in _one_by_one(group, new, as_of):
                if move.was.outcome != move.now.outcome:
                    yield party, move.was, move.now


def _moving(group: Group, new: RuleSet, as_of: date) -> Iterator[tuple[int, Standing, Standing]]:
    before, after = meaning(group.old), meaning(new)
    moving = [
        f"(coalesce(was, 0) = {was or 0} AND coalesce(now, 0) = {now or 0})"  # rows count from 1
        for was, old in before.items()
        for now, then in after.items()
        if old.outcome != then.outcome
    ]
    if not moving:
        return
    pairs = _pairs(group, new, as_of)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT party_id, was, now FROM ({pairs}) AS d WHERE {' OR '.join(moving)} ORDER BY party_id")
        while page := cursor.fetchmany(BATCH):
            yield from ((party, before[was], after[now]) for party, was, now in page)


def sample(by: Actor, found: Simulation, *, of_each: int = 4) -> dict[int, tuple[Standing, Standing]]:
    """Keys of some people within the actor's scope who change colour, a few of each move. Open them before showing."""
    wanted = {move: of_each for move, many in found.matrix.items() if move[0] != move[1] and many}
    chosen: dict[int, tuple[Standing, Standing]] = {}
    page: dict[int, tuple[Standing, Standing]] = {}

    def choose() -> None:
        seen = set(visible_people(by).filter(pk__in=list(page)).values_list("pk", flat=True))
        for party in sorted(seen):
            was, now = page[party]
            if wanted.get((was.outcome, now.outcome)):
                wanted[was.outcome, now.outcome] -= 1
                chosen[party] = page[party]
        page.clear()

    for party, was, now in movers(found.file, as_of=found.as_of) if wanted else ():
        if wanted.get((was.outcome, now.outcome)):
            page[party] = (was, now)
        if len(page) >= BATCH:
            choose()
        if not any(wanted.values()):
            break
    choose()
    return chosen
