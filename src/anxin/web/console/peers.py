"""Other platforms that hold the same as this one: how each stands, the last proof, and comparing now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.adapters.peers import post
from anxin.kernel.access.rules import Act
from anxin.kernel.datasets.catalogue import dataset as declared
from anxin.kernel.errors import AnxinError
from anxin.kernel.peers import queries
from anxin.kernel.peers.asking import NoAnswer
from anxin.kernel.peers.comparing import CHANGED, EXTRA, MISSING
from anxin.kernel.peers.comparing import reconcile as compare
from anxin.kernel.peers.identity import PublicKeys, own
from anxin.kernel.peers.models import Certificate, Peer, Reconciliation, Share, Taken
from anxin.kernel.peers.queries import Standing
from anxin.kernel.peers.questions import Unanswerable
from anxin.proofs.certificates import read
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.peer_words import fault_word

LISTED = 50


@dataclass(frozen=True)
class Line:
    """A dataset between this site and a peer. `within`: how fast 99 of 100 leavings arrived; None where none did."""

    standing: Standing
    title: str
    within: str
    root: str
    differences: list[tuple[str, str]]
    found: str
    fault: str


@dataclass(frozen=True)
class Shown:
    peer: Peer
    fingerprint: str
    lines: list[Line]


@require_safe
@desk(Act.RECONCILE)
def peers(request: DeskRequest) -> HttpResponse:
    """Every peer with its datasets, the newest certificates, and this site's own fingerprint."""
    shown = [_shown(peer, request.at) for peer in queries.peers()]
    certificates = [(one, _root(one)) for one in queries.certificates()[:LISTED]]
    held = {"peers": shown, "certificates": certificates, "own": own().public.fingerprint}
    return render(request, "console/peers.html", held)


@require_POST
@desk(Act.RECONCILE)
def reconcile_peer(request: DeskRequest, peer: str, dataset: str) -> HttpResponse:
    """Compare a dataset with the peer it is taken from, mend what differs here, and sign."""
    taken = queries.taken_from(queries.peer_named(peer), dataset)
    try:
        made = compare(taken, by=request.actor, at=request.at, post=post, identity=own())
    except (NoAnswer, Unanswerable) as fault:
        messages.error(request, _("The peer gave no answer that counts: %(why)s.") % {"why": fault_word(str(fault))})
    else:
        _say(request, made)
    return redirect("console:peers")


def _say(request: DeskRequest, made: Reconciliation) -> None:
    if made.certificate is None:
        messages.warning(request, _("Both sides are not equal yet: something changed while they were compared."))
        return
    messages.success(request, _("Equal: %(count)s records, signed by both.") % {"count": made.certificate.count})


def _shown(peer: Peer, at: datetime) -> Shown:
    shares = {one.dataset: one for one in queries.all_shares() if one.peer_id == peer.pk}
    takens = {one.dataset: one for one in queries.all_taken() if one.peer_id == peer.pk}
    lines = [
        _line(one, shares.get(one.dataset) if one.given else None, takens.get(one.dataset), at)
        for one in queries.standings(peer)
    ]
    return Shown(peer, PublicKeys.read(peer.keys).fingerprint, lines)


def _line(standing: Standing, share: Share | None, taken: Taken | None, at: datetime) -> Line:
    took = queries.left_within(share, at=at) if share is not None else None
    if took is None and taken is not None:
        took = queries.arrived_within(taken, at=at)
    made = standing.reconciliation
    listed = [(one["ref"], _what(one["what"])) for one in made.differences[:LISTED]] if made is not None else []
    return Line(
        standing=standing,
        title=_title(standing, taken, at.date()),
        within=_duration(took) if took is not None else "",
        root=_root(standing.certificate) if standing.certificate is not None else "",
        differences=listed,
        found=_found(made) if made is not None else "",
        fault=fault_word(standing.fault),
    )


def _title(standing: Standing, taken: Taken | None, on: date) -> str:
    """What the dataset is called: by its declaration here, or as the peer that gives it says."""
    titles: list[str] = []
    if standing.given:
        try:
            title = declared(standing.dataset, on=on).title
            titles = [title.zh, title.en]
        except AnxinError:  # declared no more; it is named by its slug until the share is ended
            titles = []
    elif taken is not None and isinstance(taken.about.get("title"), list):
        titles = [str(one) for one in taken.about["title"]]
    if len(titles) != 2:
        return standing.dataset
    return titles[0] if (get_language() or "").startswith("zh") else titles[1]


def _root(certificate: Certificate) -> str:
    return read(certificate.body.encode()).root.hex()


def _what(word: str) -> str:
    words = {MISSING: _("was missing here"), EXTRA: _("was here and not there"), CHANGED: _("was different")}
    return words.get(word, word)


def _found(made: Reconciliation) -> str:
    often = Counter(one["what"] for one in made.differences)
    if not often:
        return _("no difference")
    return " · ".join(f"{_what(word)} {often[word]}" for word in (MISSING, EXTRA, CHANGED) if often[word])


def _duration(took: timedelta) -> str:
    seconds = max(1, round(took.total_seconds()))
    if seconds < 120:
        return ngettext("%(number)s second", "%(number)s seconds", seconds) % {"number": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
