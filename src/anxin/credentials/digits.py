"""Bytes as decimal digits: safe in a URL and dense in a QR code's numeric mode (3⅓ bits a digit).

Seven bytes, one big-endian number, are 17 digits; a last group of n bytes has `SHORT[n]` digits. Reading stops at the
first character that is not a digit: some apps append their own parameters to a fragment.
"""

from __future__ import annotations

from anxin.credentials.cbor import unreadable

GROUP, WIDTH = 7, 17
SHORT = (0, 3, 5, 8, 10, 13, 15)  # digits of a last group of 0 … 6 bytes
BYTES_OF = {width: octets for octets, width in enumerate(SHORT)}
MOST_DIGITS = 400 // GROUP * WIDTH + SHORT[400 % GROUP]


def to_digits(data: bytes) -> str:
    """Decimal digits of any bytes; leading zeros are kept."""
    groups = [data[start : start + GROUP] for start in range(0, len(data), GROUP)]
    return "".join(str(int.from_bytes(group, "big")).zfill(_width(len(group))) for group in groups)


def _width(octets: int) -> int:
    return WIDTH if octets == GROUP else SHORT[octets]


def from_digits(text: str) -> bytes:
    """The bytes that `text` begins with; `Rejected` (unreadable) where a group overflows or its width is wrong."""
    digits = text[: MOST_DIGITS + 1]
    if not (digits.isascii() and digits.isdigit()):
        digits = (
            digits[: next(place for place, sign in enumerate(digits) if sign not in "0123456789")] if digits else ""
        )
    if not digits:
        raise unreadable("there are no digits")
    if len(digits) > MOST_DIGITS:
        raise unreadable("there are too many digits")
    whole, rest = divmod(len(digits), WIDTH)
    if rest not in BYTES_OF:
        raise unreadable("digits are missing")
    out = bytearray()
    for start in range(0, whole * WIDTH, WIDTH):
        out += _group(digits[start : start + WIDTH], GROUP)
    return bytes(out + _group(digits[whole * WIDTH :], BYTES_OF[rest])) if rest else bytes(out)


def _group(digits: str, octets: int) -> bytes:
    number = int(digits)
    if number >> 8 * octets:
        raise unreadable("a group of digits is too large")
    return number.to_bytes(octets, "big")
