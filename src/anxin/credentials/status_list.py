"""The IETF Token Status List with two bits an entry: one small signed file tells the colours of 65,536 cards.

Entry i is bits 2(i mod 4) and 2(i mod 4)+1 of octet i // 4, counted from the lowest. The list says nothing of who is
behind an index.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from anxin.credentials.cbor import Value, decode, encode, unreadable
from anxin.credentials.claims import Status
from anxin.credentials.cose import read_sign1
from anxin.credentials.keys import LEEWAY, KeyList, SigningKey, Use, believe
from anxin.credentials.rejected import Fault, Rejected

STATUS_LIST = "application/statuslist+cwt"
SUB, EXP, IAT, LIST, TTL = 2, 4, 6, 65533, 65534
BITS, LST = "bits", "lst"
PER_OCTET = 4
MOST_OCTETS = 64 * 1024
COMPRESSION = 6


def octets_for(entries: int) -> int:
    return -(-entries // PER_OCTET)


def get_status(packed: bytes | bytearray | memoryview, index: int) -> Status:
    """The entry at `index`; IndexError beyond the list."""
    if index < 0:
        raise IndexError(index)
    return Status(packed[index // PER_OCTET] >> 2 * (index % PER_OCTET) & 3)


def set_statuses(packed: bytearray, changes: Iterable[tuple[int, Status]]) -> None:
    """Write entries in place, the last one for an index standing."""
    for index, status in changes:
        octet, shift = index // PER_OCTET, 2 * (index % PER_OCTET)
        packed[octet] = packed[octet] & ~(3 << shift) & 0xFF | status << shift


@dataclass(frozen=True)
class StatusList:
    """A believed list. `packed` is inflated; `ttl` seconds until a fresher one may be worth asking for."""

    uri: str
    issued_at: int
    expires: int
    ttl: int
    packed: bytes

    def status(self, index: int) -> Status:
        """The status at `index`; `Rejected` (unreadable) beyond the list."""
        if not 0 <= index < len(self.packed) * PER_OCTET:
            raise unreadable("the card's place lies beyond its status list")
        return get_status(self.packed, index)


def issue_status_list(key: SigningKey, *, uri: str, packed: bytes, issued_at: int, expires: int, ttl: int) -> bytes:
    """The signed list as it is served."""
    held: Value = {BITS: 2, LST: deflated(packed)}
    return key.token(encode({SUB: uri, EXP: expires, IAT: issued_at, LIST: held, TTL: ttl}), typ=STATUS_LIST)


def deflated(packed: bytes) -> bytes:
    """zlib without a search for repetitions, which cards have by chance only: codes for single octets, or for runs of
    one octet, whichever is shorter. On a mixed list within 2 % of the entropy, in a tenth of the usual way's time."""
    return min((_coded(packed, how) for how in (zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE)), key=len)


def _coded(packed: bytes, how: int) -> bytes:
    coding = zlib.compressobj(COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, how)
    return coding.compress(packed) + coding.flush()


def read_status_list(token: bytes, keys: KeyList, *, uri: str, now: int, seen: int = 0) -> StatusList:
    """A believed list for `uri`: signed, in date, not issued before `seen`, the newest known; else `Rejected`."""
    if len(token) > MOST_OCTETS + 512:
        raise unreadable("a status list has 64 KiB at most")
    taken = read_sign1(token)
    if taken.typ != STATUS_LIST:
        raise unreadable("it is not a status list")
    claims = decode(taken.payload)
    if not isinstance(claims, dict) or claims.keys() - {TTL} != {SUB, EXP, IAT, LIST}:
        raise unreadable("a status list has the claims sub, exp, iat, status_list and perhaps ttl")
    sub, expires, issued_at, held, ttl = claims[SUB], claims[EXP], claims[IAT], claims[LIST], claims.get(TTL, 0)
    if not isinstance(held, dict) or held.keys() != {BITS, LST} or held[BITS] != 2 or not isinstance(held[LST], bytes):
        raise unreadable("it is not a list of two bits an entry")
    if not (
        isinstance(expires, int)
        and isinstance(issued_at, int)
        and isinstance(ttl, int)
        and 0 <= issued_at < expires
        and ttl >= 0
    ):
        raise unreadable("its moments are not in order")
    believe(taken, keys.key_for(taken, use=Use.STATUS, now=now))
    if sub != uri:
        raise Rejected(Fault.ALTERED, "it is another list than the one asked for")
    _in_time(now=now, seen=seen, issued_at=issued_at, expires=expires)
    return StatusList(uri, issued_at, expires, ttl, inflated(held[LST]))


def _in_time(*, now: int, seen: int, issued_at: int, expires: int) -> None:
    if issued_at < seen:
        raise Rejected(Fault.CANNOT_CONFIRM, "a newer status list has been seen")
    if issued_at > now + LEEWAY:
        raise Rejected(Fault.CLOCK_WRONG, "the status list was issued after the reader's now")
    if max(now, seen) > expires:
        raise Rejected(Fault.CANNOT_CONFIRM, "the status list is out of date")


def inflated(compressed: bytes) -> bytes:
    """zlib, stopped at 64 KiB; `Rejected` (unreadable) for a bomb, a cut stream or anything after it."""
    unpacking = zlib.decompressobj()
    try:
        packed = unpacking.decompress(compressed, MOST_OCTETS + 1)
    except zlib.error:
        raise unreadable("the status list cannot be inflated") from None
    if len(packed) > MOST_OCTETS:
        raise unreadable("the status list inflates to more than 64 KiB")
    if not unpacking.eof or unpacking.unused_data or unpacking.unconsumed_tail:
        raise unreadable("the status list is cut off, or something follows it")
    return packed
