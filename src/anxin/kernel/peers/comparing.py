"""Do both sites hold the same? Range-based reconciliation finds every difference; it ends in a signed certificate.

With its first message the asking side sends its signature over the certificate it would sign. Where the other side,
from its own records alone, comes to the very same, one exchange has proven that they are equal.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.peers.asking import Line, NoAnswer, Post, pull
from anxin.kernel.peers.certifying import agreed, certificate_body, keep_certificate, signature_over
from anxin.kernel.peers.identity import Identity
from anxin.kernel.peers.models import Certificate, Received, Reconciliation, Taken
from anxin.kernel.peers.questions import Unanswerable, octets
from anxin.kernel.peers.receiving import Page, keep, read_page
from anxin.proofs.ranges import BadMessage, Elements, Initiator

ROUNDS = 4
AT_ONCE = 500
MOST_LISTED = 5000
MISSING, EXTRA, CHANGED = "missing", "extra", "changed"


@dataclass
class Compared:
    """What one comparison found and cost. `octets`: of the reconciliation itself, both ways, without envelopes."""

    differences: dict[str, str] = field(default_factory=dict)
    octets: int = 0
    messages: int = 0
    certificate: Certificate | None = None


def reconcile(taken: Taken, *, by: Actor, at: datetime, post: Post, identity: Identity) -> Reconciliation:
    """Read the feed to its end, compare, mend what differs here, and compare again until both sign. The journal says
    who had it done.

    Raises Refused for who may not, NoAnswer, Unanswerable; what was mended until then stays."""
    require(by, Act.RECONCILE)
    pull(taken, at=at, post=post, identity=identity)
    line, found = Line(taken, identity, post, at), Compared()
    for _round in range(ROUNDS):
        if _compared(line, found):
            break
        pull(taken, at=at, post=post, identity=identity)  # what changed there meanwhile
    return _kept(taken, found, by, at)


@transaction.atomic
def _kept(taken: Taken, found: Compared, by: Actor, at: datetime) -> Reconciliation:
    listed = [{"ref": ref, "what": what} for ref, what in sorted(found.differences.items())]
    made = Reconciliation.objects.create(
        taken=taken,
        started_at=at,
        ended_at=at,
        differences=listed[:MOST_LISTED],
        octets=found.octets,
        messages=found.messages,
        certificate=found.certificate,
    )
    detail = {"peer": taken.peer.slug, "dataset": taken.dataset, "differences": len(listed)}
    detail["equal"] = found.certificate is not None
    journal.write(by=by, at=at, act="peer.reconcile", detail=detail)
    return made


def elements_of(taken: Taken) -> Elements:
    held = Received.objects.filter(taken=taken, left=False).values_list("key", "element")
    return Elements((key, bytes(element)) for key, element in held.iterator(chunk_size=5000))


def _compared(line: Line, found: Compared) -> bool:
    """One comparison; whether both signed. What differed is mended and added to what was found."""
    taken, day = line.taken, shanghai_day(line.at)
    elements = elements_of(taken)
    body = certificate_body(
        dataset=taken.dataset, day=day, rules=taken.rules, ids=elements.ids(), keys=(line.identity.public, line.keys)
    )
    asking = Initiator(elements)
    message: bytes | None = asking.begin()
    signature = signature_over(body, line.identity)
    while message is not None:
        answer = _asked(line, found, message, day, signature)
        signature = b""
        if "certificate" in answer:
            return _signed(line, found, body, octets(answer, "certificate"))
        reply = octets(answer, "message")
        found.octets += len(reply)
        try:
            message = asking.take(reply)
        except BadMessage as fault:
            raise NoAnswer(f"the answer cannot be: {fault}") from None
    _mend(line, found, asking.need, asking.have)
    return False


def _asked(line: Line, found: Compared, message: bytes, day: date, signature: bytes) -> dict[str, object]:
    found.octets += len(message)
    found.messages += 2
    return line.ask(
        ask="ranges",
        message=base64.b64encode(message).decode(),
        day=day.isoformat(),
        signature=base64.b64encode(signature).decode(),
    )


def _signed(line: Line, found: Compared, body: bytes, signature: bytes) -> bool:
    taken = line.taken
    if not agreed(body, signature, line.keys):
        raise NoAnswer("the peer's signature under the certificate is not right")
    keep_certificate(taken.peer, taken.dataset, body, signature, at=line.at, identity=line.identity)
    found.certificate = Certificate.objects.get(peer=taken.peer, dataset=taken.dataset, body=body.decode())
    return True


def _mend(line: Line, found: Compared, need: list[bytes], have: list[bytes]) -> None:
    """Ask for the records only the peer holds, and what became of those only this site holds."""
    taken = line.taken
    ours: dict[str, bytes] = {}
    for start in range(0, len(have), AT_ONCE):
        held = Received.objects.filter(taken=taken, left=False, element__in=have[start : start + AT_ONCE])
        ours |= {ref: bytes(element) for ref, element in held.values_list("ref", "element")}
    known = set(Received.objects.filter(taken=taken, left=False).values_list("ref", flat=True))
    for start in range(0, len(need), AT_ONCE):
        answer = line.ask(ask="records", elements=[one.hex() for one in need[start : start + AT_ONCE]], refs=[])
        page = read_page(answer, dataset=taken.dataset, keys=line.keys)
        for sent in page.rows:
            found.differences.setdefault(sent.ref, CHANGED if sent.ref in known else MISSING)
            ours.pop(sent.ref, None)
        _keep(line, page)
    rest = list(ours)
    for start in range(0, len(rest), AT_ONCE):
        answer = line.ask(ask="records", elements=[], refs=rest[start : start + AT_ONCE])
        page = read_page(answer, dataset=taken.dataset, keys=line.keys)
        for ref in (*(one.ref for one in page.left), *(one.ref for one in page.rows)):
            found.differences.setdefault(ref, EXTRA if ref in {one.ref for one in page.left} else CHANGED)
        _keep(line, page)


@transaction.atomic
def _keep(line: Line, page: Page) -> None:
    keep(line.taken, page, pair=line.identity.pair(line.keys), at=line.at, certain=True)


__all__ = ["CHANGED", "EXTRA", "MISSING", "Compared", "Unanswerable", "elements_of", "reconcile"]
