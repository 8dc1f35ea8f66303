"""Bringing a file in through the same door as any upload: stage, confirm, apply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from anxin.demo.files import WrittenFile
from anxin.kernel.errors import AnxinError
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.layouts import Layouts
from anxin.kernel.intake.models import Problem, Upload
from anxin.kernel.journal.actor import Actor

Told = Callable[[int], None]


def bring(*, by: Actor, at: datetime, pack: str, layouts: Layouts, file: WrittenFile, told: Told) -> None:
    """Bring one file in whole; a file already in is left alone. `told` hears how many rows are in.

    The invented files have no faults: `AnxinError` if intake finds one, as then files and layouts have parted ways.
    """
    upload = intake.stage(by=by, at=at, path=file.path, pack=pack, layout=file.layout, layouts=layouts)
    refuse_faults(upload)
    upload = intake.confirm(by=by, at=at, upload=upload, layouts=layouts)
    intake.apply(by=by, at=at, upload=upload, layouts=layouts, progress=lambda _stage, done, _total: told(done))
    refuse_faults(upload)


def refuse_faults(upload: Upload) -> None:
    """`AnxinError` naming the first fault of an upload, if it has any."""
    problem = Problem.objects.filter(upload=upload).order_by("pk").first()
    if problem is not None:
        raise AnxinError(
            f"{upload.file_name}, row {problem.row}, column {problem.column}: {problem.what}",
            why=f"Allowed: {problem.allowed}" if problem.allowed else "",
            todo="The demonstration's files and the pack's layouts must agree; restore either.",
            code="demo.files",
        )
