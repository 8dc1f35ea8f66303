"""Reading a decision table (DMN 1.5 §8): columns, rows, hit policy; every cell keeps its place."""

from __future__ import annotations

from types import MappingProxyType

from anxin.decisions.dmn.items import plain_values
from anxin.decisions.dmn.model import Column, OutputColumn, Rule, Table, Unusable
from anxin.decisions.dmn.sheet import Sheet, plain_type
from anxin.decisions.dmn.xml import Element
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.syntax import Cell, Expression

HIT_POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = ("SUM", "COUNT", "MIN", "MAX")
TABLE_PARTS = ("input", "output", "annotation", "rule")
RULE_PARTS = ("inputEntry", "outputEntry", "annotationEntry")
MOST_ROWS = 20_000


class TableReader:
    """Reads the table of one decision, whose expressions see ``names``; ``labels`` are those of the inputs by name."""

    def __init__(self, sheet: Sheet, names: frozenset[str], labels: dict[str, str]) -> None:
        self.sheet = sheet
        self.names = names
        self.labels = labels

    def read(self, element: Element, name: str, place: Place) -> Table | Unusable:
        """The table; one that cannot be read is refused, or unusable when reading leniently."""
        try:
            return self._table(element, name, place.within(line=element.line))
        except DecisionError as error:
            if self.sheet.strict:
                raise
            return Unusable(str(error), place)

    def _table(self, table: Element, name: str, place: Place) -> Table:
        self.sheet.expect(table, TABLE_PARTS, place)
        policy, aggregation = self._policy(table, place)
        columns = tuple(self._column(element, place) for element in table.all("input"))
        outputs = tuple(self._output(element, place, name) for element in table.all("output"))
        if not outputs or len({output.name for output in outputs}) < len(outputs):
            raise DecisionError("a table needs outputs, each with a name of its own", place=place)
        if aggregation is not None and len(outputs) > 1:
            why = "several outputs can be collected only as a list, without an aggregation (DMN 1.5 §8.2.11)"
            raise DecisionError(why, place=place, read=aggregation)
        annotations = [element.attributes.get("name", "").strip() for element in table.all("annotation")]
        rows = list(table.all("rule"))
        if len(rows) > MOST_ROWS:
            raise DecisionError(f"a table may have {MOST_ROWS} rows", place=place, read=str(len(rows)))
        rules = tuple(
            self._rule(number, element, columns, outputs, annotations, place) for number, element in enumerate(rows, 1)
        )
        type_ = self.sheet.type_of(table, place)
        return Table(name, policy, columns, outputs, rules, place, aggregation, type_)

    def _policy(self, table: Element, place: Place) -> tuple[str, str | None]:
        policy = " ".join(table.attributes.get("hitPolicy", "UNIQUE").split())
        if policy not in HIT_POLICIES:
            raise DecisionError("no such hit policy", place=place, read=policy, allowed=HIT_POLICIES)
        aggregation = table.attributes.get("aggregation")
        if aggregation is not None and aggregation not in AGGREGATIONS:
            raise DecisionError("no such aggregation", place=place, read=aggregation, allowed=AGGREGATIONS)
        return policy, aggregation if policy == "COLLECT" else None

    def _column(self, element: Element, table: Place) -> Column:
        expression = element.first("inputExpression")
        if expression is None:
            raise DecisionError("an input column needs an inputExpression", place=table.within(line=element.line))
        text = expression.words("text")
        place = table.within(line=element.line, column=element.attributes.get("label") or text)
        self.sheet.expect(element, ("inputExpression", "inputValues"), place)
        label = " ".join((element.attributes.get("label") or self.labels.get(text, text)).split())
        tree = self.sheet.expression(expression, self.names, place)
        type_ = self.sheet.type_of(expression, place)
        return Column(label, text, tree, place, type_, self._values(element.first("inputValues"), place))

    def _values(self, element: Element | None, place: Place) -> Cell | None:
        text = "" if element is None else element.words("text")
        return self.sheet.cell(text, self.names, place) if text else None

    def _output(self, element: Element, table: Place, decision: str) -> OutputColumn:
        name = element.attributes.get("name") or element.attributes.get("label") or decision
        name = " ".join(name.split())
        place = table.within(line=element.line, column=name)
        self.sheet.expect(element, ("outputValues", "defaultOutputEntry"), place)
        type_ = self.sheet.type_of(element, place)
        item = self.sheet.items.get(element.attributes.get("typeRef", ""))
        listed, default = self._values(element.first("outputValues"), place), element.first("defaultOutputEntry")
        tests = listed.tests if listed is not None else item.tests if item is not None else ()
        allowed = plain_values(tests) if listed is not None else item.allowed if item is not None else ()
        fallback = self.sheet.expression(default, self.names, place) if default is not None else None
        return OutputColumn(name, plain_type(type_), allowed, fallback, place, type_, tests, listed is not None)

    def _rule(
        self,
        number: int,
        element: Element,
        columns: tuple[Column, ...],
        outputs: tuple[OutputColumn, ...],
        annotations: list[str],
        table: Place,
    ) -> Rule:
        place = table.within(line=element.line, rule=number)
        self.sheet.expect(element, RULE_PARTS, place)
        cells = self._entries(element, "inputEntry", [column.label for column in columns], place)
        results = self._entries(element, "outputEntry", [output.name for output in outputs], place)
        notes = list(element.all("annotationEntry"))
        if len(notes) > len(annotations):
            self.sheet.refuse("more annotationEntry elements than annotation columns", place)
        texts = tuple(entry.words("text") for entry, _ in cells)
        return Rule(
            number,
            tuple(self.sheet.cell(text, self.names, where) for text, (_, where) in zip(texts, cells, strict=True)),
            texts,
            tuple(self._result(entry, where) for entry, where in results),
            MappingProxyType({name: note.words("text") for name, note in zip(annotations, notes, strict=False)}),
            tuple(where for _, where in cells),
            tuple(where for _, where in results),
        )

    def _result(self, entry: Element, place: Place) -> Expression:
        return self.sheet.expression(entry, self.names, place)

    def _entries(self, rule: Element, kind: str, columns: list[str], place: Place) -> list[tuple[Element, Place]]:
        entries = list(rule.all(kind))
        if len(entries) != len(columns):
            why = f"the table has {len(columns)} columns for it, this rule {len(entries)} <{kind}>"
            raise DecisionError(why, place=place)
        return [
            (entry, place.within(line=entry.line, column=column))
            for entry, column in zip(entries, columns, strict=True)
        ]
