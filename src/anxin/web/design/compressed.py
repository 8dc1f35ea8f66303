"""Static files by gzip: each text is packed once, into the site's home folder, and sent so to whoever can unpack it."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # -- it is published without types
from whitenoise.responders import StaticFile  # type: ignore[import-untyped]  # -- the same

from anxin.config.home import subfolder

TEXTS = (".js", ".css", ".svg")
LEAST = 512  # smaller files gain nothing
ACCEPTS = re.compile(r"\bgzip\b")


class CompressedFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # -- the same
    """WhiteNoise, with packed copies of texts that lie beside no `.gz` of their own."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        found = super().get_static_file(path, url, stat_cache=stat_cache)
        if path.endswith(TEXTS) and os.path.getsize(path) >= LEAST and len(found.alternatives) == 1:
            _any, plain, headers = found.alternatives[0]
            copy = packed_copy(Path(path))
            unpacked, packed = Headers(list(headers)), Headers(list(headers))
            unpacked["Vary"] = packed["Vary"] = "Accept-Encoding"
            packed["Content-Encoding"], packed["Content-Length"] = "gzip", str(copy.stat().st_size)
            found.alternatives = [(ACCEPTS, str(copy), packed.items()), (_any, plain, unpacked.items())]
        return found


def packed_copy(path: Path) -> Path:
    """The packed copy of a file as it is now; made anew when the file has changed."""
    copy = subfolder("packed") / f"{hashlib.sha256(str(path).encode()).hexdigest()[:24]}.gz"
    changed = path.stat().st_mtime_ns
    if not copy.exists() or copy.stat().st_mtime_ns != changed:
        # Aside and then into place: another process may be reading the copy.
        with tempfile.NamedTemporaryFile(dir=copy.parent, delete=False) as aside:
            aside.write(gzip.compress(path.read_bytes(), 9, mtime=0))
        os.utime(aside.name, ns=(changed, changed))
        os.replace(aside.name, copy)
    return copy
