"""Range-based set reconciliation on the wire of Negentropy V1: who lacks what, for little more than the differences.

The initiator asks, and ends knowing both differences; the responder only answers, from its set and the message alone.
Both compare fingerprints of ranges of the common order, split what differs, and send ids where little is left.

A fingerprint is a sum of ids. Whoever may choose ids freely can make two sets look alike, so ids are keyed hashes
and what ends a reconciliation is a certificate over a Merkle root, not a fingerprint.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from anxin.proofs.elements import Elements
from anxin.proofs.wire import (
    END,
    FINGERPRINT_OCTETS,
    ID_OCTETS,
    MOST_OCTETS,
    VERSION,
    BadMessage,
    Mode,
    Range,
    Writing,
    ranges,
    version_of,
    written,
)

__all__ = ["INITIATOR", "RESPONDER", "BadMessage", "Elements", "Initiator", "Tuning", "respond"]

LEAST_FRAME = 4096
MOST_EXCHANGES = 1000
_CLOSING = 3 + FINGERPRINT_OCTETS  # what a last range up to the end takes
_LIST_HEAD = 64  # a bound, a mode and a count, at their longest


@dataclass(frozen=True)
class Tuning:
    """A range that differs is sent as ids when it holds at most `most_ids`, else as `buckets` fingerprints."""

    buckets: int
    most_ids: int

    def __post_init__(self) -> None:
        if self.buckets < 2 or self.most_ids < 1:
            raise ValueError("at least two buckets and one id, or a range would never grow smaller")


# A responder's ids end a range at once, an initiator's are answered by as many: hence two thresholds (bench/exchange).
INITIATOR = Tuning(buckets=4, most_ids=1)
RESPONDER = Tuning(buckets=4, most_ids=4)


class Initiator:
    """One reconciliation from the asking side. `have` and `need` grow with each answer and are whole at the end."""

    def __init__(
        self,
        elements: Elements,
        *,
        tuning: Tuning = INITIATOR,
        frame_limit: int = 0,
        most_octets: int = MOST_OCTETS,
        most_exchanges: int = MOST_EXCHANGES,
    ) -> None:
        """`frame_limit` in octets of a message (0: none, else at least 4096); `most_octets` of an answer."""
        self._elements, self._tuning, self._limit = elements, tuning, _checked(frame_limit)
        self._most_octets, self._most_exchanges = most_octets, most_exchanges
        self._have: dict[bytes, None] = {}
        self._need: dict[bytes, None] = {}
        self.exchanges = 0

    @property
    def have(self) -> list[bytes]:
        """Ids only this side holds."""
        return list(self._have)

    @property
    def need(self) -> list[bytes]:
        """Ids only the other side holds."""
        return list(self._need)

    def begin(self) -> bytes:
        """The first message: the fingerprint of everything, so that equal sides know it after one exchange."""
        everything = self._elements.fingerprint(0, len(self._elements))
        if len(self._elements):
            return written([Range(END, Mode.FINGERPRINT, fingerprint=everything)])
        return written([Range(END, Mode.IDS)])

    def take(self, answer: bytes) -> bytes | None:
        """The next message, or None when both differences are known. `BadMessage` for an answer that cannot be."""
        if version_of(answer) != VERSION:
            raise BadMessage(f"the other side speaks version {answer[0] - 0x60}, not 1")
        self.exchanges += 1
        answering = _Answering(self._elements, self._tuning, self._limit)
        for each in ranges(answer, most=self._most_octets):
            lower, upper = answering.places(each)
            if each.mode is Mode.IDS:
                self._compare(each, lower, upper)
                answering.skip(each)
            elif not answering.compare(each, lower, upper):
                break
        message = answering.message()
        if message is not None and self.exchanges >= self._most_exchanges:
            raise BadMessage(f"no end after {self.exchanges} exchanges")
        return message

    def _compare(self, each: Range, lower: int, upper: int) -> None:
        ours, theirs = self._elements.ids(lower, upper), set(each.ids)
        self._have |= dict.fromkeys(one for one in ours if one not in theirs)
        theirs.difference_update(ours)
        self._need |= dict.fromkeys(one for one in each.ids if one in theirs)


def respond(
    elements: Elements,
    message: bytes,
    *,
    tuning: Tuning = RESPONDER,
    frame_limit: int = 0,
    most_octets: int = MOST_OCTETS,
) -> bytes:
    """The answer to one message. Nothing is remembered between messages. `BadMessage` for one that cannot be."""
    if version_of(message) != VERSION:
        return bytes([VERSION])  # "the highest version I speak"
    answering = _Answering(elements, tuning, _checked(frame_limit))
    for each in ranges(message, most=most_octets):
        lower, upper = answering.places(each)
        if each.mode is Mode.IDS:
            more = answering.send_ids(each.upper, lower, upper)
        else:
            more = answering.compare(each, lower, upper)
        if not more:
            break
    return answering.message() or bytes([VERSION])


class _Answering:
    """The message being written in answer to another, range by range; what must not be said again is skipped."""

    def __init__(self, elements: Elements, tuning: Tuning, limit: int) -> None:
        self._elements, self._tuning, self._limit = elements, tuning, limit
        self._writing = Writing()
        self._skipped: Range | None = None  # a skip is written only when something follows it
        self._said = 0  # the place up to which something was written
        self._reached = 0

    def places(self, each: Range) -> tuple[int, int]:
        lower, self._reached = self._reached, self._elements.place(each.upper, self._reached)
        return lower, self._reached

    def message(self) -> bytes | None:
        """What was written; None if that is nothing."""
        return bytes(self._writing.octets) if len(self._writing.octets) > 1 else None

    def skip(self, each: Range) -> None:
        self._skipped = Range(each.upper, Mode.SKIP)

    def compare(self, each: Range, lower: int, upper: int) -> bool:
        """Answer a skip or a fingerprint. False when the frame is full."""
        if each.mode is Mode.SKIP or each.fingerprint == self._elements.fingerprint(lower, upper):
            self.skip(each)
            return True
        if upper - lower <= self._tuning.most_ids:
            return self.send_ids(each.upper, lower, upper)
        return all(self._send(bucket, at) for bucket, at in self._buckets(each.upper, lower, upper))

    def send_ids(self, bound: bytes, lower: int, upper: int) -> bool:
        """All ids of a range, or as many as go into the frame. False when it is full."""
        fits = upper - lower
        if self._limit:
            room = self._limit - len(self._writing.octets) - _CLOSING - 2 * _LIST_HEAD
            fits = min(fits, max(0, room // ID_OCTETS))
        if fits == upper - lower:
            return self._send(Range(bound, Mode.IDS, ids=self._elements.ids(lower, upper)), upper)
        if fits:
            end = lower + fits
            self._send(Range(self._elements.bound_before(end), Mode.IDS, ids=self._elements.ids(lower, end)), end)
        return self._close()

    def _buckets(self, bound: bytes, lower: int, upper: int) -> list[tuple[Range, int]]:
        """The range as fingerprints of buckets that differ by one element at most, each with the place of its end."""
        count = min(self._tuning.buckets, upper - lower)
        ends = [lower + (upper - lower) * part // count for part in range(count + 1)]
        found = []
        for start, end in pairwise(ends):
            until = bound if end == upper else self._elements.bound_before(end)
            found.append((Range(until, Mode.FINGERPRINT, fingerprint=self._elements.fingerprint(start, end)), end))
        return found

    def _send(self, each: Range, end: int) -> bool:
        added = (each,) if self._skipped is None else (self._skipped, each)
        if self._limit:
            size = len(self._writing.octets) + len(self._writing.encoded(*added))
            if size > self._limit - _CLOSING:
                return self._close()
        self._writing.add(*added)
        self._skipped, self._said = None, end
        return True

    def _close(self) -> bool:
        """The rest in one fingerprint: the other side comes back to it."""
        rest = self._elements.fingerprint(self._said, len(self._elements))
        self._writing.add(Range(END, Mode.FINGERPRINT, fingerprint=rest))
        return False


def _checked(frame_limit: int) -> int:
    if frame_limit and frame_limit < LEAST_FRAME:
        raise ValueError(f"a frame has at least {LEAST_FRAME} octets, not {frame_limit}")
    return frame_limit
