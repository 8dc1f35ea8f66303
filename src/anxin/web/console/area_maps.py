"""Maps, index and tables of a service's areas as a page shows them: the figures as they are, in the reader's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from anxin.packs.area_figures import AreaFigures, InForce, Said, figures_of, tables_in_force
from anxin.packs.pack import Pack
from anxin.web.console import words

TONES = ("red", "orange", "yellow", "blue", "green")
UNKNOWN = "grey"
POINTS = "points"
RANGE = re.compile(r"(?P<open>[\[(\]])(?P<low>-?\d+)\.\.(?P<high>-?\d+)(?P<close>[\])\[])")
BOUND = re.compile(r"(?P<sign><=|>=|<|>)\s*(?P<number>-?\d+)")


@dataclass(frozen=True)
class Level:
    """One thing that a map can say, and of how many counties it does."""

    tone: str
    word: str
    counties: int


@dataclass(frozen=True)
class Tile:
    """A county on a map: its colour's tone, what the map says of it, and the first figure that its table looks at."""

    name: str
    tone: str
    word: str
    figure: str


@dataclass(frozen=True)
class City:
    code: str
    name: str
    tiles: list[Tile]


@dataclass(frozen=True)
class Map:
    """One map. `shows_figure`: whether its tiles carry a number, and what of."""

    anchor: str
    title: str
    figure_title: str
    levels: list[Level]
    cities: list[City]

    @property
    def whole(self) -> bool:
        """Whether there are so many cities that they may stand where they lie."""
        return len(self.cities) > 5


@dataclass(frozen=True)
class Condition:
    """A row of a table: its number, what it asks for and what it gives."""

    anchor: str
    number: int
    cells: list[str]
    gives: list[str]


@dataclass(frozen=True)
class Source:
    """Where rows of a table come from and what of them is our reading; `rows` in words."""

    rows: str
    source: str
    reading: str


@dataclass(frozen=True)
class Ruling:
    """A table in force as the page shows it beneath its map."""

    title: str
    since: date
    file: str
    heads: list[str]
    gives: list[str]
    rows: list[Condition]
    sources: list[Source]


@dataclass(frozen=True)
class Indicator:
    """One figure of an index, with the limits that give points."""

    title: str
    most: int
    limits: list[Condition]


@dataclass(frozen=True)
class Part:
    """One part of an index: its indicators, and the most points they can come to."""

    decision: str
    title: str
    since: date
    file: str
    indicators: list[Indicator]
    sources: list[Source]

    @property
    def most(self) -> int:
        return sum(one.most for one in self.indicators)


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what it shows, what it sorts by (None: not known), the tone of a colour, and the rows that
    decided it with their places on the page."""

    text: str
    order: int | None
    tone: str = ""
    note: str = ""
    rows: tuple[tuple[int, str], ...] = ()
    number: bool = True


@dataclass(frozen=True)
class Row:
    area: str
    name: str
    city: str
    cells: list[Cell]


def city_of(area: str) -> str:
    """The code of the city that a county belongs to."""
    return f"{area[:4]}00"


@dataclass(frozen=True)
class Atlas:
    """Everything that a page shows of a service's areas on a day."""

    pack: Pack
    on: date
    figures: Sequence[AreaFigures]

    @cached_property
    def tables(self) -> list[InForce]:
        return tables_in_force(self.pack, self.on)

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return {key: words.said(text) for key, text in figures_of(self.pack).words.items()}

    def word(self, value: object) -> str:
        """What a table says in the reader's words; that nothing is known, where it says nothing."""
        return _("level not known") if value is None else self._words.get(str(value), str(value))

    def title(self, figure: str) -> str:
        held = figures_of(self.pack).counted.get(figure)
        return words.said(held.title) if held else figure

    @cached_property
    def drawn(self) -> list[InForce]:
        """Tables that make maps."""
        return [table for table in self.tables if table.outputs != (POINTS,)]

    @cached_property
    def indices(self) -> list[InForce]:
        """Tables that give points."""
        return [table for table in self.tables if table.outputs == (POINTS,)]

    @property
    def maps(self) -> list[Map]:
        """A map for each output, its first one with the figure that the table looks at first."""
        return [
            self._map(table, output, figure=table.columns[0] if number == 0 else "")
            for table in self.drawn
            for number, output in enumerate(table.outputs)
        ]

    def _map(self, table: InForce, output: str, *, figure: str) -> Map:
        cities: dict[str, list[Tile]] = {}
        for row in self.figures:
            said = said_by(row, table)
            told = shown(row.figures[figure]) if figure else ""
            tile = Tile(words.area(row.area), tone(said), self.word(said.outputs[output]), told)
            cities.setdefault(city_of(row.area), []).append(tile)
        held = [City(code, words.area(code), tiles) for code, tiles in sorted(cities.items())]
        return Map(output, self.word(output), self.title(figure) if figure else "", self._levels(table, output), held)

    def _levels(self, table: InForce, output: str) -> list[Level]:
        count = Counter(said_by(row, table).outputs[output] for row in self.figures)
        tones = {str(row.outputs[output]): _tone(row.outputs.values()) for row in table.rules.rows}
        found = [Level(held, self.word(value), count[value]) for value, held in tones.items()]
        return [*found, Level(UNKNOWN, self.word(None), count[None])] if count[None] else found

    @property
    def rulings(self) -> list[Ruling]:
        """The tables that make the maps."""
        return [self._ruling(table) for table in self.drawn]

    def _ruling(self, table: InForce) -> Ruling:
        rows = [
            Condition(
                f"{table.decision}-row-{row.number}",
                row.number,
                [limit(cell) for cell in row.cells],
                [self.word(row.outputs[name]) for name in table.outputs],
            )
            for row in table.rules.rows
        ]
        heads = [self.title(name) for name in table.columns]
        gives = [self.word(name) for name in table.outputs]
        return Ruling(
            self.word(table.decision), table.file.since, table.file.file, heads, gives, rows, list(_sources(table))
        )

    @property
    def parts(self) -> list[Part]:
        """The parts of the index with their parameters."""
        return [
            Part(
                table.decision,
                self.word(table.decision),
                table.file.since,
                table.file.file,
                [self._indicator(table, place) for place in range(len(table.columns))],
                list(_sources(table)),
            )
            for table in self.indices
        ]

    def _indicator(self, table: InForce, place: int) -> Indicator:
        """The rows that look at this figure; where one looks at several it stands with each of them."""
        held = [row for row in table.rules.rows if row.cells[place].strip() != "-"]
        limits = [
            Condition(
                f"{table.decision}-row-{row.number}", row.number, [limit(row.cells[place])], [str(row.outputs[POINTS])]
            )
            for row in held
        ]
        most = max((int(str(row.outputs[POINTS])) for row in held), default=0)
        return Indicator(self.title(table.columns[place]), most, limits)

    # The two tables, and the file with both.

    def decided_heads(self) -> list[tuple[str, str, bool]]:
        """Name, word, and whether it is a number, of each column of what was decided."""
        found = []
        for table in self.drawn:
            found += [(name, self.word(name), False) for name in table.outputs]
            found.append((f"{table.decision}_row", _("Decided by"), False))
            found += [(name, self.title(name), True) for name in table.asked]
        found += [(table.decision, self.word(table.decision), True) for table in self.indices]
        return found

    def decided(self) -> list[Row]:
        """County by county what the maps and the index say, and which rows said it."""
        return [self._row(row, self._decided_cells(row)) for row in self.figures]

    def _decided_cells(self, row: AreaFigures) -> list[Cell]:
        found = []
        for table in self.drawn:
            said = said_by(row, table)
            rows = tuple((number, f"{table.decision}-row-{number}") for number in said.rows)
            rank = -min(said.rows) if said.rows else None  # rows of a map stand with the gravest first
            found += [Cell(self.word(value), rank, tone=tone(said), number=False) for value in said.outputs.values()]
            found.append(Cell("", rank, rows=rows, number=False))
            found += [number(row.figures[name]) for name in table.asked]
        return found + [self._points(said_by(row, table), table) for table in self.indices]

    def _points(self, said: Said, table: InForce) -> Cell:
        points = said.outputs[POINTS]
        note = _("known: %(known)s of %(asked)s") % {"known": said.known, "asked": said.asked}
        rows = tuple((row, f"{table.decision}-row-{row}") for row in said.rows)
        return Cell(shown(points), points if isinstance(points, int) else None, note=note, rows=rows)

    def counted_heads(self) -> list[tuple[str, str, bool]]:
        """The columns of all figures."""
        return [(name, self.title(name), True) for name in figures_of(self.pack).counted]

    def counted(self) -> list[Row]:
        """County by county every figure."""
        return [
            self._row(row, [number(row.figures[name]) for name in figures_of(self.pack).counted])
            for row in self.figures
        ]

    def file_heads(self) -> list[str]:
        """The columns of the file after those that name the area."""
        found = []
        for table in self.tables:
            found += [self.word(table.decision if name == POINTS else name) for name in table.outputs]
            found += [_("Figures known"), _("Decided by rows")]
        return [*found, *(title for _name, title, _number in self.counted_heads())]

    def file_cells(self, row: AreaFigures) -> list[str]:
        """What the tables say of an area and every figure of it; nothing for what is not known."""
        found = []
        for table in self.tables:
            said = said_by(row, table)
            found += ["" if value is None else self.word(value) for value in said.outputs.values()]
            found += [f"{said.known}/{said.asked}", " ".join(map(str, said.rows))]
        return [*found, *("" if value is None else str(value) for value in row.figures.values())]

    def _row(self, row: AreaFigures, cells: list[Cell]) -> Row:
        return Row(row.area, words.area(row.area), words.area(city_of(row.area)), cells)


def said_by(row: AreaFigures, table: InForce) -> Said:
    """What a table in force says of an area."""
    return next(said for said in row.said if said.decision == table.decision)


def tone(said: Said) -> str:
    """The colour that a decision gives, among whatever else it says."""
    return _tone(said.outputs.values())


def _tone(values: Iterable[object]) -> str:
    return next((str(value) for value in values if value in TONES), UNKNOWN)


def shown(value: object) -> str:
    """A number in groups of three; a dash for one that is not known."""
    return f"{value:,}" if isinstance(value, int) else "–"


def number(value: int | None) -> Cell:
    return Cell(shown(value), value)


def limit(cell: str) -> str:
    """A cell that tests a whole number as a clerk reads it; what has no plain form as it is written."""
    if cell.strip() in ("-", ""):
        return _("any")
    if bound := BOUND.fullmatch(cell.strip()):
        said = {
            "<": _("below %(number)s"), "<=": _("%(number)s or less"),
            ">": _("above %(number)s"), ">=": _("%(number)s or more"),
        }  # fmt: skip
        return said[bound["sign"]] % {"number": bound["number"]}
    held = RANGE.fullmatch(cell.strip())
    if held is None or held["open"] != "[":
        return cell
    said_range = _("%(low)s to %(high)s") if held["close"] == "]" else _("%(low)s to below %(high)s")
    return said_range % {"low": held["low"], "high": held["high"]}


def _sources(table: InForce) -> Iterator[Source]:
    """The annotations of a table, each once with the rows that it stands beside."""
    held: dict[tuple[str, str], list[int]] = {}
    for row in table.rules.rows:
        held.setdefault(words.annotated(row.annotations), []).append(row.number)
    for (source, reading), numbers in held.items():
        every = len(numbers) == len(table.rules.rows)
        yield Source(_("All rows") if every else ", ".join(map(str, numbers)), source, reading)
