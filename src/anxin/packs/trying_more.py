"""What a module tries of a pack's scenarios: those of its own declarations, beside rules and requests.

A module adds its function in `AppConfig.ready()`: `TRIERS.append(try_benefits)`. It reads no database, and is called
for every pack. `anxin packs lint` and `anxin packs test` run all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.pack import Pack


@dataclass
class ModuleReport:
    """What came of trying: how many, of what, what cannot be tried at all, what came out otherwise, and by table file
    the rows reached. `tables`: how many rows each table has that scenarios have to reach."""

    of: str
    tried: int = 0
    unfit: list[PackError] = field(default_factory=list)
    otherwise: list[PackError] = field(default_factory=list)
    reached: dict[str, set[int]] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)

    @property
    def failures(self) -> list[PackError]:
        return [*self.unfit, *self.otherwise]

    def unreached(self) -> list[PackError]:
        """An error for each row of its tables that no scenario reaches."""
        return [
            PackError(
                f"tables/{stem.partition('#')[0]}.dmn",
                0,
                f"no scenario reaches row {row}{_of(stem)}; write one under scenarios/",
            )
            for stem, rows in self.tables.items()
            for row in range(1, rows + 1)
            if row not in self.reached.get(stem, ())
        ]


def _of(stem: str) -> str:
    """Which table of a file that has several: they stand as `file#table`."""
    table = stem.partition("#")[2]
    return f" of the table {table}" if table else ""


Trier = Callable[[Pack], ModuleReport]
TRIERS: list[Trier] = []


def try_modules(pack: Pack) -> list[ModuleReport]:
    """The report of every module that has tried anything. Raises PackInvalid for a file that cannot be read."""
    reports = [one(pack) for one in TRIERS]
    return [one for one in reports if one.tried or one.tables]


def check_modules(pack: Pack) -> list[PackError]:
    """What lint says: scenarios that cannot be tried, and rows that none reaches."""
    try:
        return [found for one in try_modules(pack) for found in (*one.unfit, *one.unreached())]
    except PackInvalid as fault:
        return list(fault.errors)
