"""Photos decoded and encoded anew by Pillow, so that nothing but the picture is left of what came.

What goes: EXIF with place, time, owner and serial numbers, ICC profile, XMP, comments, the thumbnail (which may show
what was cut off), further frames, bytes behind the end, and whatever else a second reader might find in the file.
Readers of pictures are written in C and fed by strangers: only those of the three formats are ever tried.
"""

from __future__ import annotations

import io
import math
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from anxin.kernel.attachments.jpeg_scans import is_laborious
from anxin.kernel.attachments.signatures import MediaType, allowed
from anxin.kernel.errors import Invalid

FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
MOST_PIXELS = 50_000_000  # unpacked 200 MB, at worst twice; what telephones take when asked for “50 megapixels”
MOST_SIDE = 20_000  # pixels; a long screenshot has some 15,000
QUALITY = 85
FIRST_YEAR = 1990  # an earlier date is a camera whose clock was never set
EAST_LIMIT, NORTH_LIMIT = 180.0, 90.0
# Large pictures one after the other: a few at once would fill the memory.
_one_at_a_time = threading.Lock()

# EXIF 2.32, table 6: how the picture as stored is to be turned.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Position:
    """Degrees, WGS 84 as cameras write it; north and east positive, six decimals (a decimetre)."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{self.latitude:.6f},{self.longitude:.6f}"

    @classmethod
    def read(cls, written: str) -> Position:
        latitude, _comma, longitude = written.partition(",")
        return cls(float(latitude), float(longitude))


@dataclass(frozen=True)
class Photo:
    """A picture encoded anew (JPEG), the right way up, and what its camera said."""

    content: bytes
    width: int
    height: int
    likeness: str
    taken_at: datetime | None
    position: Position | None


def encoded_anew(content: bytes, media_type: MediaType, *, side: int, field: str) -> Photo:
    """The photo, its long side at most `side` pixels. `Invalid` at `field` for what is damaged, moves or is too big."""
    with _one_at_a_time:
        try:
            return _photo(content, media_type, side, field)
        except Invalid:
            raise
        except Image.DecompressionBombError:  # its own limit, far above ours, met while the header is read
            raise _too_many_pixels(field) from None
        except Exception:  # Pillow's readers raise whatever they trip over: OSError, SyntaxError, struct.error, …
            raise _damaged(field) from None


def _photo(content: bytes, media_type: MediaType, side: int, field: str) -> Photo:
    _require_bounds(*_announced(content, media_type), field)
    if media_type is MediaType.JPEG and is_laborious(content):
        raise _damaged(field)
    with Image.open(io.BytesIO(content), formats=(FORMATS[media_type],)) as opened:
        _require_bounds(*opened.size, field)
        # A JPEG of several pictures is one photo with its previews (CIPA DC-007); only the first is ever read.
        if media_type is not MediaType.JPEG and getattr(opened, "n_frames", 1) > 1:
            raise _moving(field)
        opened.draft(None, (2 * side, 2 * side))  # a JPEG can be unpacked at a half, a quarter, an eighth
        opened.load()
        exif = _exif(opened)
        clean = _bare(opened, side)
    turn = TURNS.get(exif.orientation)
    turned = clean if turn is None else clean.transpose(turn)
    written = io.BytesIO()
    turned.save(written, "JPEG", quality=QUALITY)
    return Photo(written.getvalue(), *turned.size, likeness(turned), exif.taken_at, exif.position)


def _announced(content: bytes, media_type: MediaType) -> tuple[int, int]:
    """Width and height by the header, where they stand at a fixed place: the reader of an extended WebP asks for the
    memory before it can be asked."""
    if media_type is MediaType.WEBP and content[12:16] == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if media_type is MediaType.PNG:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    return 1, 1


def _require_bounds(width: int, height: int, field: str) -> None:
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise _too_many_pixels(field, read=f"{width} × {height}")


def _too_many_pixels(field: str, *, read: str = "") -> Invalid:
    return Invalid(
        _("The picture has too many pixels."),
        field=field,
        read=read,
        allowed=_("at most 50 million pixels, such as 8000 × 6250, and 20000 on a side"),
        todo=_("Choose a smaller picture size in the camera, or send a screenshot of the photo."),
    )


def _moving(field: str) -> Invalid:
    return Invalid(
        _("The picture moves: it holds several pictures in a row."),
        field=field,
        allowed=allowed("photo"),
        todo=_("Send a single photo, or several one by one."),
    )


def _damaged(field: str) -> Invalid:
    return Invalid(
        _("The photo cannot be read: it is damaged or was not sent as a whole."),
        field=field,
        allowed=allowed("photo"),
        todo=_("Open it on your phone to see whether it is whole, then send it again or take it anew."),
    )


def _bare(opened: Image.Image, side: int) -> Image.Image:
    """The picture, made smaller, on white: a fresh canvas holds none of the notes that Pillow carries along."""
    if opened.mode.startswith("I"):  # 16 bits of grey; a plain conversion would cut off all but the darkest
        opened = opened.point(lambda level: level / 256).convert("L")
    mode = "RGBA" if opened.has_transparency_data else "RGB"
    seen = opened if opened.mode == mode else opened.convert(mode)  # a copy in full size only where it must be
    seen.thumbnail((side, side), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", seen.size, "white")
    canvas.paste(seen, mask=seen if mode == "RGBA" else None)
    return canvas


# ------------------------------------------------------------------------------------------- what the camera said


@dataclass(frozen=True)
class _Exif:
    orientation: int = 1
    taken_at: datetime | None = None
    position: Position | None = None


def _exif(opened: Image.Image) -> _Exif:
    """What can be read of it; a note that is damaged says nothing, and the photo is none the worse."""
    try:
        exif = opened.getexif()
    except Exception:  # as above: whatever a forged note makes its reader trip over
        return _Exif()
    found: dict[str, Any] = {}
    for key, read in (("orientation", _orientation), ("taken_at", _taken_at), ("position", _position)):
        try:
            found[key] = read(exif)
        except Exception:  # as above
            continue
    return _Exif(**found)


def _orientation(exif: Image.Exif) -> int:
    return int(exif.get(ExifTags.Base.Orientation, 1))


def _taken_at(exif: Image.Exif) -> datetime | None:
    """When the shutter was pressed; a camera that names no zone is taken to go by the site's."""
    held = exif.get_ifd(ExifTags.IFD.Exif)
    moment = datetime.strptime(str(held[ExifTags.Base.DateTimeOriginal])[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  # -- the zone stands in another note
    offset = str(held.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    zone = datetime.strptime(offset, "%z").tzinfo if offset else timezone.get_default_timezone()
    there = moment.replace(tzinfo=zone)
    return there.astimezone(UTC) if there.year >= FIRST_YEAR and there.utcoffset() is not None else None


def _position(exif: Image.Exif) -> Position | None:
    held = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude = _degrees(held[ExifTags.GPS.GPSLatitude], held[ExifTags.GPS.GPSLatitudeRef], "NS")
    longitude = _degrees(held[ExifTags.GPS.GPSLongitude], held[ExifTags.GPS.GPSLongitudeRef], "EW")
    if not (abs(latitude) <= NORTH_LIMIT and abs(longitude) <= EAST_LIMIT):  # also where one is not a number
        return None
    nowhere = latitude == 0 and longitude == 0  # what some telephones write before they know
    return None if nowhere else Position(round(latitude, 6), round(longitude, 6))


def _degrees(parts: Any, side: str, sides: str) -> float:
    """Degrees, minutes, seconds on one of two sides; ValueError for a third."""
    degrees, minutes, seconds = (float(part) for part in parts)
    found = math.fsum((degrees, minutes / 60, seconds / 3600))
    return -found if sides.index(side[:1] or "?") else found


def plausible(taken_at: datetime | None, *, at: datetime) -> datetime | None:
    """The moment unless it lies ahead of `at` by more than a day, as of a camera set wrong."""
    return None if taken_at is None or taken_at > at + timedelta(days=1) else taken_at


# ----------------------------------------------------------------------------------------------------- likeness


def likeness(picture: Image.Image) -> str:
    """Difference hash: 8 rows of 8 bits, each whether grey grows to the right. Survives shrinking, light and JPEG;
    empty for a picture of one colour, which looks like every other."""
    small = picture.convert("L").resize((9, 8), Image.Resampling.BOX)
    grey = small.tobytes()
    bits = 0
    for row in range(8):
        for left, right in pairwise(grey[row * 9 : row * 9 + 9]):
            bits = bits << 1 | (left < right)
    return f"{bits:016x}" if bits else ""


def unlikeness(one: str, other: str) -> int:
    """Of the 64 bits of two likenesses, how many differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
