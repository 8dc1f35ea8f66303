"""Asking a peer: what is new, whether both hold the same, and what is missing here.

`post` sends one message to an address and gives the answer, or raises NoAnswer. It may lose, repeat, delay and mix up
what it likes: every answer is bound to its question, and every page is kept in one transaction with the place in the
feed up to which it reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from anxin.kernel.peers.envelopes import Unopened, closed, opened, question_digest
from anxin.kernel.peers.identity import Identity, PublicKeys
from anxin.kernel.peers.models import Taken
from anxin.kernel.peers.questions import LARGEST, Unanswerable, read_object
from anxin.kernel.peers.receiving import keep, read_page
from anxin.kernel.peers.records import canonical
from anxin.kernel.peers.telling import to_tell

PATH = "/peers/1"
MOST_PAGES = 10_000
LONGEST_FAULT = 300
HEARD = ("not-given", "over", "not-shared")

Post = Callable[[str, bytes], bytes]
Progress = Callable[[int], None]


class NoAnswer(Exception):
    """Nothing came back that could be used; asking again later is right. The message says why."""


@dataclass
class Line:
    """One conversation with a peer: who asks, whom, how, and what it cost."""

    taken: Taken
    identity: Identity
    post: Post
    at: datetime
    messages: int = 0
    octets: int = 0

    @property
    def keys(self) -> PublicKeys:
        return PublicKeys.read(self.taken.peer.keys)

    def ask(self, **question: Any) -> dict[str, Any]:
        """Raises NoAnswer: nothing came, or nothing that the peer made for this question; Unanswerable: the peer says
        why it does not answer."""
        body = {"set": self.taken.dataset, "sent": self.at.isoformat(), **question}
        message = closed(canonical(body), by=self.identity, to=self.keys)
        answered = self.post(self.taken.peer.address + PATH, message)
        try:
            content = opened(answered, by=self.identity, sender=self.keys, bound=question_digest(message))
        except Unopened as fault:
            raise NoAnswer(str(fault)) from None
        held = read_object(content)
        if "error" in held:
            raise Unanswerable(str(held["error"])[:40], str(held.get("why", ""))[:LONGEST_FAULT])
        return held


def pull(taken: Taken, *, at: datetime, post: Post, identity: Identity, progress: Progress | None = None) -> int:
    """Read the feed to its end; how many records changed here. Raises NoAnswer, Unanswerable; what was read until then
    is kept, and the fault with it."""
    line, changed = Line(taken, identity, post, at), 0
    Taken.objects.filter(pk=taken.pk).update(asked_at=at)
    try:
        for _page in range(MOST_PAGES):
            before = (taken.after, taken.after_left)
            changed += _page_of(line)
            if progress is not None:
                progress(changed)
            if (taken.after, taken.after_left) == before:  # the page before was acknowledged by asking beyond it
                break
    except (NoAnswer, Unanswerable) as fault:
        Taken.objects.filter(pk=taken.pk).update(fault=str(fault)[:LONGEST_FAULT])
        raise
    Taken.objects.filter(pk=taken.pk).update(fault="")
    return changed


def _page_of(line: Line) -> int:
    """Ask for a page and keep it together with the place up to which it reaches; how many records changed."""
    taken = line.taken
    taken.refresh_from_db()
    told = to_tell(taken)
    try:
        answer = line.ask(ask="feed", after=taken.after, after_left=taken.after_left, **told.written)
    except Unanswerable as fault:
        if fault.code in HEARD:
            told.mark(at=line.at)  # it was heard before the peer said that nothing is given any more
        raise
    page = read_page(answer, dataset=taken.dataset, keys=line.keys)
    after, after_left = _place(answer, "after"), _place(answer, "after_left")
    with transaction.atomic():
        held = Taken.objects.select_for_update(of=("self",)).select_related("peer").get(pk=taken.pk)
        held.about = answer["about"] if isinstance(answer.get("about"), dict) else {}
        held.rules = str(answer.get("rules", ""))[:64]
        held.answered_at = line.at
        changed = keep(held, page, pair=line.identity.pair(line.keys), at=line.at)
        held.after, held.after_left = after, after_left
        held.save(update_fields=["about", "rules", "answered_at", "after", "after_left"])
        told.mark(at=line.at)
    taken.refresh_from_db()
    return changed


def _place(answer: dict[str, Any], name: str) -> int:
    """Taken as the peer says it: one that was restored from a backup begins earlier again."""
    place = answer.get(name)
    if type(place) is not int or not 0 <= place <= LARGEST:
        raise Unanswerable("form", f"{name}: a number expected")
    return place
