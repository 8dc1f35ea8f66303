"""DMN 1.2 to 1.5 XML to :class:`Definitions`: every refusal names file, line, decision, rule and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from anxin.decisions.dmn.boxes import EXPRESSIONS, BoxReader
from anxin.decisions.dmn.items import read_items
from anxin.decisions.dmn.model import (
    AS_OF,
    BoxedFunction,
    DecisionNode,
    Definitions,
    Formula,
    Input,
    InputData,
    Item,
    Key,
    Knowledge,
    Node,
    Requirement,
    Served,
    Table,
    Unusable,
)
from anxin.decisions.dmn.naming import check_names, names_of, needed_names
from anxin.decisions.dmn.requirements import check_circles, moved, under
from anxin.decisions.dmn.sheet import Sheet, plain_type
from anxin.decisions.dmn.xml import Element, parse, read_source
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.plain import Type
from anxin.decisions.feel.types import FeelType

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
DRAWN_ONLY = (
    "textAnnotation", "association", "group", "knowledgeSource", "organizationUnit", "performanceIndicator",
    "elementCollection",
)  # fmt: skip
GRAPH = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
DECISION_PARTS = (
    "question", "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement",
    "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess",
    "usingTask", *EXPRESSIONS,
)  # fmt: skip
KNOWLEDGE_PARTS = ("variable", "knowledgeRequirement", "authorityRequirement", "encapsulatedLogic")
SERVICE_PARTS = ("variable", "outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
DEEPEST_IMPORT = 20
MOST_NODES = 20_000

# The document of an imported model, by its namespace and the place its import names; None when there is none.
Find = Callable[[str, str], "str | bytes | Path | None"]


def read_model(source: str | Path | bytes, name: str, *, strict: bool = True, find: Find | None = None) -> Definitions:
    """The model in a DMN file and those it imports; texts parsed, names and types of values not yet checked.

    When not ``strict``, what cannot be used is kept as null with its reason instead of being refused.
    """
    return _Loading(strict, find).read(source, name)


class _Loading:
    """One model being read with all it imports."""

    def __init__(self, strict: bool, find: Find | None) -> None:
        self.strict = strict
        self.find = find
        self.open: list[str] = []
        self.done: dict[str, tuple[Definitions, frozenset[str]]] = {}

    def read(self, source: str | Path | bytes, name: str) -> Definitions:
        root = parse(read_source(source, name), name)
        place = Place(name, line=root.line)
        if root.namespace not in NAMESPACES or root.name != "definitions":
            read, allowed = f"{{{root.namespace}}}{root.name}", [f"{{{known}}}definitions" for known in NAMESPACES]
            raise DecisionError("this is not a DMN 1.2, 1.3, 1.4 or 1.5 model", place=place, read=read, allowed=allowed)
        namespace = root.attributes.get("namespace") or f"urn:{name}"
        self.open.append(namespace)
        sheet = Sheet(root, Place(name), namespace, self.strict)
        sheet.expect(root, ("import", "itemDefinition", *GRAPH, *DRAWN_ONLY), sheet.place, foreign=True)
        imports = self._imports(sheet)
        found = _Reading(sheet, imports).definitions()
        self.done[namespace] = (found, sheet.words)
        self.open.pop()
        return found

    def _imports(self, sheet: Sheet) -> dict[str, Definitions]:
        imports: dict[str, Definitions] = {}
        words = set(_spoken(sheet.root))
        for element in sheet.root.all("import"):
            if "/DMN/" not in element.attributes.get("importType", "/DMN/"):
                continue  # PMML models and XML schemas are for those who call them
            alias = " ".join(element.attributes.get("name", "").split())
            found = self._imported(sheet, element)
            if found is not None:
                if alias and alias in imports:
                    sheet.refuse("two imports have this name", sheet.at(element), read=alias)
                imports[alias if alias or "" not in imports else f" {len(imports)}"] = found[0]
                words |= found[1]
        sheet.words = frozenset(words)
        return imports

    def _imported(self, sheet: Sheet, element: Element) -> tuple[Definitions, frozenset[str]] | None:
        place = sheet.at(element)
        namespace, location = element.attributes.get("namespace", ""), element.attributes.get("locationURI", "")
        if namespace in self.done:
            return self.done[namespace]
        if namespace in self.open or len(self.open) > DEEPEST_IMPORT:
            raise DecisionError("models import each other", place=place, read=" → ".join([*self.open, namespace]))
        source = self.find(namespace, location) if self.find is not None else None
        if source is None:
            sheet.refuse("the imported model is not found", place, read=location or namespace)
            return None
        self.read(source, source.name if isinstance(source, Path) else location or namespace)
        if namespace not in self.done:
            sheet.refuse("the imported model has another namespace", place, read=namespace, allowed=list(self.done))
        return self.done.get(namespace)


def _spoken(root: Element) -> Iterator[str]:
    """Names that paths may lead to: those of components, output columns, entries and columns of relations."""
    waiting = list(root.children)
    while waiting:
        element = waiting.pop()
        if element.namespace != root.namespace or element.name in ("rule", "literalExpression"):
            continue
        waiting += element.children
        if element.name in ("itemComponent", "output", "column"):
            yield " ".join(element.attributes.get("name", "").split())
        elif element.name == "contextEntry" and (variable := element.first("variable")) is not None:
            yield " ".join(variable.attributes.get("name", "").split())


class _Reading:
    """The graph of one file."""

    def __init__(self, sheet: Sheet, imports: dict[str, Definitions]) -> None:
        self.sheet = sheet
        self.imports = imports
        self.aliases = {found.namespace: alias.strip() for alias, found in imports.items()}
        self.nodes: dict[Key, Node] = {}
        for alias, found in imports.items():
            self.nodes |= under(alias.strip(), found.nodes)
        self.named: dict[str, Key] = {}
        read_items(sheet, dict(self._imported_items()))
        self.elements = [(kind, element) for kind in GRAPH for element in sheet.root.all(kind)]
        self.keys = {self._key(element): element for _, element in self.elements}
        self.labels: dict[str, str] = {}
        # A file that draws no requirement at all has no graph: there every name is seen by all.
        self.drawn = not sheet.strict or any(map(_draws, (element for _, element in self.elements)))

    def definitions(self) -> Definitions:
        readers: dict[str, Callable[[Element], Node]] = {
            "inputData": self._input,
            "decision": self._decision,
            "businessKnowledgeModel": self._knowledge,
            "decisionService": self._service,
        }
        for alias, found in self.imports.items():
            prefix = f"{alias.strip()}." if alias.strip() else ""
            self.named |= {f"{prefix}{name}": moved(alias.strip(), key) for name, key in found.named.items()}
        for kind, element in self.elements:
            self._add(readers[kind](element))
        if len(self.nodes) > MOST_NODES:
            self.sheet.refuse(f"a model may have {MOST_NODES} elements, imported ones among them", self.sheet.place)
        if not self.drawn:
            self._imply_requirements()
        check_circles(self.nodes)
        self._check_names()
        own = [self.nodes[key] for key in self.keys]
        logic = {node.name: node.logic for node in own if isinstance(node, DecisionNode)}
        return Definitions(
            self.sheet.place.source,
            MappingProxyType({name: found for name, found in logic.items() if isinstance(found, Table)}),
            MappingProxyType({found.name: found for node in own for found in self._scalar(node)}),
            MappingProxyType({name: found.tree for name, found in logic.items() if isinstance(found, Formula)}),
            self.sheet.place,
            self.sheet.namespace,
            self.sheet.root.attributes.get("name", ""),
            MappingProxyType(self.nodes),
            MappingProxyType(self.named),
            MappingProxyType(self.sheet.items),
            MappingProxyType({alias.strip(): found for alias, found in self.imports.items()}),
        )

    def _imply_requirements(self) -> None:
        """In a model that draws no requirements decisions need what they name."""
        for key in self.keys:
            node = self.nodes[key]
            if isinstance(node, DecisionNode | Knowledge):
                names = (name for name in dict.fromkeys(needed_names(node)) if name in self.named)
                found = tuple(Requirement(self.named[name], (name,), node.place) for name in names)
                self.nodes[key] = replace(node, requires=found)

    def _check_names(self) -> None:
        if not self.sheet.strict:
            return
        types = {name: item.type for name, item in self.sheet.items.items()}
        for key in self.keys:
            node = self.nodes[key]
            if isinstance(node, DecisionNode | Knowledge) and node.logic is not None:
                check_names(node.logic, names_of(node), types)

    def _imported_items(self) -> Iterator[tuple[str, Item]]:
        for alias, found in self.imports.items():
            for name, item in found.items.items():
                yield (f"{alias}.{name}" if alias.strip() else name), item

    def _key(self, element: Element) -> Key:
        return Key(self.sheet.namespace, element.attributes.get("id") or f"{element.name} {self.sheet.name(element)}")

    def _add(self, node: Node) -> None:
        if node.name in self.named and self.named[node.name].namespace == self.sheet.namespace:
            self.sheet.refuse("two things have this name", node.place, read=node.name)
        if node.key in self.nodes:
            self.sheet.refuse("two things have this id", node.place, read=node.key.id)
        self.nodes[node.key] = node
        self.named[node.name] = node.key

    def _input(self, element: Element) -> InputData:
        name, variable = self.sheet.name(element), element.first("variable")
        place = self.sheet.at(element, column=name)
        self.sheet.expect(element, ("variable",), place)
        type_ = self.sheet.type_of(variable, place)
        if name == AS_OF and plain_type(type_) is not Type.DATE:
            read = variable.attributes.get("typeRef", "") if variable is not None else ""
            self.sheet.refuse("as_of is the day of decision", place, read=read, allowed=(Type.DATE.value,))
        label = element.attributes.get("label") or name
        self.labels[name] = label
        return InputData(self._key(element), name, label, type_, place)

    def _scalar(self, node: Node) -> Iterator[Input]:
        """An input that is a plain value, with the only strings it may be."""
        if not isinstance(node, InputData):
            return
        kind = plain_type(node.type)
        if kind is not None:
            variable = self.keys[node.key].first("variable")
            item = self.sheet.items.get(variable.attributes.get("typeRef", "") if variable is not None else "")
            values = item.allowed if item is not None and None not in item.allowed else ()
            yield Input(node.name, kind.value, node.label, tuple(one for one in values if isinstance(one, str)))

    def _decision(self, element: Element) -> DecisionNode:
        name = self.sheet.name(element)
        place = self.sheet.at(element, decision=name)
        self.sheet.expect(element, DECISION_PARTS, place)
        requires = self._requires(element, place)
        logic = BoxReader(self.sheet, name, self.labels).logic(element, self._visible(requires), place)
        return DecisionNode(self._key(element), name, self._variable(element, place), requires, logic, place)

    def _knowledge(self, element: Element) -> Knowledge:
        name = self.sheet.name(element)
        place = self.sheet.at(element, decision=name)
        self.sheet.expect(element, KNOWLEDGE_PARTS, place)
        requires = self._requires(element, place)
        body = element.first("encapsulatedLogic")
        logic: BoxedFunction | Unusable | None = None
        if body is not None:
            names = self._visible(requires) | {name}
            logic = BoxReader(self.sheet, name, self.labels).function(body, names, place)
        return Knowledge(self._key(element), name, self._variable(element, place), requires, logic, place)

    def _service(self, element: Element) -> Served:
        name = self.sheet.name(element)
        place = self.sheet.at(element, decision=name)
        self.sheet.expect(element, SERVICE_PARTS, place)
        outputs, encapsulated, decisions, data = (
            tuple(found for part in element.all(kind) for found in self._referred(part, place))
            for kind in SERVICE_PARTS[1:]
        )
        if not outputs:
            self.sheet.refuse("a decision service needs an outputDecision", place)
        type_ = self._variable(element, place)
        return Served(self._key(element), name, type_, outputs, encapsulated, decisions, data, place)

    def _variable(self, element: Element, place: Place) -> FeelType | None:
        return self.sheet.type_of(element.first("variable"), place)

    def _visible(self, requires: tuple[Requirement, ...]) -> frozenset[str]:
        seen = {name for found in requires for name in found.names}
        everything = () if self.drawn else map(self.sheet.name, self.keys.values())
        return self.sheet.visible((*seen, *everything))

    def _requires(self, element: Element, place: Place) -> tuple[Requirement, ...]:
        parts = (part for kind in REQUIREMENTS for part in element.all(kind))
        return tuple(
            found
            for part in parts
            for reference in part.children
            if reference.name in ("requiredInput", "requiredDecision", "requiredKnowledge")
            for found in self._referred(reference, place)
        )

    def _referred(self, element: Element, place: Place) -> Iterator[Requirement]:
        """The element a reference leads to: ``#id`` here, ``namespace#id`` here or in an imported model."""
        href, where = element.attributes.get("href", ""), place.within(line=element.line)
        space, _, fragment = href.rpartition("#")
        key = Key(space or self.sheet.namespace, fragment)
        if key in self.keys:
            yield Requirement(key, (self.sheet.name(self.keys[key]),), where)
            return
        found = self._imported(key)
        if found is None:
            allowed = [f"#{known.id}" for known in self.keys]
            self.sheet.refuse("this leads to nothing in the model or its imports", where, read=href, allowed=allowed)
        else:
            yield Requirement(found, (*found.path, self.nodes[found].name), where)

    def _imported(self, key: Key) -> Key | None:
        """The element of an imported model, by the shortest path that leads to it."""
        alias = self.aliases.get(key.namespace)
        direct = moved(alias, key) if alias is not None else None
        if direct in self.nodes:
            return direct
        found = [known for known in self.nodes if known[:2] == key[:2]]
        return min(found, key=lambda known: len(known.path), default=None)


def _draws(element: Element) -> bool:
    return any(element.first(kind) is not None for kind in REQUIREMENTS)
