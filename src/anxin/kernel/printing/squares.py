"""Square codes (QR, ISO/IEC 18004) as rows of modules, for screens and for paper. Pure: no Django, no files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import segno
from segno import consts

# Of eight masks the standard takes the evenest. A signature is noise, so that they come out alike (300 pictures a mask:
# no difference in what is read), and trying all of them takes five times as long as drawing one.
MASK = 0
QUIET = 4  # light modules around a square (ISO/IEC 18004 §6.3.8)


@dataclass(frozen=True)
class Square:
    """One drawn code without its quiet zone. `rows` hold one octet a module, 1 for dark; `level` is L, M, Q or H."""

    version: int
    level: str
    rows: tuple[bytes, ...]

    @property
    def modules(self) -> int:
        """Modules on a side: 17 + 4 × version."""
        return len(self.rows)

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Dark modules that touch in a row, as (column, row, length)."""
        for row, modules in enumerate(self.rows):
            column = 0
            for dark, same in groupby(modules):
                length = sum(1 for _module in same)
                if dark:
                    yield column, row, length
                column += length

    @cached_property
    def path(self) -> str:
        """All dark modules as one SVG path, a module being 1 × 1: one path, so that no seam shows between them."""
        return "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in self.runs())

    def view_box(self, quiet: int = QUIET) -> str:
        """SVG's viewBox that leaves `quiet` light modules on every side."""
        side = self.modules + 2 * quiet
        return f"{-quiet} {-quiet} {side} {side}"


def credential_square(text: str, *, level: str = "M") -> Square:
    """The square of a credential's URL: up to `#` as octets, its decimal digits in the dense numeric mode.

    ValueError where the part after `#` is not digits, or where it fits no square.
    """
    address, mark, digits = text.partition("#")
    if not mark or not (digits.isascii() and digits.isdigit()):
        raise ValueError("a credential's address ends in # and decimal digits")
    return _drawn([(address + mark, consts.MODE_BYTE), (digits, consts.MODE_NUMERIC)], level, mask=MASK)


def address_square(address: str, *, level: str = "M") -> Square:
    """The square of a plain address."""
    return _drawn([(address, consts.MODE_BYTE)], level)


def _drawn(parts: list[tuple[str, int]], level: str, mask: int | None = None) -> Square:
    try:
        # Its stubs know single texts only; the documentation names lists of (content, mode).
        made = segno.make(parts, error=level, mask=mask, micro=False, boost_error=False)  # type: ignore[arg-type]  # -- see
    except segno.DataOverflowError:
        raise ValueError("that is more than a square holds") from None
    version, error = made.version, made.error
    assert isinstance(version, int) and error is not None  # no micro code was asked for
    return Square(version, error, tuple(bytes(row) for row in made.matrix))
