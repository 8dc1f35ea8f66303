"""The house rules that a machine can hold: size, names, reasons, no raw SQL, no package index by name."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parents[2]
OURS = ("src/", "tests/", "tools/", "bench/", "packs/", "bin/", "deploy/", "docs/")
LONGEST_FILE = 400
LONGEST_NAME = 30  # characters; the shortest limit among the databases a site may one day have to move to

# Names that say nothing about what is inside.
EMPTY_MODULE_NAMES = {
    word + ending
    for word in ("util", "helper", "common", "manager", "service", "handler", "data", "info")
    for ending in ("", "s")
}
EMPTY_CLASS_ENDINGS = ("Utils", "Util", "Helper", "Service", "Info")

SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore)")
RAW_SQL = re.compile(r"\.raw\(|RunSQL|RawSQL|\.cursor\(|\.extra\(")
MAY_RUN_GENERATED_SQL = ("src/anxin/decisions/", "src/anxin/kernel/outcomes/", "src/anxin/kernel/statements.py")

# Split, so that this file does not name them either.
INDEX_HOSTS = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
]


@cache
def files() -> tuple[str, ...]:
    """Paths, relative to the root, of everything that is or would be committed."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: what is committed cannot be told from what is built")
    return tuple(name for name in sorted(set(listed.stdout.split("\0"))) if name and (ROOT / name).is_file())


def ours(*endings: str) -> Iterator[str]:
    """Our own files with one of the endings; migrations are left out, since Django writes them."""
    for name in files():
        if name.startswith(OURS) and name.endswith(endings) and "/migrations/" not in name:
            yield name


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def functions(*folders: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for name in ours(".py"):
        if name.startswith(folders):
            for node in ast.walk(ast.parse(text(name))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield name, node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_400_lines() -> None:
    sizes = {name: text(name).count("\n") for name in ours(".py", ".html", ".css", ".js", ".sh")}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    sizes = [(length(node), f"{name}:{node.lineno} {node.name}") for name, node in functions("src/")]
    long = sorted((entry for entry in sizes if entry[0] > 40), reverse=True)
    assert median(size for size, _ in sizes) < 10
    assert len(long) <= len(sizes) * 0.02, long
    assert [entry for entry in long if entry[0] > 80] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    paths = [Path(name) for name in ours(".py")]
    assert [str(p) for p in paths if EMPTY_MODULE_NAMES & {p.stem, *p.parent.parts}] == []


def test_no_class_has_a_name_that_says_nothing() -> None:
    found = [
        f"{name}:{node.lineno} {node.name}"
        for name in ours(".py")
        for node in ast.walk(ast.parse(text(name)))
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_CLASS_ENDINGS)
    ]
    assert found == []


def test_no_raw_sql_outside_the_generated_statements() -> None:
    found = [
        f"{name}:{number} {line.strip()}"
        for name in files()
        if name.startswith("src/") and name.endswith(".py") and not name.startswith(MAY_RUN_GENERATED_SQL)
        for number, line in enumerate(text(name).splitlines(), 1)
        if RAW_SQL.search(line)
    ]
    assert found == []


def test_doors_ask_queries_and_acts_and_never_the_rows_themselves() -> None:
    """Also: the rows of an upload are shown only by `intake.showing`, which writes the read down first."""
    past_the_gate = re.compile(
        r"\.objects\b|intake\.queries import [^\n]*\b(?:preview|error_workbook|all_rows|rows_of_page)"
    )
    found = [
        f"{name}:{number} {line.strip()}"
        for name in files()
        if name.startswith(("src/anxin/web/", "src/anxin/cli/")) and name.endswith(".py")
        for number, line in enumerate(text(name).splitlines(), 1)
        if past_the_gate.search(line)
    ]
    assert found == []


def test_every_silenced_check_says_why() -> None:
    found = []
    for name in ours(".py"):
        for token in tokenize.generate_tokens(io.StringIO(text(name)).readline):
            silences = token.type == tokenize.COMMENT and re.search(r"#\s*(noqa|type:\s*ignore)", token.string)
            if silences and not re.search(r"-- \S", token.string):
                found.append(f"{name}:{token.start[0]} {token.string}")
    assert found == []


@pytest.mark.parametrize("host", INDEX_HOSTS)
def test_no_file_names_a_package_index(host: str) -> None:
    named = [name for name in files() if host.encode() in (ROOT / name).read_bytes()]
    assert named == []


def test_locked_sets_hold_fingerprints_and_no_addresses() -> None:
    locked = [name for name in files() if re.fullmatch(r"requirements/\w+\.txt", name)]
    assert locked == [f"requirements/{name}.txt" for name in ("engines", "node", "run", "test")]
    for name in locked:
        packages = re.findall(r"(?m)^[a-z0-9][^\s=]*==.*$", text(name))
        assert [line for line in packages if not line.endswith("\\")] == []
        assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", text(name)) == []
    assert '"resolved"' not in text("package-lock.json")


def test_pages_hold_no_inline_style_or_script() -> None:
    inline = re.compile(r"<style[\s>]|\sstyle=\"|\son[a-z]+=\"|<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>")
    found = [
        f"{name}:{number} {line.strip()}"
        for name in ours(".html")
        for number, line in enumerate(text(name).splitlines(), 1)
        if inline.search(line)
    ]
    assert found == []


def imported(name: str) -> Iterator[str]:
    """The top-level modules that one of our Python files imports absolutely."""
    for node in ast.walk(ast.parse(text(name))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_every_package_that_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    declared = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    brought_by = packages_distributions()
    undeclared = {
        f"{name}: {module}"
        for name in ours(".py")
        if name.startswith("src/")
        for module in imported(name)
        if module != "anxin" and module not in sys.stdlib_module_names
        if not declared & {canonicalize_name(package) for package in brought_by.get(module, [])}
    }
    assert undeclared == set()


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("anxin.")]


def test_no_migration_is_pending() -> None:
    loader = MigrationLoader(None)
    with translation.override(None):  # migrations hold the field names of Django's own models in English
        written, wanted = loader.project_state(), ProjectState.from_apps(apps)
        found = MigrationAutodetector(written, wanted).changes(graph=loader.graph)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("anxin.")}
    assert {label: [str(m) for m in migrations] for label, migrations in found.items() if label in ours} == {}


def test_names_in_the_database_are_at_most_30_characters() -> None:
    names: set[str | None] = set()
    for model in our_models():
        meta = model._meta
        names |= {meta.db_table} | {field.column for field in meta.local_fields}
        names |= {index.name for index in meta.indexes} | {constraint.name for constraint in meta.constraints}
    assert sorted(name for name in names if name and len(name) > LONGEST_NAME) == []
