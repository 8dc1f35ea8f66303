"""Chinese fonts of this machine for the cards: the sans serif for what is read, the serif for the title.

Debian's `fonts-noto-cjk` has them as collections; the same letters come as single files under two names (Noto Sans
CJK, Source Han Sans). Both are under the SIL Open Font License, which allows embedding.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz as harfbuzz
from django.utils.translation import gettext as _

from anxin.kernel.errors import Refused

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
# For each use the families that serve it, the best first, by the name of a collection and of its single files.
WANTED = {
    "regular": ("NotoSansCJK-Regular", "SourceHanSans-Regular", "NotoSansCJKsc-Regular", "SourceHanSansSC-Regular"),
    "bold": ("NotoSansCJK-Bold", "SourceHanSans-Bold", "NotoSansCJKsc-Bold", "SourceHanSansSC-Bold"),
    "title": ("NotoSerifCJK-Bold", "SourceHanSerif-Bold", "NotoSerifCJKsc-Bold", "SourceHanSerifSC-Bold"),
}
ENDINGS = (".ttc", ".otc", ".otf", ".ttf")
FAMILY = harfbuzz.OTNameIdPredefined.FONT_FAMILY
SIMPLIFIED = " SC"  # what the family of a collection's simplified face ends in


@dataclass(frozen=True)
class FontFile:
    """One face: its file, and which of a collection it is."""

    path: Path
    number: int = 0


@dataclass(frozen=True)
class Fonts:
    """The three faces a card is set in."""

    regular: FontFile
    bold: FontFile
    title: FontFile


def chinese_fonts(folder: str = "") -> Fonts:
    """The faces found on this machine; `folder` is searched before the usual places. `Refused` if there are none."""
    return _found(tuple(str(Path(one).expanduser()) for one in (folder, *FOLDERS) if one))


@cache
def _found(folders: tuple[str, ...]) -> Fonts:
    held = {path.name: path for path in reversed(list(_files(folders)))}
    paths = {use: _first(held, names) for use, names in WANTED.items()}
    regular = paths["regular"]
    if regular is None:
        raise Refused(
            _("Cards cannot be drawn: this machine has no Chinese font for them."),
            rule="printing.fonts",
            why=_("Looked for Noto Sans CJK and Source Han Sans in: %(folders)s.") % {"folders": ", ".join(folders)},
            todo=_(
                "Install the package fonts-noto-cjk (apt-get install fonts-noto-cjk), or name a folder in ANXIN_FONTS."
            ),
        )
    bold = paths["bold"] or regular
    return Fonts(_simplified(regular), _simplified(bold), _simplified(paths["title"] or bold))


def _files(folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for here, _below, names in os.walk(folder):
            yield from (Path(here, name) for name in sorted(names) if name.endswith(ENDINGS))


def _first(held: dict[str, Path], names: tuple[str, ...]) -> Path | None:
    return next((held[name + ending] for name in names for ending in ENDINGS if name + ending in held), None)


def _simplified(path: Path) -> FontFile:
    """The simplified face of a collection; a single file is one already."""
    blob = harfbuzz.Blob.from_file_path(str(path))
    count = harfbuzz.Face(blob).count
    families = [str(harfbuzz.Face(blob, number).get_name(FAMILY)) for number in range(count)]
    return FontFile(path, next((number for number, name in enumerate(families) if name.endswith(SIMPLIFIED)), 0))


def letters_only(font: FontFile, letters: Iterable[str]) -> bytes:
    """A font of these letters alone, as a file's content: some kilobytes instead of twenty megabytes."""
    wanted = harfbuzz.SubsetInput()
    wanted.sets(harfbuzz.SubsetInputSets.UNICODE).set({ord(letter) for letter in letters})
    wanted.sets(harfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).clear()  # or alternates of each letter come along
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(font.path)), font.number)
    return bytes(harfbuzz.subset(face, wanted).blob.data)
