"""A firm as one subject: records of several sources that are the same, by their numbers or by a reviewed decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anxin.firms.finding import by_identifier
from anxin.firms.records import Firm, Said
from anxin.modules.buyers import queries, shelves
from anxin.modules.buyers.refusing import no_such_firm

JOINS = ("lei", "register")
"""Numbers that are one firm's alone; that of a register within its country."""
MANY_REGISTERS = frozenset({"AE", "CA", "DE", "ES", "IT", "MX", "US"})
"""Countries in which several registers give the same numbers: there the register itself has to be the same too."""


@dataclass(frozen=True)
class Fact:
    """A thing known of a firm, and the edition of the source that says so."""

    value: str
    edition: int


@dataclass(frozen=True)
class Subject:
    """`records`: the one that was asked for first."""

    records: tuple[Firm, ...]

    @property
    def first(self) -> Firm:
        return self.records[0]

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.records]

    @property
    def names(self) -> list[Said]:
        """Every name once, in the order of the records."""
        found = {one.value: one for record in reversed(self.records) for one in reversed(record.names)}
        ordered = dict.fromkeys(one.value for record in self.records for one in record.names)
        return [found[value] for value in ordered]

    @property
    def identifiers(self) -> dict[str, str]:
        return {key: value for record in reversed(self.records) for key, value in record.identifiers.items()}

    def fact(self, name: str) -> Fact | None:
        """What is known, by the newest edition that says anything."""
        held = [Fact(one.facts[name], one.edition) for one in self.records if one.facts.get(name)]
        return max(held, key=lambda one: one.edition) if held else None

    def facts(self) -> dict[str, Fact]:
        keys = dict.fromkeys(key for one in self.records for key in one.facts)
        return {key: found for key in keys if (found := self.fact(key)) is not None}


def subject(firm_id: str) -> Subject:
    """The firm with all records that are the same firm. Raises NotFound."""
    held = shelves.firms().by_id(firm_id)
    if not held:
        raise no_such_firm()
    records: dict[str, Firm] = {held[0].id: held[0]}
    waiting = [held[0]]
    decided: Mapping[str, bool] = {}
    while waiting:
        one = waiting.pop()
        decided = queries.verdicts_of([one.id])
        others = [*_by_numbers(one), *shelves.firms().by_id(*(other for other, same in decided.items() if same))]
        for other in others:
            if other.id not in records and decided.get(other.id) is not False:
                records[other.id] = other
                waiting.append(other)
    return Subject(tuple(records.values()))


def apart(firms: Iterable[Firm]) -> list[list[Firm]]:
    """Firms of a list in groups of one subject each, in their order."""
    groups: list[list[Firm]] = []
    for firm in firms:
        for group in groups:
            if any(_same_number(firm, other) for other in group):
                group.append(firm)
                break
        else:
            groups.append([firm])
    return groups


def chief(group: list[Firm]) -> Firm:
    """The record of a subject that says most: of those given and those with the same numbers."""
    held = {one.id: one for firm in group for one in (firm, *_by_numbers(firm))}
    return max(held.values(), key=lambda one: (len(one.identifiers), len(one.names), len(one.facts)))


def _by_numbers(firm: Firm) -> list[Firm]:
    index = shelves.firms()
    found = [
        other for key in JOINS if firm.identifiers.get(key) for other in by_identifier(index, firm.identifiers[key])
    ]
    return [other for other in found if _same_number(firm, other)]


def _same_number(one: Firm, other: Firm) -> bool:
    lei = one.identifiers.get("lei")
    if lei and other.identifiers.get("lei"):
        return lei == other.identifiers["lei"]
    number = one.identifiers.get("register")
    if not number or one.country != other.country or number != other.identifiers.get("register"):
        return False
    mine, theirs = one.facts.get("authority"), other.facts.get("authority")
    return mine == theirs if mine and theirs else one.country not in MANY_REGISTERS
