"""What a JPEG asks of its reader (ITU-T T.81, B.1.1): how many segments, and how often it goes over its picture.

A progressive one refines its picture in some ten scans. A scan that refines nothing takes a hundred bytes and costs as
much as a full one, so a small file could keep a processor for hours; millions of empty segments, for seconds.
"""

from __future__ import annotations

import re

MOST_SCANS, MOST_SEGMENTS = 30, 2_000
START_OF_SCAN, END = 0xDA, 0xD9
# Not a stuffed or filling byte, nor a restart or TEM, which stand alone: a marker with a length behind it, or the end.
MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")


def is_laborious(jpeg: bytes) -> bool:
    """Whether it asks for more than any camera does; what hangs behind the first end is never read."""
    scans, place = 0, 2
    for _segment in range(MOST_SEGMENTS):
        found = MARKER.search(jpeg, place)
        if found is None or jpeg[found.start() + 1] == END:
            return False
        scans += jpeg[found.start() + 1] == START_OF_SCAN
        if scans > MOST_SCANS:
            return True
        place = found.end() + max(int.from_bytes(jpeg[found.end() : found.end() + 2], "big"), 2)
    return True
