"""Compile every translation of the package: `locale/*/LC_MESSAGES/*.po` → `.mo` beside it.

Takes no arguments. Ends with 1 and the place when a catalogue cannot be read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "anxin"


def compile_catalogue(source: Path) -> None:
    """Write the `.mo` of one `.po`; texts marked fuzzy stay out. Raises PoFileError where it is malformed."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parents[1].name, abort_invalid=True)
    draft = source.with_suffix(".mo.part")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(source.with_suffix(".mo"))  # a running site never sees half a catalogue


def main() -> int:
    failed = 0
    for source in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po")):
        try:
            compile_catalogue(source)
        except (PoFileError, ValueError) as error:
            failed += 1
            print(f"{source}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
