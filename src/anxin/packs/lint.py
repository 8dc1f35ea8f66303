"""Everything that can be known about a pack without running it: names, tables, texts, scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from anxin import decisions
from anxin.decisions import Compiled, DecisionError, Input, Model
from anxin.packs import references
from anxin.packs.case_tables import check_tables
from anxin.packs.case_trying import check_requests
from anxin.packs.documents import Document
from anxin.packs.faults import PackError, PackInvalid, Severity, listed, nearest
from anxin.packs.once_only import check_once_only
from anxin.packs.pack import Pack, RuleFile
from anxin.packs.scenarios import Expect, ScenarioFile, TruthTable, combinations, read_scenarios
from anxin.packs.schemes_tables import check_scheme_tables
from anxin.packs.table_names import check_named
from anxin.packs.trying import parameters
from anxin.packs.trying_more import check_modules

AS_OF, REASON, LEGAL_SOURCE, READING = "as_of", "reason", "legal source", "reading"
LONGEST = {LEGAL_SOURCE: 300, READING: 500}  # what the applied copy of a row can hold
TYPES = {"result": "string", "valid_from": "date", "valid_until": "date"}


def lint(pack: Pack) -> list[PackError]:
    """Every error and warning, in order of file and line. No error means: the pack may be applied."""
    found = list(references.check(pack))
    tables: dict[str, Compiled] = {}
    for rules in pack.rule_files:
        findings, table = lint_rules(pack, rules)
        found += findings
        if table is not None:
            tables[rules.stem] = table
    found += [*_unused(pack, tables), *_scenarios(pack, tables), *_cases(pack), *check_once_only(pack)]
    return sorted(set(found))


def _cases(pack: Pack) -> list[PackError]:
    """Tables of cases first: with one that cannot be used, what requests come to says nothing new."""
    found = [*check_tables(pack), *check_named(pack), *check_scheme_tables(pack)]
    if not any(one.severity == "error" for one in found):
        found += [*check_requests(pack), *check_modules(pack)]
    return found


def errors(pack: Pack) -> list[PackError]:
    """The findings that forbid to apply the pack."""
    return [found for found in lint(pack) if found.severity == "error"]


def lint_rules(pack: Pack, rules: RuleFile) -> tuple[list[PackError], Compiled | None]:
    """The findings about one rule file by itself, and its deciding table; None where it cannot be read."""
    try:
        model = decisions.load(rules.dmn, name=rules.file)
        table = _table(pack, rules, model)
    except DecisionError as fault:
        return [_from_engine(rules, fault)], None
    return [*_inputs(pack, rules, model), *_rows(pack, rules, table), *_holes(pack, rules, model)], table


def _from_engine(rules: RuleFile, fault: DecisionError) -> PackError:
    return PackError(
        rules.file, fault.place.line or 0, fault.why, fault.read or "", listed(fault.allowed), fault.nearest or ""
    )


def _table(pack: Pack, rules: RuleFile, model: Model) -> Compiled:
    """The deciding table with this rule set's parameters. Raises DecisionError."""
    return model.compile(pack.deciding.table, parameters=parameters(pack, rules.stem))


def _inputs(pack: Pack, rules: RuleFile, model: Model) -> Iterator[PackError]:
    """Each input of the model is the day, a parameter of this rule set, or a fact of the right type."""
    constants, facts = parameters(pack, rules.stem), pack.evidence.facts
    for given in model.inputs.values():
        if given.name == AS_OF or given.name in constants:
            continue
        if given.name not in facts:
            what = "this input is neither a fact of evidence.yaml nor a parameter with a value for this rule set"
            known = [*facts, *pack.parameters]
            yield PackError(rules.file, 0, what, given.name, listed(known), nearest(given.name, known))
        else:
            yield from _input(pack, rules, given)
    for name in sorted(set(constants) - set(model.inputs)):
        yield pack.documents.manifest.error(
            ("parameters", name, "values", rules.stem),
            "this rule set has no such input",
            read=name,
            allowed=model.inputs,
        )


def _input(pack: Pack, rules: RuleFile, given: Input) -> Iterator[PackError]:
    fact = pack.evidence.facts[given.name]
    if given.type != TYPES[fact.column]:
        what = f"the input {given.name} is read from {fact.column} and has another type"
        yield PackError(rules.file, 0, what, given.type, TYPES[fact.column])
    results = pack.evidence_kinds[fact.kind].results
    if fact.column == "result" and set(given.allowed) != set(results):
        what = f"the allowed values of {given.name} are not the results of {fact.kind}"
        yield PackError(rules.file, 0, what, listed(given.allowed) or "none declared", listed(results))


def _rows(pack: Pack, rules: RuleFile, table: Compiled) -> Iterator[PackError]:
    """Each row says a known outcome, a reason with a text, and on which legal source it rests."""
    outcome = pack.deciding.outcome
    for row, rule in zip(table.rows, table.table.rules, strict=True):
        line = rule.output_places[0].line or 0
        for output, known in ((outcome, list(pack.outcomes)), (REASON, list(pack.reasons))):
            said = str(row.outputs.get(output))
            if said not in known:
                what = f"row {row.number}: no such {output}"
                yield PackError(rules.file, line, what, said, listed(known), nearest(said, known))
        if not row.annotations.get(LEGAL_SOURCE):
            yield PackError(rules.file, line, f"row {row.number} does not name its legal source", allowed=LEGAL_SOURCE)
        for name, longest in LONGEST.items():
            if len(row.annotations.get(name, "")) > longest:
                yield PackError(rules.file, line, f"row {row.number}: {name} is longer than {longest} characters")


def _holes(pack: Pack, rules: RuleFile, model: Model) -> Iterator[PackError]:
    """Gaps and rows that can never fire, as the engine finds them."""
    for found in decisions.lint(model, parameters(pack, rules.stem)):
        severity: Severity = "error" if found.severity == "error" else "warning"
        row = f"row {found.place.rule}: " if found.place.rule else ""
        yield PackError(rules.file, found.place.line or 0, row + found.message, severity=severity)


def _unused(pack: Pack, tables: dict[str, Compiled]) -> Iterator[PackError]:
    said = {str(row.outputs.get(REASON)) for table in tables.values() for row in table.rows}
    for reason in pack.reasons if tables else ():
        if reason not in said:
            document = pack.documents.reasons
            yield document.error(("reasons", reason), "no row gives this reason", read=reason, severity="warning")
    read = {given.name for table in tables.values() for given in table.inputs}
    for fact in pack.evidence.facts if tables else ():
        if fact not in read:
            document = pack.documents.evidence
            yield document.error(("facts", fact), "no table reads this fact", read=fact, severity="warning")


def _scenarios(pack: Pack, tables: dict[str, Compiled]) -> Iterator[PackError]:
    """Scenarios name rule sets and rows that are there, truth tables are complete, and every row is reached."""
    try:
        files = read_scenarios(pack.folder)
    except PackInvalid as fault:
        yield from fault.errors
        return
    reached: dict[str, set[int]] = {stem: set() for stem in tables}
    for scenario in files:
        for loc, stem, expect in _expected(scenario):
            if pack.rule_file(stem) is None:
                what = "no such rule set" if pack.decides else "no such rule set; without `decides` a service has none"
                yield scenario.document.error(loc, what, read=stem, allowed=pack.manifest.rule_sets)
            elif stem in tables:
                reached[stem].add(expect.row)
                yield from _row_is_there(scenario.document, loc, tables[stem], expect)
        if isinstance(scenario.held, TruthTable) and scenario.held.rules in tables:
            yield from _complete(scenario.document, scenario.held, tables[scenario.held.rules])
    for rules in pack.rule_files:
        for row in tables[rules.stem].rows if rules.stem in tables else ():
            if row.number not in reached[rules.stem]:
                yield PackError(rules.file, 0, f"no scenario reaches row {row.number}; write one under scenarios/")


def _expected(scenario: ScenarioFile) -> Iterator[tuple[tuple[str | int, ...], str, Expect]]:
    held = scenario.held
    if isinstance(held, TruthTable):
        for place, case in enumerate(held.cases):
            yield ("cases", place), held.rules, case.expect
        return
    for place, situation in enumerate(held.situations):
        for stem, expect in situation.expect.items():
            yield ("situations", place, "expect", stem), stem, expect


def _row_is_there(
    document: Document, loc: tuple[str | int, ...], table: Compiled, expect: Expect
) -> Iterator[PackError]:
    if not 1 <= expect.row <= len(table.rows):
        yield document.error(loc, "no such row", read=expect.row, allowed=[f"1 to {len(table.rows)}"])


def _complete(document: Document, table: TruthTable, rules: Compiled) -> Iterator[PackError]:
    """A truth table has every input with every value it may take, and each combination exactly once."""
    known = {given.name: given for given in rules.inputs}
    for name in sorted(set(table.values) ^ set(known)):
        what = "the values must name every input of the rule set, and nothing else"
        yield document.error(("values", name), what, read=name, allowed=known)
    for name, values in table.values.items():
        missing = {None, *known[name].allowed} - set(values) if name in known else set()
        for value in sorted(missing, key=str):
            read = "null" if value is None else str(value)
            yield document.error(("values", name), f"the values of {name} leave one out", read=read)
    yield from _each_once(document, table)


def _each_once(document: Document, table: TruthTable) -> Iterator[PackError]:
    for place, case in enumerate(table.cases):
        for name, chosen in case.given.items():
            for value in chosen:
                if value not in table.values.get(name, ()):
                    known = table.values.get(name, ())
                    yield document.error(("cases", place), f"no such value of {name}", read=value, allowed=known)
    counted = Counter(tuple(given.values()) for case in table.cases for given in combinations(table, case))
    everything = 1
    for values in table.values.values():
        everything *= len(values)
    twice = sum(1 for times in counted.values() if times > 1)
    if twice or len(counted) != everything:
        what = f"{everything} combinations exist; {everything - len(counted)} are left out, {twice} stand twice"
        yield document.error(("cases",), what)
