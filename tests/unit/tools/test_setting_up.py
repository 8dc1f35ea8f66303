"""The scripts behind `make`: what they do on a machine that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError

from tools.compile_messages import compile_catalogue
from tools.run_checks import CHECKS, chosen

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = """
msgid "Good"
msgstr "好"

#, fuzzy
msgid "Unsure"
msgstr "不确定"
"""


def machine(folder: Path, *, python: str | None = None) -> dict[str, str]:
    """An environment whose PATH holds a shell and, if given, a python3 with this script as its body."""
    for name in ("bash", "env"):
        (folder / name).symlink_to(shutil.which(name) or name)
    if python is not None:
        script = folder / "python3"
        script.write_text(f"#!{shutil.which('bash')}\n{python}\n", "utf-8")
        script.chmod(0o755)
    return {"PATH": str(folder)}


def make_venv(environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = (str(ROOT / "tools" / "make_venv.sh"), str(folder))
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_without_any_python_it_is_said_what_to_install(tmp_path: Path) -> None:
    made = make_venv(machine(tmp_path), tmp_path / "venv")
    assert (made.returncode, made.stderr.splitlines()) == (
        1,
        [
            "No Python that can make Anxin's environment was found.",
            "  Install Python 3.11 or newer, or name one: make run PYTHON=/path/to/python3",
        ],
    )


def test_a_python_without_ensurepip_is_named_with_its_remedy(tmp_path: Path) -> None:
    bare = f'case "$*" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"'
    made = make_venv(machine(tmp_path, python=bare), tmp_path / "venv")
    assert (made.returncode, made.stderr.splitlines()[1:3]) == (
        1,
        [
            "  Without the modules venv and ensurepip: python3",
            "  On Debian and Ubuntu these come apart from Python itself: apt-get install python3-venv",
        ],
    )


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    made = make_venv(machine(tmp_path, python="exit 1"), tmp_path / "venv")
    assert (made.returncode, made.stderr.splitlines()[1]) == (1, "  Older than 3.11: python3")


def test_an_environment_that_works_is_kept(tmp_path: Path) -> None:
    made = make_venv(dict(os.environ), Path(sys.prefix))
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")


def catalogue(folder: Path, text: str) -> Path:
    source = folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(text, "utf-8")
    return source


def test_a_catalogue_is_compiled_without_its_fuzzy_texts(tmp_path: Path) -> None:
    source = catalogue(tmp_path, CATALOGUE)
    compile_catalogue(source)
    with source.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert {message.id: message.string for message in compiled if message.id} == {"Good": "好"}


def test_a_malformed_catalogue_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    source = catalogue(tmp_path, 'msgid "Good"\nmsgstr "好"\nnonsense\n')
    with pytest.raises(PoFileError):
        compile_catalogue(source)
    assert list(source.parent.iterdir()) == [source]


def test_every_check_can_be_run_alone() -> None:
    assert [chosen([check.name]) for check in CHECKS] == [[check] for check in CHECKS]


def test_an_unknown_check_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match=r"No such check: speed\. There are: style, format, .*scenarios\."):
        chosen(["style", "speed"])
