"""Evaluating a graph for one party (DMN 1.5 §10.4): decisions after what they need, services as functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anxin.decisions.dmn.located import Stopped, fitted, located, mark, nothing
from anxin.decisions.dmn.model import (
    AS_OF,
    BoxedFunction,
    DecisionNode,
    Definitions,
    InputData,
    Key,
    Knowledge,
    Requirement,
    Served,
    Unusable,
)
from anxin.decisions.dmn.requirements import in_order, required
from anxin.decisions.dmn.running import compile_boxed, function_of
from anxin.decisions.errors import DecisionError
from anxin.decisions.feel.calling import invoke
from anxin.decisions.feel.compiling import Types, mentions
from anxin.decisions.feel.scope import Code, Scope
from anxin.decisions.feel.syntax import FunctionOf
from anxin.decisions.feel.types import FunctionType
from anxin.decisions.feel.values import Diagnostic, Function, LimitReached, Parameter, Run, Value

NOWHERE = Scope({})


@dataclass(frozen=True)
class Evaluation:
    """What a decision or a decision service is worth, and why anything in it became null.

    ``values`` holds the inputs and the results of all decisions that were evaluated on the way, by name.
    """

    value: Value
    diagnostics: tuple[Diagnostic, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)


class Deciding:
    """A graph ready to be evaluated: its logic is compiled once, when it is first needed."""

    def __init__(self, model: Definitions) -> None:
        self.model = model
        self.nodes = model.nodes
        self._codes: dict[Key, Code] = {}
        self._types: dict[str, Types] = {}
        self._keep_types(model)

    def _keep_types(self, model: Definitions) -> None:
        self._types[model.namespace] = {name: item.type for name, item in model.items.items()}
        for imported in model.imports.values():
            self._keep_types(imported)

    def types(self, key: Key) -> Types:
        """The types that a model's texts may name."""
        return self._types[key.namespace]

    def evaluate(
        self, name: str, inputs: Mapping[str, Value], run: Run, as_of: Value = None, *, strict: bool = True
    ) -> Evaluation:
        """A decision, service or business knowledge model by name with inputs by name, all of them run-time values.

        Inputs of imported models are given as ``alias.name`` or as contexts under the alias. DecisionError for an
        unknown name, for an unknown input when ``strict``, and when a limit is reached.
        """
        node = self.named(name)
        evaluating = _Evaluating(self, run, as_of)
        try:
            if isinstance(node, Knowledge):
                return Evaluation(evaluating.called(node, inputs), tuple(run.diagnostics))
            frame = evaluating.frame(self.given(node, inputs, strict=strict))
            value = evaluating.answer(node, frame)
        except LimitReached as reached:
            place = reached.place if isinstance(reached, Stopped) else node.place
            raise DecisionError(reached.why, place=place) from None
        except RecursionError:
            raise DecisionError("what this needs is nested too deep", place=node.place) from None
        found = {".".join((*key.path, self.nodes[key].name)): known for key, known in frame.items()}
        return Evaluation(value, tuple(run.diagnostics), found)

    def named(self, name: str) -> DecisionNode | Served | Knowledge:
        """What can be evaluated under a name; DecisionError when there is nothing."""
        key = self.model.named.get(" ".join(name.split()))
        node = self.nodes[key] if key is not None else None
        if isinstance(node, DecisionNode | Served | Knowledge):
            return node
        nodes = ((name, self.nodes[key]) for name, key in self.model.named.items())
        allowed = sorted(name for name, node in nodes if isinstance(node, DecisionNode | Served))
        raise DecisionError("no such decision or service", place=self.model.place, read=name, allowed=allowed)

    def given(self, node: DecisionNode | Served, inputs: Mapping[str, Value], *, strict: bool) -> dict[Key, Value]:
        """The inputs by what they are for; for a service its input decisions are among them."""
        wanted = [found.key for found in (*node.input_data, *node.input_decisions)] if isinstance(node, Served) else [
            key for key, known in self.nodes.items() if isinstance(known, InputData)
        ]  # fmt: skip
        names = self._input_names(wanted)
        exact: dict[Key, Value] = {}
        for name, value in self._flat(inputs, names):
            if name in names:
                exact |= dict.fromkeys(names[name], value)
            elif strict and name != AS_OF:
                raise DecisionError("no such input", place=node.place, read=name, allowed=sorted(names))
        # A model imported along several paths takes what it is given along one, unless told otherwise along another.
        shared = {key[:2]: exact[key] for key in sorted(exact, key=lambda key: -len(key.path))}
        return {key: exact.get(key, shared.get(key[:2])) for key in wanted if key in exact or key[:2] in shared}

    def code(self, node: DecisionNode) -> Code:
        """The logic of a decision."""
        if node.key not in self._codes:
            missing = located(lambda scope, run: nothing(run, "this decision has no expression"), node.place)
            self._codes[node.key] = missing if node.logic is None else compile_boxed(node.logic, self.types(node.key))
        return self._codes[node.key]

    def calls_foreign_code(self, name: str) -> bool:
        """Whether something that a decision or service needs is a function in another language (Java, PMML)."""
        seen: set[Key] = set()
        waiting = [self.model.named[name]] if name in self.model.named else []
        while waiting:
            node = self.nodes[waiting.pop()]
            if isinstance(node, DecisionNode | Knowledge) and mentions(node.logic, _is_foreign):
                return True
            seen.add(node.key)
            waiting += [found.key for found in required(node) if found.key not in seen]
        return False

    def _input_names(self, wanted: Iterable[Key]) -> dict[str, list[Key]]:
        """Inputs by name: with the aliases that lead to them, and without as far as only one element has the name."""
        alone: dict[str, list[Key]] = {}
        full: dict[str, list[Key]] = {}
        for key in wanted:
            name = self.nodes[key].name
            alone.setdefault(name, []).append(key)
            full.setdefault(".".join((*key.path, name)), []).append(key)
        return {name: keys for name, keys in alone.items() if len({key[:2] for key in keys}) == 1} | full

    def _flat(self, inputs: Mapping[str, Value], names: Mapping[str, list[Key]]) -> Iterable[tuple[str, Value]]:
        """Contexts under the name of an import as single inputs."""
        for name, value in inputs.items():
            inside = any(known.startswith(f"{name}.") for known in names)
            if name not in names and inside and isinstance(value, dict):
                nested = {f"{name}.{inner}": one for inner, one in value.items()}
                yield from self._flat(nested, names)
            else:
                yield name, value


def _is_foreign(part: object) -> bool:
    return (isinstance(part, Unusable) and part.foreign) or (isinstance(part, FunctionOf) and part.external)


class _Evaluating:
    """One evaluation of a graph."""

    def __init__(self, deciding: Deciding, run: Run, as_of: Value) -> None:
        self.deciding = deciding
        self.nodes = deciding.nodes
        self.run = run
        self.as_of = as_of
        self.base = Scope({AS_OF: as_of}) if as_of is not None else NOWHERE
        self.functions: dict[Key, Function] = {}

    def frame(self, given: Mapping[Key, Value]) -> dict[Key, Value]:
        """What is known at first: the inputs, as their types want them."""
        found: dict[Key, Value] = {}
        for key, value in given.items():
            node = self.nodes[key]
            before = len(self.run.diagnostics)
            found[key] = fitted(value, node.type, self.run)
            mark(self.run, before, node.place, node.name)
        return found

    def called(self, node: Knowledge, arguments: Mapping[str, Value]) -> Value:
        """What a business knowledge model answers to arguments by name."""
        before = len(self.run.diagnostics)
        value = invoke(self._function(node), list(arguments.values()), list(arguments), self.run)
        mark(self.run, before, node.place, node.name)
        return value

    def answer(self, node: DecisionNode | Served, known: dict[Key, Value]) -> Value:
        """The value of a decision or of a service whose inputs are known; ``known`` grows."""
        if isinstance(node, Served):
            return self._serve(node, known)
        for needed in in_order([node.key], self.nodes, known.__contains__):
            known[needed.key] = self._decide(needed, known)
        return known[node.key]

    def _decide(self, node: DecisionNode, known: dict[Key, Value]) -> Value:
        before = len(self.run.diagnostics)
        value = self.deciding.code(node)(self._scope(node.requires, known), self.run)
        value = fitted(value, node.type, self.run)
        mark(self.run, before, node.place, node.name)
        return value

    def _scope(self, requires: Sequence[Requirement], known: dict[Key, Value]) -> Scope:
        names: dict[str, Value] = {}
        for needed in requires:
            value = self._value(needed, known)
            holder = names
            for alias in needed.names[:-1]:
                holder = holder.setdefault(alias, {})
            holder[needed.names[-1]] = value
        return Scope(names, self.base)

    def _value(self, needed: Requirement, known: dict[Key, Value]) -> Value:
        node = self.nodes[needed.key]
        if needed.key in known:
            return known[needed.key]
        if isinstance(node, Knowledge | Served):
            return self._function(node)
        if self.as_of is not None and node.name == AS_OF:
            return self.as_of
        before = len(self.run.diagnostics)
        self.run.note(f"the input {node.name!r} is not given")
        mark(self.run, before, node.place, node.name)
        known[needed.key] = None
        return None

    def _function(self, node: Knowledge | Served) -> Function:
        if node.key not in self.functions:
            made = self._service(node) if isinstance(node, Served) else self._knowledge(node)
            self.functions[node.key] = made
        return self.functions[node.key]

    def _knowledge(self, node: Knowledge) -> Function:
        """A business knowledge model: it sees itself and what it requires, which is looked up when it is called."""
        names: dict[str, Value] = {}
        logic = node.logic
        if isinstance(logic, BoxedFunction):
            made = function_of(logic, Scope(names, self.base), self.deciding.types(node.key), node.name, node.type)
        else:
            why = logic.why if logic is not None else "this business knowledge model has no logic"
            code = located(lambda scope, run: nothing(run, why), node.place)
            made = Function(node.name, (), lambda run, arguments: code(NOWHERE, run))

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            if not names:
                names.update({node.name: self._function(node), **self._scope(node.requires, {}).names})
            return made.call(run, arguments)

        return replace(made, call=call)

    def _service(self, node: Served) -> Function:
        """A decision service as a function: of its input data and then its input decisions, seeing nothing else."""
        wanted = (*node.input_data, *node.input_decisions)
        parameters = tuple(Parameter(found.names[-1], self.nodes[found.key].type) for found in wanted)

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            given = {found.key: value for found, value in zip(wanted, arguments, strict=True)}
            return self._serve(node, given)

        return Function(node.name, parameters, call)

    def _serve(self, node: Served, known: dict[Key, Value]) -> Value:
        for asked in node.input_decisions:
            known.setdefault(asked.key, None)
        found: dict[str, Value] = {}
        for output in node.outputs:
            answer = self.nodes[output.key]
            if isinstance(answer, DecisionNode):
                found[answer.name] = self.answer(answer, known)
        value = next(iter(found.values())) if len(found) == 1 else found
        wanted = node.type.result if isinstance(node.type, FunctionType) else node.type
        before = len(self.run.diagnostics)
        value = fitted(value, wanted, self.run)
        mark(self.run, before, node.place, node.name)
        return value
