"""Keeping what a service declares of its schemes: a changed one is a new version, and claims under way keep theirs."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import queries as ledger
from anxin.kernel.ledger.terms import Owner
from anxin.kernel.ledger.units import Unit
from anxin.modules.benefits.models import Claim, Enrolment, SchemeVersion
from anxin.modules.benefits.terms import PAYMENT, Scheme, written


def name_of(scheme: Scheme) -> str:
    return f"{scheme.pack}/{scheme.slug}"


def fingerprint(scheme: Scheme) -> str:
    """SHA-256 of the scheme as kept."""
    return hashlib.sha256(written(scheme).encode()).hexdigest()


@transaction.atomic
def keep_scheme(*, by: Actor, at: datetime, scheme: Scheme) -> SchemeVersion:
    """Keep a scheme as it is declared; one that is in force as it is stays. Raises Conflict where its book lacks what
    it needs."""
    require(by, Act.APPLY_PACK)
    _require_book(scheme)
    name, sha256 = name_of(scheme), fingerprint(scheme)
    held = SchemeVersion.objects.select_for_update().filter(slot=name).first()
    if held is not None and held.sha256 == sha256:
        return held
    _refuse_gone(name, scheme)
    SchemeVersion.objects.filter(slot=name).update(slot=None)
    made = SchemeVersion.objects.create(
        name=name, sha256=sha256, definition=written(scheme), applied_at=at, applied_by=by.label[:80], slot=name
    )
    journal.write(by=by, at=at, act="benefit.scheme", detail={"scheme": name, "sha256": sha256})
    return made


def _refuse_gone(name: str, scheme: Scheme) -> None:
    """A claim is decided beside the others of its cycle: what they are for stays declared."""
    items = set(Claim.objects.filter(scheme=name).values_list("item", flat=True).distinct())
    cycles = set(Enrolment.objects.filter(scheme=name).values_list("cycle", flat=True).distinct())
    gone = sorted((items - set(scheme.items)) | (cycles - set(scheme.cycles)))
    if gone:
        raise Conflict(
            _("People are enrolled in, or have claimed for, what the new declaration leaves out: %(what)s.")
            % {"what": ", ".join(gone)},
            todo=_("Leave it in; a cycle that is over takes no more rosters by itself."),
        )


def _require_book(scheme: Scheme) -> None:
    terms = ledger.terms_of(ledger.terms_named(scheme.pack, scheme.book.kind))
    lacking = [
        f"{one.slug}: {one.source} → {one.target}"
        for one in scheme.movements.values()
        if (there := terms.movements.get(one.slug)) is None or (there.source, there.target) != (one.source, one.target)
    ]
    target = terms.accounts.get(scheme.movements[PAYMENT].target)
    if target is None or target.owner is not Owner.PERSON or not target.parted:
        lacking.append(_("an account for each person and cycle that is paid to"))
    elif target.ceiling is not None and any(one.ceiling > target.ceiling for one in scheme.cycles.values()):
        lacking.append(_("a ceiling of its accounts that is not below that of a cycle"))
    if terms.unit is not Unit.FEN:
        lacking.append(_("money as its unit"))
    if lacking:
        raise Conflict(
            _("The book “%(book)s” lacks what the scheme “%(scheme)s” needs: %(what)s.")
            % {"book": scheme.book.kind, "scheme": scheme.slug, "what": ", ".join(lacking)},
            todo=_("Declare it in ledger.yaml."),
        )
