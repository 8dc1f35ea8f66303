"""What a reader looks up is there: every command and every operation of the API, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from anxin.cli.main import app
from anxin.web.api.urls import api

pytestmark = pytest.mark.static

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMMAND = re.compile(r"^\| `anxin ([a-z -]+)` \|", re.M)
OPERATION = re.compile(r"^\| `(GET|POST|PUT|PATCH|DELETE) (/\S+)` \|", re.M)
SETTING = re.compile(r"^\| `([A-Z_]+)`(?:, `([A-Z_]+)`)? \|", re.M)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def commands(group: Any, *path: str) -> set[str]:
    found: set[str] = set()
    for name, command in group.commands.items():
        held = commands(command, *path, name) if hasattr(command, "commands") else {" ".join((*path, name))}
        found |= held
    return found


def test_every_command_is_in_the_list_and_every_listed_one_exists() -> None:
    listed = COMMAND.findall((DOCS / "ops" / "commands.md").read_text("utf-8"))

    assert sorted(listed) == sorted(commands(typer.main.get_command(app)))


def test_every_operation_is_in_the_list_and_every_listed_one_exists() -> None:
    described = api.get_openapi_schema(path_prefix="")["paths"]
    there = {(method.upper(), path) for path, methods in described.items() for method in methods}

    listed = OPERATION.findall((DOCS / "api" / "README.md").read_text("utf-8"))

    assert sorted(listed) == sorted(there)


def test_the_environment_variables_that_options_read_are_in_the_list_of_settings() -> None:
    listed = {name for pair in SETTING.findall((DOCS / "ops" / "settings.md").read_text("utf-8")) for name in pair}
    read = {
        str(parameter.envvar)
        for command in typer.main.get_command(app).commands.values()  # type: ignore[attr-defined]  # -- it is a group
        for parameter in command.params
        if getattr(parameter, "envvar", None)
    }

    assert sorted(read - listed) == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(DOCS)}: {target}"
        for page in DOCS.rglob("*.md")
        for target in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []
