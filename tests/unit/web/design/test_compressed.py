"""Static texts are sent by gzip to whoever can unpack them, and packed anew when they change."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from django.test import Client

from anxin.web.design.compressed import packed_copy


def test_a_stylesheet_comes_packed() -> None:
    address = "/static/design/components.css"
    plain = Client().get(address)
    packed = Client(headers={"accept-encoding": "gzip, deflate"}).get(address)
    assert packed["Content-Encoding"] == "gzip"
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.getvalue()) == plain.getvalue()
    assert int(packed["Content-Length"]) < int(plain["Content-Length"])


def test_a_file_that_changed_is_packed_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a {}")
    assert gzip.decompress(packed_copy(file).read_bytes()) == b"a {}"
    file.write_text("b {}")
    os.utime(file, ns=(1, 1))
    assert gzip.decompress(packed_copy(file).read_bytes()) == b"b {}"
