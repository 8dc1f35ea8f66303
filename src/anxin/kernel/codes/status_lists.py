"""Signing status lists when they are asked for: what changed is folded in, the list is signed once and served until
something changes again, half of its life is over, or the day turns.

A change shows within a minute: it waits for at most 15 seconds until the next signing, and what was fetched before is
fresh for 30. The first signing of a day also folds in whoever's outcome ended with the day before, decided afresh:
a night in which `anxin tick` did not run leaves nobody green.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.credentials import SigningKey, Status, Use, issue_status_list
from anxin.credentials.status_list import get_status, set_statuses
from anxin.kernel.codes import keys, status
from anxin.kernel.codes.key_files import KeyFault
from anxin.kernel.codes.keys import NoKey
from anxin.kernel.codes.models import Card, StatusChange, StatusShard
from anxin.kernel.codes.places import CHANCE, decoy_status, decoys
from anxin.kernel.errors import NotFound

LIFE = timedelta(hours=24)
PAST_MIDNIGHT = timedelta(minutes=60)  # colours change with the day: yesterday's list outlives it by this much
SIGN_EVERY = timedelta(seconds=15)
LEEWAY = timedelta(seconds=60)
FRESH_SECONDS = 30  # `ttl`, and max-age over HTTP
MOST_DECOYS = 64

log = logging.getLogger("anxin.codes")


@dataclass(frozen=True)
class Signed:
    """A list as it is served. Moments are whole seconds."""

    number: int
    token: bytes
    issued_at: datetime
    expires_at: datetime

    @property
    def half(self) -> datetime:
        return self.issued_at + (self.expires_at - self.issued_at) / 2


@dataclass(frozen=True)
class _Kept:
    """What the database holds of a list, and whether changes wait."""

    pk: int
    signed: Signed | None
    waiting: bool


def list_numbers() -> list[int]:
    """The lists there are."""
    return list(StatusShard.objects.order_by("number").values_list("number", flat=True))


def list_address(number: int) -> str:
    return f"{keys.origin()}/s/{number}"


def signed_list(number: int, at: datetime) -> Signed:
    """The list to serve at a moment, signed anew if it is time. `NotFound` for no such list; `NoKey` or `KeyFault`
    where it cannot be signed and the one signed last is out of date."""
    kept = _kept(number)
    if kept.signed is not None and not _is_due(kept, at):
        return kept.signed
    try:
        return _sign_anew(kept, number, at)
    except (NoKey, KeyFault) as fault:
        if kept.signed is None or at >= kept.signed.expires_at:
            raise
        log.error("Status list %s cannot be signed anew: %s", number, fault.what)
        return kept.signed


def _kept(number: int) -> _Kept:
    waiting = Exists(StatusChange.objects.filter(shard=OuterRef("pk")))
    columns = ("pk", "signed", "signed_at", "signed_until", "waiting")
    row = StatusShard.objects.filter(number=number).annotate(waiting=waiting).values_list(*columns).first()
    if row is None:
        raise NotFound(_("There is no such status list."), todo=_("Take its address from a card, or from /s."))
    pk, token, issued, expires, waits = row
    signed = Signed(number, bytes(token), issued, expires) if token and issued and expires else None
    return _Kept(pk, signed, bool(waits))


def _is_due(kept: _Kept, at: datetime) -> bool:
    signed = kept.signed
    if signed is None or at >= signed.half or _day(at) > _day(signed.issued_at) or _lies_ahead(signed.issued_at, at):
        return True
    return kept.waiting and not timedelta(0) <= at - signed.issued_at < SIGN_EVERY


def _lies_ahead(issued: datetime, at: datetime) -> bool:
    """A demonstration lives through its day again: what was signed later on that day is not believed yet. On a real
    site no list goes back, whatever its clock does."""
    return issued > at + LEEWAY and keys.has_own_root()


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


@transaction.atomic
def _sign_anew(kept: _Kept, number: int, at: datetime) -> Signed:
    """Fold and sign; of many who come at once the first does it, and the others find it done."""
    shard = StatusShard.objects.select_for_update(no_key=True).get(pk=kept.pk)
    token, signed_at, until = shard.signed, shard.signed_at, shard.signed_until
    if token and signed_at and until:
        now = _Kept(kept.pk, Signed(number, bytes(token), signed_at, until), waiting=True)
        if now.signed is not None and not _is_due(now, at):
            return now.signed
    new_day = shard.signed_at is None or _day(at) != _day(shard.signed_at)
    packed = _folded(shard, at, new_day=new_day)
    before = shard.signed_at
    signed = sign(number, packed, at, after=None if before and _lies_ahead(before, at) else before)
    shard.packed, shard.signed = packed, signed.token
    shard.signed_at, shard.signed_until = signed.issued_at, signed.expires_at
    shard.save(update_fields=["packed", "signed", "signed_at", "signed_until"])
    return signed


def sign(
    number: int, packed: bytes, at: datetime, *, after: datetime | None = None, key: SigningKey | None = None
) -> Signed:
    """Sign a list; its moment is later than `after`, the one before, whatever the clock says."""
    issued = max(keys.seconds(at), keys.seconds(after) + 1 if after else 0)
    key = key or keys.signing_key(Use.STATUS, at, life=LIFE)
    expires = min(keys.seconds(_ends(keys.moment(issued))), key.listed.not_after)
    token = issue_status_list(
        key, uri=list_address(number), packed=packed, issued_at=issued, expires=expires, ttl=FRESH_SECONDS
    )
    return Signed(number, token, keys.moment(issued), keys.moment(expires))


def _ends(issued: datetime) -> datetime:
    """24 hours on, or an hour after Shanghai's midnight if that is sooner."""
    here = timezone.localtime(issued)
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo)
    return min(here + LIFE, midnight + PAST_MIDNIGHT).astimezone(UTC)


def _folded(shard: StatusShard, at: datetime, *, new_day: bool) -> bytes:
    """The list with every change that waits, and with whoever is due; the changes are done with."""
    waiting = list(shard.changes.order_by("pk").values_list("pk", "index", "status"))
    packed = bytearray(shard.packed)
    set_statuses(packed, ((index, Status(value)) for _pk, index, value in waiting))
    changed = sorted({index for _pk, index, _value in waiting})
    if changed:
        _move_decoys(shard, packed, min(len(changed), MOST_DECOYS))
    set_statuses(packed, _due(shard, at, None if new_day else changed))
    for start in range(0, len(waiting), status.BATCH):  # by id: one that came in meanwhile waits for the next signing
        StatusChange.objects.filter(pk__in=[pk for pk, _i, _s in waiting[start : start + status.BATCH]]).delete()
    return bytes(packed)


def _due(shard: StatusShard, at: datetime, among: list[int] | None) -> Iterator[tuple[int, Status]]:
    """Whoever's kept outcome is over, decided for today; `among` these places, or on the whole list."""
    on = timezone.localtime(at).date()
    cards = Card.objects.filter(shard=shard)
    if among is None:
        yield from status.statuses(status.due(cards, on=on), on=on)
        return
    for start in range(0, len(among), status.BATCH):
        some = cards.filter(index__in=among[start : start + status.BATCH])
        yield from status.statuses(status.due(some, on=on), on=on)


def _move_decoys(shard: StatusShard, packed: bytearray, how_many: int) -> None:
    """Change some places of nobody's as well: who watches a list cannot tell which change was somebody's."""
    places = decoys(shard.number)
    set_statuses(packed, ((CHANCE.choice(places), decoy_status(shard.number)) for _one in range(how_many)))


# -------------------------------------------------------------------------------------------------- watching, checking


def signed_lists(at: datetime) -> Iterator[Signed]:
    """Every list, signed anew where it is time."""
    for number in list_numbers():
        yield signed_list(number, at)


def alarms(at: datetime) -> list[str]:
    """A sentence for each list that is past half of its life and still not signed anew, and for a signer that is out.
    It first asks for every list, as a reader would: one that nobody read for a while is no fault."""
    found = []
    for number in list_numbers():
        try:
            signed = signed_list(number, at)
        except (NoKey, KeyFault) as fault:
            found.append(_("Status list %(number)s is out of date: %(why)s") % {"number": number, "why": fault.what})
            continue
        if signed.issued_at > at + LEEWAY:
            found.append(_("Status list %(number)s lies ahead of the clock: set the clock.") % {"number": number})
        if at >= signed.half:
            minutes = int((signed.expires_at - at).total_seconds() // 60)
            found.append(
                _("Status list %(number)s is not signed anew; readers trust it for %(minutes)s minutes more.")
                % {"number": number, "minutes": minutes}
            )
    try:
        keys.signing_key(Use.STATUS, at, life=LIFE)
    except (NoKey, KeyFault) as fault:
        found.append(_("The signer is out: %(why)s") % {"why": f"{fault.what} {fault.why}"})
    return found


@dataclass(frozen=True)
class Difference:
    """A place whose list says something else than its card's outcome, recomputed, gives."""

    number: int
    index: int
    listed: Status
    expected: Status


def differences(at: datetime) -> Iterator[Difference]:
    """Every card recomputed and compared with its list and the changes that wait for it. Decoys are nobody's."""
    on = timezone.localtime(at).date()
    for shard in StatusShard.objects.order_by("number"):
        packed = bytearray(shard.packed)
        waiting = shard.changes.order_by("pk").values_list("index", "status")
        set_statuses(packed, ((index, Status(value)) for index, value in waiting))
        for index, expected in status.statuses(Card.objects.filter(shard=shard), on=on):
            listed = get_status(packed, index)
            if listed != expected:
                yield Difference(shard.number, index, listed, expected)


@transaction.atomic
def mend(*, at: datetime, found: list[Difference]) -> None:
    """Note what was recomputed for the next signing. It sets nothing: the outcome says what is right."""
    ids = dict(StatusShard.objects.values_list("number", "pk"))
    status.note(((ids[one.number], one.index, one.expected) for one in found), at=at)


def rebuilt(shard: StatusShard, at: datetime) -> bytes:
    """The list computed from outcomes alone, on the ground of free places and decoys as they are."""
    packed = bytearray(shard.packed)
    on = timezone.localtime(at).date()
    set_statuses(packed, status.statuses(Card.objects.filter(shard=shard), on=on))
    return bytes(packed)
