"""A root a day: signed, kept and published, so that outsiders can hold the site to its journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid
from anxin.kernel.journal import appending, chain, queries, roots
from anxin.kernel.journal.models import SignedRoot
from anxin.kernel.journal.queries import Verdict
from anxin.kernel.journal.roots import Root

ROOTS_AT_ONCE = 1000
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Signing:
    """What became of a day's root: `made` now, or before; None where nothing was written since the last."""

    root: SignedRoot | None
    made: bool


@transaction.atomic
def sign_day(*, day: date, at: datetime) -> Signing:
    """Sign the day's root over what was written since the last one, once a day. `Invalid` where the chain is broken.

    It writes no entry: the root is the record, and stands outside of what it is over.
    """
    appending.locked_head()
    last = SignedRoot.objects.order_by("seq").last()
    if last is not None and last.day >= day:
        return Signing(last, made=False)
    found = current_root(at)
    if last is not None and found.seq == last.seq:
        return Signing(None, made=False)
    line = roots.line_of(found)
    kept = SignedRoot.objects.create(day=day, seq=found.seq, hash=found.hash, line=line, signed_at=at)
    return Signing(kept, made=True)


def current_root(at: datetime) -> Root:
    """The root over what was written since the last signed one, those entries being checked. Not kept."""
    last = SignedRoot.objects.order_by("seq").last()
    start = Root(last.seq, last.hash) if last is not None else Root(0, chain.GENESIS)
    verdict, hashes = queries.verify_since(start)
    refuse_broken(verdict)
    return Root(verdict.entries, verdict.root, start.seq, chain.tree_of(hashes), roots.stamp(at))


def refuse_broken(verdict: Verdict) -> None:
    """`Invalid` for a broken chain: nothing is signed over it."""
    if not verdict.whole:
        raise Invalid(
            _("A broken journal is not signed."),
            field="journal",
            read=str(verdict.broken_at),
            todo=_("Find out what happened to that entry, with the last root that was published."),
        )


def published(*, after: int | None = None) -> list[str]:
    """The lines of the signed roots, newest last: those over entries after a number, or the newest; 1,000 at most."""
    held = SignedRoot.objects.values_list("line", flat=True)
    if after is not None and after >= LARGEST:
        return []
    if after is not None:
        return list(held.filter(seq__gt=after).order_by("seq")[:ROOTS_AT_ONCE])
    return list(held.order_by("-seq")[:ROOTS_AT_ONCE])[::-1]


def published_file(*, after: int | None = None) -> bytes:
    """The list as it is published: the key that signed it, as a remark, and the lines."""
    remark = f"# key {roots.public_key()}"
    return "".join(f"{line}\n" for line in [remark, *published(after=after)]).encode()


def newest_roots(*, most: int) -> list[SignedRoot]:
    """The newest signed roots, newest first."""
    return list(SignedRoot.objects.order_by("-seq")[:most])


def signed_up_to() -> int:
    """The last entry under a signed root; 0 before the first."""
    return SignedRoot.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def root_over(seq: int) -> SignedRoot | None:
    """The first signed root that covers an entry; None before it is signed."""
    return SignedRoot.objects.filter(seq__gte=seq).order_by("seq").first()


def read_list(text: str, *, key: str | None = None) -> list[Root]:
    """The roots of a downloaded list, each signed and each going on where the one before ended. Lines that begin with
    # are remarks. `Invalid` for a line that was changed, or one that is missing between two."""
    held = [roots.checked(line, key=key) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for before, root in pairwise(held):
        if root.after != before.seq:
            raise Invalid(
                _("A root is missing from this list, or stands in another place."),
                field="root",
                read=f"{before.seq} → {root.after}",
                allowed=_("each begins after the entry where the one before ended"),
            )
    return held
