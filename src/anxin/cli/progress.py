"""Progress bars for long work, on stderr, so that stdout stays what a program may read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Shown = Callable[[int, int], None]


def bars() -> Progress:
    """An empty set of bars in the house style."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=False,
    )


@contextmanager
def counting(title: str) -> Iterator[Shown]:
    """One bar; the callable takes (done, total)."""
    with bars() as progress:
        task = progress.add_task(title, total=None)

        def shown(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield shown
