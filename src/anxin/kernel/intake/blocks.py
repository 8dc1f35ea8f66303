"""Rows at rest: blocks of up to 500, as compressed JSON under one seal, bound to their upload."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence

from anxin.kernel.intake.models import Upload, UploadBlock
from anxin.kernel.intake.rows import Row
from anxin.kernel.parties.sealing import seal_bytes, unseal_bytes

BLOCK_ROWS = 500


def blocks_of(upload: Upload, rows: Sequence[Row], *, good: bool) -> Iterator[UploadBlock]:
    """Unsaved blocks that hold the rows in their order."""
    for number, start in enumerate(range(0, len(rows), BLOCK_ROWS)):
        chunk = rows[start : start + BLOCK_ROWS]
        sealed = seal_bytes(_packed(chunk), context=_context(upload))
        yield UploadBlock(upload=upload, good=good, number=number, rows=len(chunk), sealed=sealed)


def rows_in(upload: Upload, block: UploadBlock) -> list[Row]:
    """The rows of a block; `cryptography.exceptions.InvalidTag` if it was altered or belongs to another upload."""
    held = json.loads(zlib.decompress(unseal_bytes(bytes(block.sealed), context=_context(upload))))
    keys = held["keys"]
    return [Row(sheet, number, dict(zip(keys, values, strict=True))) for sheet, number, values in held["rows"]]


def _packed(rows: Sequence[Row]) -> bytes:
    keys = list(rows[0].values)
    held = {"keys": keys, "rows": [(row.sheet, row.number, [row.values[key] for key in keys]) for row in rows]}
    return zlib.compress(json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _context(upload: Upload) -> str:
    return f"upload:{upload.public_id}"
