"""Names of files as they may be shown and saved."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from anxin.kernel.attachments.signatures import MediaType

LONGEST = 80  # characters without the ending: as Chinese 240 bytes, and file systems end at 255
ENDINGS = {MediaType.JPEG: ".jpg", MediaType.PDF: ".pdf"}
# Control, format (bidi overrides, zero width), surrogate, private use, unassigned, line and paragraph separators.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
MEANS_SOMETHING = re.compile(r'[<>:"|?*%]')  # to Windows, a shell or a header


def cleaned_name(name: str, media_type: MediaType) -> str:
    """The last part of a path, without signs that are unseen or mean something, with the ending of what is kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    one_line = " ".join(last.split())
    seen = "".join(sign for sign in one_line if unicodedata.category(sign) not in UNSEEN)
    stem = ENDING.sub("", " ".join(MEANS_SOMETHING.sub("_", seen).split()))
    short = stem[:LONGEST].strip(" .")
    plain = _("photo") if media_type is MediaType.JPEG else _("file")
    return (short or plain) + ENDINGS[media_type]
