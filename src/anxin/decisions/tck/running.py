"""Running cases: each against its model, with what was expected and what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from anxin.decisions.dmn.deciding import Deciding, Evaluation
from anxin.decisions.dmn.model import Definitions
from anxin.decisions.dmn.reading import read_model
from anxin.decisions.dmn.xml import parse, read_source
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.values import Run, Value
from anxin.decisions.tck.cases import Case, Result, TestFile, read_cases
from anxin.decisions.tck.judging import as_expected

PASSED, FAILED, NOT_APPLICABLE = "passed", "failed", "not applicable"
FOREIGN = "calls a function in Java or PMML, which this engine does not do"
LARGEST_FOLDER = 10_000  # test files


@dataclass(frozen=True)
class Failure:
    """A result that is not the expected one; ``why`` holds diagnostics or the error."""

    name: str
    expected: Value
    got: Value
    why: str = ""


@dataclass(frozen=True)
class Outcome:
    """How one case ended."""

    level: str
    folder: str
    file: str
    case: str
    status: str
    failures: tuple[Failure, ...] = ()
    comment: str = ""


def run_folder(directory: Path, now: Value = None) -> Iterator[Outcome]:
    """The outcome of every case in the test files below a directory; ``now`` is what ``now()`` answers.

    A level is the folder above that of a test file. DecisionError when the directory holds no case.
    """
    paths = sorted(path for path in directory.rglob("*.xml") if path.is_file())[:LARGEST_FOLDER]
    seen = False
    for path in paths:
        try:
            file = read_cases(path)
        except DecisionError as error:
            seen = True
            yield _unread(path, str(error))
            continue
        if file is not None:
            seen = True
            yield from run_file(file, now)
    if not seen:
        raise DecisionError("no test case is here", place=Place(str(directory)))


def run_file(file: TestFile, now: Value = None) -> Iterator[Outcome]:
    """The outcome of each case of one file."""
    try:
        model = Deciding(read_model(file.model, file.model.name, strict=False, find=finder(file.model.parent)))
    except (DecisionError, OSError) as error:
        for case in file.cases:
            yield _outcome(file, case, FAILED, tuple(_all_failed(case, str(error))))
        return
    for case in file.cases:
        yield _run(file, case, model, now)


def finder(folder: Path) -> Callable[[str, str], Path | None]:
    """Finds imported models among the ``.dmn`` files of a folder by their namespace."""

    def find(namespace: str, location: str) -> Path | None:
        for path in sorted(folder.glob("*.dmn")):
            try:
                root = parse(read_source(path, path.name), path.name)
            except DecisionError:
                continue
            if root.attributes.get("namespace") == namespace:
                return path
        return None

    return find


def _run(file: TestFile, case: Case, model: Deciding, now: Value) -> Outcome:
    names = [case.invocable] if case.invocable else [result.name for result in case.results]
    if any(map(model.calls_foreign_code, names)):
        return _outcome(file, case, NOT_APPLICABLE, comment=FOREIGN)
    failures = tuple(_failures(case, model, now))
    return _outcome(file, case, FAILED if failures else PASSED, failures)


def _failures(case: Case, model: Deciding, now: Value) -> Iterator[Failure]:
    invoked = _evaluated(case.invocable, case, model, now) if case.invocable else None
    for result in case.results:
        found = invoked if invoked is not None else _evaluated(result.name, case, model, now)
        if isinstance(found, DecisionError):
            if not result.error or isinstance(found.__context__, Exception):
                yield Failure(result.name, result.expected, None, str(found))
            continue
        got = _part(found, case, result, model.model)
        if not as_expected(got, None if result.error else result.expected):
            why = "; ".join(f"{one.why} [{one.text}]" for one in found.diagnostics[:3])
            yield Failure(result.name, result.expected, got, why)


def _evaluated(name: str, case: Case, model: Deciding, now: Value) -> Evaluation | DecisionError:
    try:
        return model.evaluate(name, case.inputs, Run(now=now), strict=False)
    except DecisionError as error:
        return error
    except Exception as fault:  # a fault of the engine itself fails the case and no other
        return DecisionError(f"{type(fault).__name__}: {fault}", place=Place(model.model.name, decision=name))


def _part(found: Evaluation, case: Case, result: Result, model: Definitions) -> Value:
    """The result asked for: of a service with several output decisions its entry of that name."""
    several = case.invocable and result.name not in (case.invocable, "") and isinstance(found.value, dict)
    key = model.named.get(case.invocable)
    outputs = getattr(model.nodes[key], "outputs", ()) if key is not None else ()
    return found.value.get(result.name) if several and len(outputs) > 1 else found.value


def _all_failed(case: Case, why: str) -> Iterator[Failure]:
    return (Failure(result.name, result.expected, None, why) for result in case.results)


def _outcome(file: TestFile, case: Case, status: str, failures: tuple[Failure, ...] = (), comment: str = "") -> Outcome:
    folder = file.path.parent
    return Outcome(folder.parent.name, folder.name, file.path.stem, case.id, status, failures, comment)


def _unread(path: Path, why: str) -> Outcome:
    return Outcome(path.parent.parent.name, path.parent.name, path.stem, "", FAILED, (), why)
