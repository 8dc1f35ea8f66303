"""Acts on the issuer's keys: pin a root, make a key, have the list signed, take it in, withdraw a key.

The root signs on a machine of its own: `signing_request` goes there as text, `sign_request` runs there without any
database, `take_key_list` brings the list back.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.credentials import (
    ES256,
    Algorithm,
    Rejected,
    Root,
    SigningKey,
    Use,
    VerificationKey,
    new_signing_key,
    read_key_list,
)
from anxin.credentials.keys import MOST_KEYS
from anxin.kernel.codes import key_files, keys
from anxin.kernel.codes.models import IssuerKey, IssuerKeyList
from anxin.kernel.codes.root_signing import request_text, sign_request
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor

KEY_LIFE = timedelta(days=730)  # a card lives for a year at most: a key signs cards for one year, and outlives them
ALL_USES = tuple(Use)


@transaction.atomic
def trust_root(*, by: Actor, at: datetime, line: str) -> Root:
    """Pin a root by its public line: its lists are believed, new keys get their ids under it. The last one counts."""
    root = key_files.read_root_line(line)
    held = keys.pinned_roots()
    if root.kid not in {one.kid for one in held}:
        written = "".join(f"{key_files.root_line(one)}\n" for one in (*held, root))
        journal.write(by=by, at=at, act="keys.trust", detail={"root": root.kid.hex()})
        key_files.replace(keys.folder() / keys.ROOTS, written.encode(), mode=0o644)
    return root


@transaction.atomic
def make_key(
    *,
    by: Actor,
    at: datetime,
    algorithm: Algorithm = ES256,
    uses: Iterable[Use] = ALL_USES,
    life: timedelta = KEY_LIFE,
) -> IssuerKey:
    """A new signing key under the newest pinned root. It signs once the root has listed it."""
    roots = keys.pinned_roots()
    if not roots:
        raise keys.NoKey(
            _("No root is pinned on this site."),
            why=_("A key's id begins with its root's."),
            todo=_("Make a root on another machine (`anxin keys root`), then `anxin keys trust` its public file here."),
        )
    made = _fresh(roots[-1], algorithm, at, life, tuple(uses))
    known = made.listed
    row = IssuerKey.objects.create(
        kid=known.kid.hex(),
        algorithm=algorithm.number,
        public=key_files.written_key(known.cose_key),
        uses=sorted(known.uses),
        not_before=keys.moment(known.not_before),
        not_after=keys.moment(known.not_after),
        made_at=at,
    )
    journal.write(by=by, at=at, act="keys.new", detail={"key": row.kid, "algorithm": algorithm.name})
    # Last: a file without a row is a key that nobody lists; a row without its file could not be told from a lost one.
    key_files.write_private(
        keys.key_path(row.kid), made.private, algorithm, keys.passphrase(), title=f"signing key {row.kid}"
    )
    return row


def _fresh(root: Root, algorithm: Algorithm, at: datetime, life: timedelta, uses: tuple[Use, ...]) -> SigningKey:
    """A key whose id (two octets of its own) no other key of this site has."""
    while True:
        made = new_signing_key(
            root=root,
            algorithm=algorithm,
            private=algorithm.generate(),
            not_before=keys.seconds(at),
            not_after=keys.seconds(at + life),
            uses=uses,
        )
        kid = made.listed.kid.hex()
        if not IssuerKey.objects.filter(kid=kid).exists() and not keys.key_path(kid).exists():
            return made


def keys_to_list(at: datetime) -> list[VerificationKey]:
    """What the next list should hold: every key not withdrawn whose days are not over, of the newest root."""
    under = keys.pinned_roots()[-1].kid[:2].hex() if keys.pinned_roots() else ""
    rows = IssuerKey.objects.filter(withdrawn_at__isnull=True, not_after__gt=at, kid__startswith=under)
    return [keys.verification_key(row) for row in rows.order_by("made_at", "pk")]


def signing_request(*, at: datetime, life: timedelta = keys.LIST_LIFE) -> str:
    """What the root is asked to sign, as JSON text that a person can read."""
    wanted = keys_to_list(at)
    if not wanted:
        raise keys.NoKey(
            _("There is no key to list."),
            why=_("No key has been made, or all are withdrawn or over."),
            todo=_("Make one with `anxin keys new`."),
        )
    if len(wanted) > MOST_KEYS:
        raise Conflict(
            _("There are more than %(most)s keys.") % {"most": MOST_KEYS}, todo=_("Withdraw those not used.")
        )
    newest = keys.newest_list()
    issued = max(at, newest.issued_at + timedelta(seconds=1)) if newest else at
    return request_text(keys.origin(), wanted, issued_at=keys.seconds(issued), expires=keys.seconds(issued + life))


@transaction.atomic
def take_key_list(*, by: Actor, at: datetime, token: bytes) -> IssuerKeyList:
    """Bring a signed list in; from now on readers get it. `Conflict` for one that is not newer than the last."""
    newest = keys.newest_list()
    try:
        listed = read_key_list(
            token,
            roots=keys.pinned_roots(),
            now=keys.issued_at(token),
            seen=keys.seconds(newest.issued_at) if newest else 0,
        )
    except Rejected as fault:
        raise Invalid(
            _("This list of keys is not believed."),
            field="list",
            read=str(fault.fault),
            allowed=_("a list signed by a pinned root, newer than the last"),
            todo=_("Ask for it with `anxin keys request` again and have it signed by this site's root."),
        ) from None
    _refuse_foreign(listed.issuer, listed.keys.values())
    issued = keys.moment(listed.issued_at)
    if newest is not None and issued <= newest.issued_at:
        raise Conflict(
            _("A newer list of keys is in use already."),
            why=_("A list never goes back: a withdrawn key would come to life again."),
        )
    made = IssuerKeyList.objects.create(issued_at=issued, expires_at=keys.moment(listed.expires), token=token)
    kids = [kid.hex() for kid in listed.keys]
    IssuerKey.objects.filter(kid__in=kids, listed_at__isnull=True).update(listed_at=at)
    journal.write(by=by, at=at, act="keys.list", detail={"keys": sorted(kids), "until": listed.expires})
    return made


def _refuse_foreign(issuer: str, listed: Iterable[VerificationKey]) -> None:
    if issuer != keys.origin():
        raise Invalid(
            _("This list is for another address."), field="issuer", read=issuer, allowed=keys.origin(), todo=""
        )
    ours = {row.kid: row for row in keys.held_keys()}
    for key in listed:
        row = ours.get(key.kid.hex())
        if row is None or keys.verification_key(row) != key:
            raise Invalid(
                _("The list names a key that this site does not have."),
                field="keys",
                read=key.kid.hex(),
                allowed=_("the keys of `anxin keys list`"),
                todo=_("Look who else has the root in hand."),
            )


@transaction.atomic
def withdraw_key(*, by: Actor, at: datetime, kid: str, why: str) -> IssuerKey:
    """Sign nothing more with a key, and leave it off the next list: then all it ever signed is `key-unknown`."""
    row = IssuerKey.objects.select_for_update().filter(kid=kid.lower()).first()
    if row is None:
        raise NotFound(_("There is no key of that id."), todo=_("Take it from `anxin keys list`."))
    if row.withdrawn_at is not None:
        raise Conflict(_("This key has been withdrawn already."))
    row.withdrawn_at, row.withdrawn_why = at, why[:200]
    row.save(update_fields=["withdrawn_at", "withdrawn_why"])
    journal.write(by=by, at=at, act="keys.withdraw", detail={"key": row.kid, "why": why[:200]})
    return row


def sign_list_here(*, by: Actor, at: datetime, root: Root, private: bytes) -> IssuerKeyList:
    """Ask, sign and take in at once, where the root is at hand."""
    token = sign_request(signing_request(at=at), root=root, private=private)
    return take_key_list(by=by, at=at, token=token)


# -------------------------------------------------------------------------------------- a demonstration's own root


def keep_own_keys(*, by: Actor, at: datetime) -> None:
    """Give a demonstration root, key and list of its own, and sign the list anew when half its life is over or the
    address is another. A site with a root elsewhere is left alone. Real codes must never hang on such a root."""
    if keys.pinned_roots() and not keys.has_own_root():
        return
    secret = keys.passphrase()
    if not keys.has_own_root():
        private = ES256.generate()
        with suppress(FileExistsError):  # another process was first
            key_files.write_private(keys.own_root_path(), private, ES256, secret, title="root key of a demonstration")
    root, private = key_files.read_root(keys.own_root_path(), secret)
    trust_root(by=by, at=at, line=key_files.root_line(root))
    if not _can_sign(at):
        make_key(by=by, at=at)
    if _list_is_due(at):
        sign_list_here(by=by, at=at, root=root, private=private)


def _can_sign(at: datetime) -> bool:
    """Whether a key lasts for a card's year; with its private half, so that a restored database makes a new one."""
    rows = IssuerKey.objects.filter(withdrawn_at__isnull=True, not_before__lte=at, not_after__gt=at + KEY_LIFE / 2)
    return any(keys.has_private(row) for row in rows)


def _list_is_due(at: datetime) -> bool:
    newest = keys.newest_list()
    if newest is None:
        return True
    try:
        listed = keys.current_key_list()
    except (AnxinError, Rejected):
        return True
    wanted = {key.kid for key in keys_to_list(at)}
    half = newest.issued_at + (newest.expires_at - newest.issued_at) / 2
    return listed.issuer != keys.origin() or wanted != set(listed.keys) or at > half
