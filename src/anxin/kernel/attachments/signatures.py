"""What a file is, by its bytes; its name is never asked."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid

Wants = Literal["photo", "file"]  # a photo only, or a photo or a PDF
PDF_TAIL = 1024  # bytes at the end among which a PDF says that it ends (ISO 32000-1, annex H.3.4.4)


class MediaType(StrEnum):
    """What is taken. HEIC is not: no reader of it comes with Pillow."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}  # ISO/IEC 23008-12, annex B

# (signature, what a person calls it) of what is brought by mistake.
KNOWN_OTHERS = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"PK\x03\x04", "ZIP, DOCX, XLSX"),
    (b"\xd0\xcf\x11\xe0", "DOC, XLS"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)
WEB_PAGE = (b"<html", b"<!doctype", b"<?xml", b"<svg", b"<script", b"<head", b"<body", b"<!--")


def media_type(content: bytes, *, wants: Wants, field: str) -> MediaType:
    """The type of a file that may be taken for `wants`; `Invalid` at `field` says what else it is and what to do."""
    found = _signed(content)
    if found is MediaType.PDF:
        if wants == "photo":
            raise _not_taken(wants, field, "PDF")
        require_whole_pdf(content, field=field)
    if found is not None:
        return found
    if not content:
        raise Invalid(_("The file is empty."), field=field, todo=_("Choose the file again."))
    if content[4:8] == b"ftyp" and content[8:12] in HEIC:
        raise Invalid(
            _("This photo is in Apple's HEIC format, which cannot be read here."),
            field=field,
            read="HEIC",
            allowed=allowed(wants),
            todo=_(
                "On the iPhone choose Settings, Camera, Formats, “Most Compatible” and take it again; "
                "or make a screenshot of the photo and send that."
            ),
        )
    raise _not_taken(wants, field, _named(content))


def _signed(content: bytes) -> MediaType | None:
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return MediaType.WEBP
    return MediaType.PDF if content.startswith((b"%PDF-1.", b"%PDF-2.")) else None


def _named(content: bytes) -> str:
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(WEB_PAGE):
        return "SVG" if b"<svg" in head else "HTML, XML"
    if content[4:8] == b"ftyp":
        return "AVIF" if content[8:12] in (b"avif", b"avis") else "MP4, MOV"
    return next((name for signature, name in KNOWN_OTHERS if content.startswith(signature)), _("an unknown format"))


def allowed(wants: Wants) -> str:
    """What may be sent, in words."""
    return _("a photo (JPEG, PNG or WebP)") if wants == "photo" else _("a photo (JPEG, PNG or WebP) or a PDF")


def _not_taken(wants: Wants, field: str, read: str) -> Invalid:
    return Invalid(
        _("The file is no photo.") if wants == "photo" else _("The file is neither a photo nor a PDF."),
        field=field,
        read=read,
        allowed=allowed(wants),
        todo=_("What a file is called does not count, only what it holds. Save it as JPEG or take a photo of it."),
    )


def require_whole_pdf(content: bytes, *, field: str) -> None:
    """`Invalid` unless the file ends as a PDF does: nothing may hang behind it. What is inside is not judged."""
    _body, ends, behind = content[-PDF_TAIL:].rpartition(b"%%EOF")
    if not ends or b"startxref" not in content or behind.strip(b"\0 \t\r\n"):
        raise Invalid(
            _("The PDF is damaged: it does not end as a PDF does."),
            field=field,
            read=_("%(size)d bytes") % {"size": len(content)},
            allowed=allowed("file"),
            todo=_("Save or print it to PDF again, or take photos of its pages."),
        )
