"""How the command says no: three lines on stderr and exit code 1; a wrong use of the command ends with 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from anxin.kernel.errors import AnxinError, Invalid, Refused

Sentences = tuple[str, str, str]


class TeachingGroup(TyperGroup):
    """A group of commands in which an expected fault is told in three lines, never as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        with told():
            return super().invoke(ctx)


@contextmanager
def told() -> Iterator[None]:
    """Turn an expected fault inside the block into three lines on stderr and exit code 1."""
    try:
        yield
    except Exception as fault:
        sentences = sentences_of(fault)
        if sentences is None:
            raise
        say(sentences)
        raise typer.Exit(1) from None


def sentences_of(fault: Exception) -> Sentences | None:
    """What happened, why, what to do; None for a fault nobody expected, which keeps its traceback."""
    if isinstance(fault, AnxinError):
        return _of_refusal(fault)
    named = {f"{kind.__module__}.{kind.__name__}" for kind in type(fault).__mro__}
    if named & {"django.db.utils.OperationalError", "django.db.utils.ProgrammingError"}:
        return _of_database(fault)
    if "anxin.packs.faults.PackInvalid" in named:
        return (str(fault), "", "Correct the pack at those places; `anxin packs lint` reads it again.")
    if "anxin.decisions.errors.DecisionError" in named:
        return (str(fault), "", "Correct the decision table at that place; `anxin packs lint` reads it again.")
    if isinstance(fault, OSError) and fault.filename:
        return (f"{fault.filename} cannot be used.", f"{fault.strerror}.", "Check the path and its permissions.")
    return None


def _of_refusal(fault: AnxinError) -> Sentences:
    what, todo = fault.what, fault.todo
    if isinstance(fault, Invalid) and fault.read:
        what = f"{what} Read: {fault.read}."
    if isinstance(fault, Refused):
        todo = " ".join(part for part in (todo, fault.ask, fault.appeal, f"(rule {fault.rule})") if part)
    return what, fault.why, todo


def _of_database(fault: Exception) -> Sentences:
    text = str(fault).strip().splitlines()[0] if str(fault).strip() else "no reason given"
    if "no such table" in text or "does not exist" in text:
        return (
            "The site's database is not set up.",
            f"The database says: {text}.",
            "Run `anxin migrate`, or `anxin demo` for the demonstration; check ANXIN_HOME and ANXIN_DATABASE.",
        )
    return ("The database cannot be used.", f"It says: {text}.", "Check ANXIN_DATABASE and that the server runs.")


def say(sentences: Sentences) -> None:
    """Print the sentences on stderr, one a line, empty ones left out."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for label, sentence in zip(("What", "Why", "To do"), sentences, strict=True):
        if sentence:
            console.print(Text.assemble((f"{label}: ", "bold red" if label == "What" else "bold"), sentence))
