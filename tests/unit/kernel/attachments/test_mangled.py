"""Whatever bytes come: a photo or PDF that is whole, or `Invalid`; never another fault, never a file left behind."""

from __future__ import annotations

import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pytest_django import Settings

from anxin.kernel.attachments.actions import keep_attachment
from anxin.kernel.attachments.examining import examine
from anxin.kernel.attachments.models import Attachment
from anxin.kernel.attachments.signatures import MediaType
from anxin.kernel.errors import Invalid
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.attachments.pictures import OWNER, camera_notes, document, encoded, opened, scene

SIGNATURES = (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"%PDF-1.")
FORMS = ("JPEG", "PNG", "WEBP", "MPO", "PDF")


@cache
def whole(form: str) -> bytes:
    return document() if form == "PDF" else encoded(scene(96, 64), form, exif=camera_notes())


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A whole file with bytes changed, cut out, put in, doubled or put behind; half of the changes hit its head."""
    content = bytearray(whole(draw(st.sampled_from(FORMS))))
    for _change in range(draw(st.integers(1, 6))):
        reach = min(len(content), 600) if draw(st.booleans()) else len(content)
        place = draw(st.integers(0, max(reach - 1, 0)))
        length = draw(st.integers(0, 40))
        what = draw(st.sampled_from(["change", "cut", "put", "double", "end"]))
        if what == "change":
            content[place : place + 4] = draw(st.binary(min_size=1, max_size=4))
        elif what == "cut":
            del content[place : place + length]
        elif what == "put":
            content[place:place] = draw(st.binary(max_size=40))
        elif what == "double":
            content[place:place] = content[place : place + length]
        else:
            content += draw(st.binary(max_size=40))
    return bytes(content)


def judged(content: bytes) -> MediaType | None:
    """What was made of it; None where it was refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow tells of the notes that it cannot read
        try:
            kept = examine(content, name="x", wants="file", keep_position=True)
        except Invalid as fault:
            assert fault.what
            return None
    if kept.media_type is MediaType.JPEG:
        assert opened(kept.content).size == (kept.width, kept.height)
        assert OWNER not in kept.content
    return kept.media_type


@pytest.mark.static
@hypothesis.settings(max_examples=250)
@given(mangled())
def test_a_mangled_file_is_read_or_refused(content: bytes) -> None:
    judged(content)


@pytest.mark.static
@given(
    st.sampled_from(SIGNATURES),
    st.binary(max_size=300),
)
def test_rubbish_under_a_signature_is_refused(signature: bytes, rubbish: bytes) -> None:
    assert judged(signature + rubbish) is None


@pytest.mark.django_db
@hypothesis.settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=mangled())
def test_every_file_on_disk_has_its_row(settings: Settings, tmp_path: Path, content: bytes) -> None:
    settings.ATTACHMENT_FOLDER = tmp_path
    with warnings.catch_warnings(), suppress(Invalid):
        warnings.simplefilter("ignore")
        keep_attachment(by=OPERATOR, at=NOON, content=content, name="x", wants="file")

    held = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert held == set(Attachment.objects.values_list("public_id", flat=True))
