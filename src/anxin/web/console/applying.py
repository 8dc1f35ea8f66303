"""Writing a confirmed upload: before the answer, or behind the page."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.queries import upload_of
from anxin.kernel.journal.actor import Actor
from anxin.packs.loading import current
from anxin.web.console.behind import Behind

AT_ONCE = 500  # rows that a page may wait for


def apply_now(*, by: Actor, at: datetime, public_id: str) -> None:
    """Write the upload before answering."""
    upload = upload_of(by, public_id)
    intake.apply(by=by, at=at, upload=upload, layouts=current(upload.pack).layouts)


_writing = Behind("writing upload", apply_now)
start, is_running, wait_for = _writing.start, _writing.is_running, _writing.wait_for
