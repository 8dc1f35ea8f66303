"""A photo comes out as the bare picture; what is no photo, or would fill the memory, is refused with what to do."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageEnhance
from pytest_django import Settings

from anxin.kernel.attachments import photos
from anxin.kernel.attachments.examining import examine, require_size
from anxin.kernel.attachments.jpeg_scans import is_laborious
from anxin.kernel.attachments.photos import Position, plausible, unlikeness
from anxin.kernel.attachments.queries import ALIKE
from anxin.kernel.attachments.signatures import MediaType, Wants
from anxin.kernel.errors import Invalid
from tests.cast import NOON
from tests.unit.kernel.attachments.pictures import (
    COMMENT,
    LUCHENG_STREET,
    OWNER,
    SHOWN_BEFORE,
    archive,
    camera_notes,
    document,
    encoded,
    opened,
    photo,
    png,
    scene,
    segments,
    wide_webp,
)

pytestmark = pytest.mark.static

START_OF_FRAME, TABLES, START_OF_SCAN, JFIF = 0xC0, {0xDB, 0xC4}, 0xDA, 0xE0


def refusal(content: bytes, *, wants: Wants = "photo", name: str = "photo.jpg") -> Invalid:
    with pytest.raises(Invalid) as fault:
        examine(content, name=name, wants=wants, place="before")
    assert (fault.value.field, bool(fault.value.what)) == ("before", True)
    return fault.value


# ------------------------------------------------------------------------------------------------ nothing is left


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "MPO"])
def test_nothing_but_the_picture_is_left(form: str) -> None:
    options: dict[str, Any] = {"exif": camera_notes(), "comment": COMMENT, "icc_profile": b"icc" * 50}
    brought = encoded(scene(), form, xmp=b"<x>" + SHOWN_BEFORE + b"</x>", **options)
    assert OWNER in brought

    kept = examine(brought, name="x", wants="photo", keep_position=True)

    assert set(segments(kept.content)) == {JFIF, START_OF_FRAME, START_OF_SCAN} | TABLES
    assert [word for word in (OWNER, COMMENT, SHOWN_BEFORE, b"Exif", b"SN-77", b"ICC_") if word in kept.content] == []
    assert dict(opened(kept.content).getexif()) == {}
    assert kept.media_type is MediaType.JPEG


def test_what_hangs_behind_a_photo_is_gone() -> None:
    kept = examine(photo() + archive(), name="x", wants="photo").content

    assert kept.endswith(b"\xff\xd9")
    assert (b"PK" in kept, b"run.js" in kept) == (False, False)
    assert kept == examine(photo(), name="x", wants="photo").content


def test_of_a_photo_with_previews_only_the_photo_is_kept() -> None:
    """Telephones put smaller pictures, or one of brightness, behind the first (CIPA DC-007)."""
    several = encoded(scene(), "MPO", save_all=True, append_images=[scene(320, 240, shift=5)])

    kept = examine(several, name="x", wants="photo")

    assert (kept.width, kept.height, kept.likeness) == (640, 480, examine(photo(), name="", wants="photo").likeness)


def test_a_picture_with_holes_is_laid_on_white() -> None:
    kept = opened(examine(encoded(Image.new("RGBA", (20, 20)), "PNG"), name="x", wants="photo").content)

    assert kept.getpixel((10, 10)) == (255, 255, 255)


COLOURS = {"PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"], "WEBP": ["RGB", "RGBA"], "JPEG": ["L", "RGB", "CMYK"]}


@pytest.mark.parametrize(("form", "mode"), [(form, mode) for form, modes in COLOURS.items() for mode in modes])
def test_every_kind_of_colour_is_read(form: str, mode: str) -> None:
    kept = examine(encoded(Image.new(mode, (40, 30)), form), name="x", wants="photo")

    assert (kept.width, kept.height, opened(kept.content).mode) == (40, 30, "RGB")


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    deep = Image.linear_gradient("L").convert("I").point(lambda level: level * 257).convert("I;16")

    kept = opened(examine(encoded(deep, "PNG"), name="x", wants="photo").content)

    assert kept.convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_the_right_way_up(orientation: int) -> None:
    """A mark in one corner of the scene comes out in the corner that the camera's note says (EXIF 2.32, table 6)."""
    stored = Image.new("RGB", (80, 40), "white")
    stored.paste("black", (0, 0, 20, 10))
    corner = {1: "lt", 2: "rt", 3: "rb", 4: "lb", 5: "lt", 6: "rt", 7: "rb", 8: "lb"}[orientation]

    kept = examine(encoded(stored, exif=camera_notes(orientation=orientation)), name="x", wants="photo")
    picture = opened(kept.content).convert("L")

    assert (kept.width, kept.height) == ((80, 40) if orientation < 5 else (40, 80))
    right, bottom = picture.width - 3, picture.height - 3
    places = {"lt": (2, 2), "rt": (right, 2), "lb": (2, bottom), "rb": (right, bottom)}
    assert {name for name, place in places.items() if picture.getpixel(place) < 60} == {corner}  # type: ignore[operator]  # -- one number: the picture is grey


def test_the_long_side_is_bounded_and_small_photos_stay_as_they_are(settings: Settings) -> None:
    settings.PHOTO_SIDE = 300

    wide, small = (examine(encoded(scene(*size)), name="x", wants="photo") for size in ((640, 480), (120, 90)))

    assert ((wide.width, wide.height), (small.width, small.height)) == ((300, 225), (120, 90))
    assert opened(wide.content).size == (300, 225)


# ------------------------------------------------------------------------------------------- what the camera said


def test_the_place_is_read_where_the_form_asks_and_nowhere_else() -> None:
    asked = examine(photo(), name="x", wants="photo", keep_position=True)
    not_asked = examine(photo(), name="x", wants="photo")

    assert (asked.position, not_asked.position) == (Position(28.01, 120.651), None)
    assert asked.content == not_asked.content
    assert "120.65" not in repr(asked)


GPS = ExifTags.GPS


@pytest.mark.parametrize(
    ("changed", "position"),
    [
        ({GPS.GPSLatitudeRef: "S", GPS.GPSLongitudeRef: "W"}, Position(-28.01, -120.651)),
        ({GPS.GPSLatitudeRef: "X"}, None),
        ({GPS.GPSLatitudeRef: ""}, None),
        ({GPS.GPSLatitude: (91.0, 0.0, 0.0)}, None),
        ({GPS.GPSLongitude: (181.0, 0.0, 0.0)}, None),
        ({GPS.GPSLatitude: (28.0, 0.0)}, None),
        ({GPS.GPSLatitude: (0.0, 0.0, 0.0), GPS.GPSLongitude: (0.0, 0.0, 0.0)}, None),
    ],
)
def test_a_place_that_cannot_be_is_none(changed: dict[Any, Any], position: Position | None) -> None:
    brought = photo(gps=LUCHENG_STREET | changed)

    assert examine(brought, name="x", wants="photo", keep_position=True).position == position


@pytest.mark.parametrize(
    ("taken", "offset", "moment"),
    [
        ("2021:10:29 09:30:00", "", datetime(2021, 10, 29, 1, 30, tzinfo=UTC)),
        ("2021:10:29 09:30:00", "+09:00", datetime(2021, 10, 29, 0, 30, tzinfo=UTC)),
        ("1970:01:01 00:00:00", "", None),
        ("0000:00:00 00:00:00", "", None),
        ("yesterday", "", None),
        ("2021:10:29 09:30:00", "noon", None),
    ],
)
def test_the_time_is_the_cameras_and_without_a_zone_shanghais(taken: str, offset: str, moment: datetime | None) -> None:
    assert examine(photo(taken=taken, offset=offset), name="x", wants="photo").taken_at == moment


def test_a_time_ahead_of_us_is_none() -> None:
    assert plausible(NOON + timedelta(hours=23), at=NOON) == NOON + timedelta(hours=23)
    assert plausible(NOON + timedelta(hours=25), at=NOON) is None


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells of them
def test_damaged_notes_of_a_camera_harm_nothing() -> None:
    brought = photo()
    place = brought.index(b"Exif\0\0")
    torn = brought[: place + 14] + b"\xff" * 60 + brought[place + 74 :]

    kept = examine(torn, name="x", wants="photo", keep_position=True)

    assert (kept.width, kept.position, kept.taken_at) == (640, None, None)


# ------------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b"", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "HTML, XML"),
        (b"GIF89a" + b"\0" * 40, "GIF"),
        (b"MZ" + b"\0" * 40, "EXE"),
        (b"\0\0\0\x18ftypavif" + b"\0" * 40, "AVIF"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 40, "MP4, MOV"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (archive(), "ZIP, DOCX, XLSX"),
        (document(), "PDF"),
    ],
)
def test_what_is_no_photo_is_named_whatever_it_is_called(content: bytes, read: str) -> None:
    fault = refusal(content)

    assert (fault.read, bool(fault.todo)) == (read, True)


def test_whoever_sends_heic_is_told_what_to_set() -> None:
    assert "兼容性最佳" in refusal(b"\0\0\0\x18ftypheic" + b"\0" * 40).todo


def test_a_page_that_begins_like_a_photo_is_refused() -> None:
    assert refusal(b"\xff\xd8\xff" + b"<html><script>alert(1)</script>").todo


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_refused(form: str) -> None:
    whole = encoded(scene(), form)

    for share in (0.02, 0.5, 0.9):
        assert refusal(whole[: int(len(whole) * share)]).todo


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (png(50_000, 50_000, b"\0" * 1000), "50000 × 50000"),
        (png(20_001, 1, b"\0" * 20_002), "20001 × 1"),
        (png(8_000, 6_251, b"\0" * 1000), "8000 × 6251"),
        (wide_webp(), "16383 × 16383"),
    ],
)
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(content: bytes, read: str) -> None:
    fault = refusal(content)

    assert (fault.read, "8000 × 6250" in fault.allowed) == (read, True)


def test_the_bounds_are_those_that_are_told() -> None:
    assert (photos.MOST_PIXELS, photos.MOST_SIDE) == (8000 * 6250, 20_000)
    kept = examine(png(20_000, 1, b"\0" * 20_001), name="x", wants="photo")
    assert (kept.width, kept.height) == (2560, 1)


def test_a_jpeg_that_states_a_size_beyond_all_measure_is_refused() -> None:
    brought = encoded(scene(64, 48))
    frame = brought.index(b"\xff\xc0")
    stretched = brought[: frame + 5] + b"\xff\xff\xff\xff" + brought[frame + 9 :]

    assert "像素" in refusal(stretched).what


def rescanned(times: int) -> bytes:
    """A progressive JPEG that says its last refinement again and again."""
    whole = encoded(scene(64, 48), progressive=True)
    last = whole.rindex(b"\xff\xc4")
    return whole[:-2] + whole[last:-2] * times + whole[-2:]


def test_a_small_photo_that_takes_hours_to_unpack_is_refused() -> None:
    assert rescanned(0).count(b"\xff\xda") == 10
    assert examine(rescanned(20), name="x", wants="photo").width == 64
    assert "打不开" in refusal(rescanned(21)).what


def test_a_photo_of_a_million_empty_notes_is_refused() -> None:
    whole = encoded(scene(64, 48))

    def noted(times: int) -> bytes:
        return whole[:2] + b"\xff\xe5\0\2" * times + whole[2:]

    assert (is_laborious(noted(1_900)), is_laborious(noted(2_000))) == (False, True)
    assert "打不开" in refusal(noted(1_000_000)).what


def test_what_hangs_behind_a_photo_costs_nothing() -> None:
    assert examine(photo() + rescanned(40), name="x", wants="photo").width == 640


def test_notes_that_unpack_to_200_megabytes_are_refused() -> None:
    packed = (b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 200_000_000))

    assert refusal(png(10, 10, b"\0" * 110, packed, packed)).todo


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(form: str) -> None:
    moving = encoded(scene(64, 48), form, save_all=True, append_images=[scene(64, 48, shift=3)], duration=100)

    assert "动图" in refusal(moving).what


def test_size_is_judged_first(settings: Settings) -> None:
    settings.ATTACHMENT_LIMIT_BYTES = 1024 * 1024

    fault = refusal(photo() + b"\0" * 1024 * 1024)
    require_size(1024 * 1024)

    assert (fault.read, "1 MB" in fault.allowed) == ("1.0 MB", True)


# ----------------------------------------------------------------------------------------------------------- PDF


def test_a_pdf_is_kept_as_it_is_where_files_are_asked_for() -> None:
    kept = examine(document(), name="验收报告.doc", wants="file")

    assert (kept.media_type, kept.name, kept.width, kept.likeness) == (MediaType.PDF, "验收报告.pdf", None, "")
    assert kept.content.startswith(b"%PDF-1.")


def test_where_files_are_asked_for_a_photo_is_encoded_anew_all_the_same() -> None:
    assert examine(photo(), name="x", wants="file").content == examine(photo(), name="x", wants="photo").content


@pytest.mark.parametrize("damage", [lambda whole: whole[:-40], lambda whole: whole + archive(), lambda _: b"%PDF-1.4"])
def test_a_pdf_that_does_not_end_as_one_is_refused(damage: Any) -> None:
    assert "PDF" in refusal(damage(document()), wants="file").what


def test_a_page_named_pdf_is_refused() -> None:
    assert refusal(b"<html>", wants="file", name="plan.pdf").read == "HTML, XML"


# ------------------------------------------------------------------------------------------------------ likeness


def test_a_photo_sent_on_looks_like_itself_and_other_places_do_not() -> None:
    def likeness(picture: Image.Image, **options: Any) -> str:
        return examine(encoded(picture, **options), name="x", wants="photo").likeness

    first = scene(1200, 900)
    same = [
        likeness(first.resize((400, 300)), quality=40),
        likeness(ImageEnhance.Brightness(first).enhance(0.8)),
        likeness(first.crop((10, 10, 1190, 890))),
    ]
    others = [likeness(scene(1200, 900, shift=shift)) for shift in range(1, 9)]

    assert [bits for bits in (unlikeness(likeness(first), one) for one in same) if bits > ALIKE] == []
    assert [bits for bits in (unlikeness(likeness(first), one) for one in others) if bits <= ALIKE] == []


def test_a_wall_of_one_colour_looks_like_nothing() -> None:
    assert examine(encoded(Image.new("RGB", (50, 50), "grey")), name="x", wants="photo").likeness == ""
