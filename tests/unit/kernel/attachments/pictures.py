"""Real files for the tests of attachments, made with Pillow and fpdf2 at run time."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from fpdf import FPDF
from PIL import ExifTags, Image, ImageDraw

OWNER, COMMENT, SHOWN_BEFORE = b"Wang Xiaofang", b"taken for the trade union", b"cut off the edge"
LUCHENG_STREET = {  # 28°00'36.0"N 120°39'03.6"E
    ExifTags.GPS.GPSLatitudeRef: "N",
    ExifTags.GPS.GPSLatitude: (28.0, 0.0, 36.0),
    ExifTags.GPS.GPSLongitudeRef: "E",
    ExifTags.GPS.GPSLongitude: (120.0, 39.0, 3.6),
}


def scene(width: int = 640, height: int = 480, *, shift: int = 0) -> Image.Image:
    """An invented place with light and shade; another `shift` is another place."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for number in range(12):
        left, top = (number * 97 + shift * 61) % width, (number * 53 + shift * 37) % height
        box = (left, top, left + width // 6, top + height // 5)
        draw.rectangle(box, fill=((number * 40 + shift * 90) % 256, (number * 70) % 256, (200 - number * 15) % 256))
    return picture


def camera_notes(
    *,
    orientation: int = 1,
    gps: dict[Any, Any] | None = None,
    taken: str = "2021:10:29 09:30:00",
    offset: str = "",
) -> Image.Exif:
    """EXIF as a telephone writes it, with owner and place."""
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = orientation
    notes[ExifTags.Base.Artist] = OWNER.decode()
    held: dict[int, Any] = {ExifTags.Base.DateTimeOriginal: taken, ExifTags.Base.BodySerialNumber: "SN-778899"}
    if offset:
        held[ExifTags.Base.OffsetTimeOriginal] = offset
    notes[ExifTags.IFD.Exif] = held
    notes[ExifTags.IFD.GPSInfo] = LUCHENG_STREET if gps is None else gps
    return notes


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def photo(**notes: Any) -> bytes:
    """A JPEG with everything in it that is to go."""
    options: dict[str, Any] = {
        "comment": COMMENT,
        "xmp": b"<x:xmpmeta>" + SHOWN_BEFORE + b"</x:xmpmeta>",
        "icc_profile": b"icc" * 50,
    }
    return encoded(scene(), exif=camera_notes(**notes), **options)


def document() -> bytes:
    """A PDF of one page."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text="Acceptance report")
    return bytes(pdf.output())


def archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("run.js", "alert(1)")
    return written.getvalue()


def png(width: int, height: int, pixels: bytes, *extra: tuple[bytes, bytes]) -> bytes:
    """A PNG that may state what it does not hold."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def wide_webp() -> bytes:
    """An extended WebP that asks for 2 GB and holds nothing."""
    side = (16_383 - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + side + side + b"VP8 " + struct.pack("<I", 0)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def segments(jpeg: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels, in their order (ITU-T T.81, B.1.1.3)."""
    found, place = [], 2
    while True:
        marker = jpeg[place + 1]
        found.append(marker)
        if marker == 0xDA:
            return found
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture
