"""DMN 1.3 to 1.5 XML to a :class:`Definitions`, checked: every refusal names file, line, decision, rule and column."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from anxin.decisions.dmn.model import AS_OF, Column, Definitions, Input, OutputColumn, Rule, Table
from anxin.decisions.dmn.xml import Element, parse, read_source
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel import parser
from anxin.decisions.feel.plain import TYPE_NAMES, Type
from anxin.decisions.feel.plain import Value as PlainValue
from anxin.decisions.feel.syntax import Cell, Expression, Literal
from anxin.decisions.feel.tokens import RESERVED, Unreadable

NAMESPACES = {
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
HIT_POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST")
NOT_YET_POLICIES = ("COLLECT", "RULE ORDER", "OUTPUT ORDER")
DRAWN_ONLY = (
    "description", "extensionElements", "textAnnotation", "association", "group", "knowledgeSource",
    "organizationUnit", "performanceIndicator", "elementCollection",
)  # fmt: skip
READ = ("inputData", "decision", "itemDefinition")
TABLE_PARTS = ("description", "extensionElements", "input", "output", "annotation", "rule")
RULE_PARTS = ("description", "extensionElements", "inputEntry", "outputEntry", "annotationEntry")
DECISION_PARTS = (
    "description", "extensionElements", "question", "allowedAnswers", "variable", "informationRequirement",
    "authorityRequirement", "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner",
    "usingProcess", "usingTask", "decisionTable", "literalExpression",
)  # fmt: skip


def read_model(source: str | Path | bytes, name: str) -> Definitions:
    """The model in a DMN file: names, cells and expressions parsed, not yet checked for types."""
    root = parse(read_source(source, name), name)
    place = Place(name, line=root.line)
    if root.namespace not in NAMESPACES or root.name != "definitions":
        read, allowed = f"{{{root.namespace}}}{root.name}", [f"{{{known}}}definitions" for known in NAMESPACES]
        raise DecisionError("this is not a DMN 1.3, 1.4 or 1.5 model", place=place, read=read, allowed=allowed)
    return _Reader(root, name).model()


class _Reader:
    def __init__(self, root: Element, name: str) -> None:
        self.root = root
        self.place = Place(name)
        self._expect(root, (*READ, *DRAWN_ONLY), self.place, foreign=True)
        self.items = self._items()
        self.inputs = {found.name: found for found in map(self._input, root.all("inputData"))}
        decisions = list(root.all("decision"))
        self.names = frozenset([*self.inputs, AS_OF, *(self._name(decision) for decision in decisions)])
        self.decisions = decisions

    def model(self) -> Definitions:
        tables: dict[str, Table] = {}
        expressions: dict[str, Expression] = {}
        for decision in self.decisions:
            name = self._name(decision)
            place = self._at(decision, decision=name)
            if name in tables or name in expressions or name in self.inputs:
                raise DecisionError("two things have this name", place=place, read=name)
            self._expect(decision, DECISION_PARTS, place)
            table, literal = decision.first("decisionTable"), decision.first("literalExpression")
            if table is not None:
                tables[name] = self._table(table, name)
            elif literal is not None:
                expressions[name] = self._expression(literal, self._at(literal, decision=name))
            else:
                raise DecisionError("a decision needs a decisionTable or a literalExpression", place=place)
        return Definitions(
            self.place.source,
            MappingProxyType(tables),
            MappingProxyType(self.inputs),
            MappingProxyType(expressions),
            self.place,
        )

    def _at(self, element: Element, **parts: str | int | None) -> Place:
        return self.place.within(line=element.line, **parts)

    def _expect(self, parent: Element, allowed: tuple[str, ...], place: Place, *, foreign: bool = False) -> None:
        for child in parent.children:
            ours = child.namespace == self.root.namespace
            if (ours and child.name not in allowed) or not (ours or foreign):
                where = place.within(line=child.line)
                raise DecisionError(
                    f"<{parent.name}> cannot hold this here", place=where, read=child.name, allowed=allowed
                )

    def _name(self, element: Element) -> str:
        variable = element.first("variable")
        name = element.attributes.get("name") or (variable.attributes.get("name", "") if variable else "")
        name = " ".join(name.split())
        if not name or name in RESERVED or '"' in name:
            raise DecisionError("this needs a name that is not a FEEL word", place=self._at(element), read=name)
        return name

    def _items(self) -> dict[str, tuple[Type, tuple[str, ...]]]:
        found: dict[str, tuple[Type, tuple[str, ...]]] = {}
        for element in self.root.all("itemDefinition"):
            place = self._at(element)
            self._expect(element, ("description", "extensionElements", "typeRef", "allowedValues"), place)
            if element.attributes.get("isCollection") == "true":
                raise DecisionError("lists are not here yet", place=place)
            kind, _ = self._type(element.words("typeRef"), place, {})
            allowed = element.first("allowedValues")
            strings = self._strings(allowed, place) if allowed is not None else ()
            found[self._name(element)] = (kind, strings)
        return found

    def _strings(self, element: Element, place: Place) -> tuple[str, ...]:
        values = self._values(element, place)
        return tuple(value for value in values if isinstance(value, str)) if None not in values else ()

    def _values(self, element: Element, place: Place) -> tuple[PlainValue, ...]:
        """The listed values; nothing when the list holds anything but plain values."""
        tests = self._cell(element.words("text"), place).tests
        values = tuple(test.value for test in tests if isinstance(test, Literal))
        return values if len(values) == len(tests) else ()

    def _type(
        self, read: str, place: Place, items: Mapping[str, tuple[Type, tuple[str, ...]]]
    ) -> tuple[Type, tuple[str, ...]]:
        plain = read.removeprefix("feel:")
        plain = {"dayTimeDuration": Type.DAYS.value, "yearMonthDuration": Type.MONTHS.value}.get(plain, plain)
        if plain in TYPE_NAMES:
            return Type(plain), ()
        if plain in items:
            return items[plain]
        raise DecisionError("this type is not here (yet)", place=place, read=read, allowed=(*TYPE_NAMES, *items))

    def _input(self, element: Element) -> Input:
        name, variable = self._name(element), element.first("variable")
        place = self._at(element, column=name)
        self._expect(element, ("description", "extensionElements", "variable"), place)
        read = variable.attributes.get("typeRef", "") if variable is not None else ""
        if not read:
            raise DecisionError("an inputData needs a variable with a typeRef", place=place, allowed=TYPE_NAMES)
        kind, allowed = self._type(read, place, self.items)
        if name == AS_OF and kind is not Type.DATE:
            raise DecisionError("as_of is the day of decision", place=place, read=read, allowed=(Type.DATE.value,))
        return Input(name, kind.value, element.attributes.get("label") or name, allowed)

    def _table(self, table: Element, name: str) -> Table:
        place = self._at(table, decision=name)
        self._expect(table, TABLE_PARTS, place)
        policy = self._policy(table, place)
        columns = tuple(self._column(element, place) for element in table.all("input"))
        outputs = tuple(self._output(element, place, name) for element in table.all("output"))
        if not outputs or len({output.name for output in outputs}) < len(outputs):
            raise DecisionError("a table needs outputs, each with a name of its own", place=place)
        annotations = [element.attributes.get("name", "").strip() for element in table.all("annotation")]
        rules = tuple(
            self._rule(number, element, columns, outputs, annotations, place)
            for number, element in enumerate(table.all("rule"), 1)
        )
        return Table(name, policy, columns, outputs, rules, place)

    def _policy(self, table: Element, place: Place) -> str:
        policy = table.attributes.get("hitPolicy", "UNIQUE")
        if policy in NOT_YET_POLICIES:
            why = f"the hit policy {policy} is not here yet"
            raise DecisionError(why, place=place, read=policy, allowed=HIT_POLICIES)
        if policy not in HIT_POLICIES:
            raise DecisionError("no such hit policy", place=place, read=policy, allowed=HIT_POLICIES)
        return policy

    def _column(self, element: Element, table: Place) -> Column:
        expression = element.first("inputExpression")
        if expression is None:
            raise DecisionError("an input column needs an inputExpression", place=table.within(line=element.line))
        text = expression.words("text")
        place = table.within(line=element.line, column=element.attributes.get("label") or text)
        self._expect(element, ("description", "extensionElements", "inputExpression", "inputValues"), place)
        label = " ".join((element.attributes.get("label") or self._label(text)).split())
        return Column(label, text, self._expression(expression, place), place)

    def _label(self, text: str) -> str:
        return self.inputs[text].label if text in self.inputs else text

    def _output(self, element: Element, table: Place, decision: str) -> OutputColumn:
        name = element.attributes.get("name") or element.attributes.get("label") or decision
        place = table.within(line=element.line, column=name)
        self._expect(element, ("description", "extensionElements", "outputValues", "defaultOutputEntry"), place)
        read = element.attributes.get("typeRef")
        kind, allowed = self._type(read, place, self.items) if read else (None, ())
        listed, default = element.first("outputValues"), element.first("defaultOutputEntry")
        values: tuple[PlainValue, ...] = self._values(listed, place) if listed is not None else allowed
        fallback = self._expression(default, place) if default is not None else None
        return OutputColumn(name, kind, values, fallback, place)

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
        self._expect(element, RULE_PARTS, place)
        cells = self._entries(element, "inputEntry", [column.label for column in columns], place)
        results = self._entries(element, "outputEntry", [output.name for output in outputs], place)
        notes = list(element.all("annotationEntry"))
        if len(notes) > len(annotations):
            raise DecisionError("more annotationEntry elements than annotation columns", place=place)
        texts = tuple(entry.words("text") for entry, _ in cells)
        return Rule(
            number,
            tuple(self._cell(text, where) for text, (_, where) in zip(texts, cells, strict=True)),
            texts,
            tuple(self._expression(entry, where) for entry, where in results),
            MappingProxyType({name: note.words("text") for name, note in zip(annotations, notes, strict=False)}),
            tuple(where for _, where in cells),
            tuple(where for _, where in results),
        )

    def _entries(self, rule: Element, kind: str, columns: list[str], place: Place) -> list[tuple[Element, Place]]:
        entries = list(rule.all(kind))
        if len(entries) != len(columns):
            why = f"the table has {len(columns)} columns for it, this rule {len(entries)} <{kind}>"
            raise DecisionError(why, place=place)
        return [
            (entry, place.within(line=entry.line, column=column))
            for entry, column in zip(entries, columns, strict=True)
        ]

    def _cell(self, text: str, place: Place) -> Cell:
        try:
            return parser.parse_cell(text, self._names())
        except Unreadable as error:
            raise DecisionError(str(error), place=place, read=text) from None

    def _expression(self, element: Element, place: Place) -> Expression:
        language = element.attributes.get("expressionLanguage") or self.root.attributes.get("expressionLanguage", "")
        if language and "feel" not in language.lower():
            raise DecisionError("the only expression language is FEEL", place=place, read=language)
        text = element.words("text")
        try:
            return parser.parse_expression(text, self._names())
        except Unreadable as error:
            raise DecisionError(str(error), place=place, read=text) from None

    def _names(self) -> frozenset[str]:
        return getattr(self, "names", frozenset())
