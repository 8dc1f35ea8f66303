"""The help teaches: each command has an example and says what it changes, and showing it loads no Django."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from anxin import __version__
from anxin.cli.main import app
from tests.unit.cli.conftest import Typed


def commands(group: Any, *path: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *path, name)
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(commands(typer.main.get_command(app)))


def test_these_are_the_commands() -> None:
    assert sorted(COMMANDS) == [
        "allotments accept",
        "allotments allot",
        "allotments announce",
        "allotments apply",
        "allotments ask-consent",
        "allotments bring",
        "allotments decline",
        "allotments draw",
        "allotments hand-out",
        "allotments list",
        "allotments missed",
        "allotments read-out",
        "allotments restock",
        "allotments send-back",
        "allotments stock",
        "allotments sweep",
        "allotments take-out",
        "allotments verify-draw",
        "allotments why",
        "allotments withdraw",
        "benefits approve",
        "benefits beneficiaries",
        "benefits correct",
        "benefits enter",
        "benefits figures",
        "benefits pay",
        "benefits premium",
        "benefits refuse",
        "benefits replay",
        "benefits reverse",
        "benefits roster",
        "benefits rosters",
        "benefits schemes",
        "benefits settlements",
        "benefits show",
        "buyers check",
        "buyers decide",
        "buyers find",
        "buyers light",
        "buyers load",
        "buyers loads",
        "buyers record",
        "buyers undo",
        "buyers watch",
        "cards print",
        "cases accept",
        "cases answer",
        "cases assign",
        "cases claim",
        "cases extend",
        "cases file",
        "cases join",
        "cases lapse",
        "cases list",
        "cases note",
        "cases object",
        "cases own",
        "cases refuse",
        "cases reward",
        "cases screen",
        "cases separate",
        "cases show",
        "cases step",
        "cases supply",
        "cases uphold",
        "datasets ask",
        "datasets dcat",
        "datasets grant",
        "datasets grants",
        "datasets list",
        "datasets refuse",
        "datasets rows",
        "datasets statistics",
        "datasets withdraw",
        "decide",
        "deliver",
        "demo",
        "explain",
        "export-outcome",
        "figures",
        "import",
        "inquiries answer",
        "inquiries list",
        "inquiries withdraw",
        "journal check",
        "journal export",
        "journal hidden",
        "journal hide",
        "journal key",
        "journal look",
        "journal root",
        "journal unhide",
        "journal verify",
        "keys list",
        "keys new",
        "keys request",
        "keys root",
        "keys sign",
        "keys take",
        "keys trust",
        "keys withdraw",
        "ledger close",
        "ledger export",
        "ledger list",
        "ledger show",
        "ledger verify",
        "lots add",
        "lots add-site",
        "lots arrivals",
        "lots balances",
        "lots capture",
        "lots events",
        "lots paper",
        "lots record",
        "lots sites",
        "lots trace",
        "lots unaffected",
        "messages",
        "migrate",
        "packs apply",
        "packs lint",
        "packs new",
        "packs plan",
        "packs schema",
        "packs test",
        "parties duplicates",
        "parties merge",
        "parties merges",
        "parties split",
        "peers certificates",
        "peers check",
        "peers end",
        "peers give",
        "peers invite",
        "peers join",
        "peers list",
        "peers reconcile",
        "peers sync",
        "peers take",
        "publish",
        "residents",
        "retain",
        "rules diff",
        "rules lint",
        "rules test",
        "serve",
        "simulate",
        "status check",
        "status publish",
        "status verify",
        "sweep",
        "tck",
        "tick",
        "token",
        "unions dissolve",
        "unions export",
        "unions found",
        "unions import",
        "unions list",
        "unions place",
        "unions show",
        "unions status",
        "verify-outcome",
        "verify-receipt",
        "zones declare",
        "zones lift",
        "zones list",
    ]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_an_example_and_says_what_it_changes(name: str, typed: Typed) -> None:
    shown = typed(*name.split(), "--help").output

    assert f"anxin {name}" in shown.split("Example:")[1]
    assert "Changes" in shown


def test_every_option_is_explained() -> None:
    silent = [
        f"{name} {parameter.name}"
        for name, command in COMMANDS.items()
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]
    assert silent == []


def test_help_and_version_load_no_django() -> None:
    code = "import sys; from anxin.cli.main import app; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_version_is_the_packages(typed: Typed) -> None:
    assert typed("--version").output == f"anxin {__version__}\n"
