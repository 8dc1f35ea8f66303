"""Applied rule sets with their rows, kept in the process: they are immutable, so only which ones there are is asked."""

from __future__ import annotations

from datetime import date, datetime

from anxin.kernel.outcomes.deciding import Ruling, ruling
from anxin.kernel.outcomes.models import RuleRow, RuleSet
from anxin.kernel.statements import Selection

Version = tuple[tuple[int, str, datetime], ...]
"""Id, SHA-256 and moment of application of every rule set of a pack: what differs when one was applied."""
VERSIONS = Selection(
    lambda packs: RuleSet.objects.filter(pack__in=packs).order_by("pk").values_list("pk", "sha256", "applied_at"),
    texts=True,
)
DAYS_KEPT = 64


class Applied:
    """The rule sets of a pack as they stand at one version, with what follows from them alone."""

    def __init__(self, version: Version, rule_sets: tuple[RuleSet, ...]) -> None:
        self.version = version
        self.rule_sets = rule_sets
        self._rows: dict[int, dict[int, RuleRow]] = {}
        self._rulings: dict[tuple[str, date], Ruling | None] = {}

    def ruling(self, area: str, as_of: date) -> Ruling | None:
        """What decides an area on a day, None while no rule set is in force there."""
        held = (area, as_of)
        if held not in self._rulings:
            if len(self._rulings) >= DAYS_KEPT:
                self._rulings = {}
            self._rulings = {**self._rulings, held: ruling(self.rule_sets, area=area, as_of=as_of)}
        return self._rulings[held]

    def row(self, rule_set: RuleSet, number: int) -> RuleRow:
        """The row of that number, with its legal source."""
        if rule_set.pk not in self._rows:
            self._rows[rule_set.pk] = {row.number: row for row in RuleRow.objects.filter(rule_set=rule_set)}
        return self._rows[rule_set.pk][number]


_kept: dict[str, Applied] = {}


def applied(pack: str) -> Applied:
    """The applied rule sets of a pack, in one small query as long as none was added, in this process or another."""
    version: Version = tuple(VERSIONS.rows([pack]))
    kept = _kept.get(pack)
    if kept is None or kept.version != version:
        kept = _kept[pack] = Applied(version, tuple(RuleSet.objects.filter(pack=pack).order_by("pk")))
    return kept


def forget(pack: str) -> None:
    """Read the pack's rule sets anew the next time: one is being applied, and the transaction may yet be undone."""
    _kept.pop(pack, None)
