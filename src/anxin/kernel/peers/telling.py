"""What this site tells a peer with its next question: which of its values gave way to ours, and who read its people.

A field has one source. Where this site speaks for the source, its own word stands and the peer, whose value differs,
is told. Where it does not, it may state nothing: whoever tries is told whose field it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.peers.models import LookTold, OwnValue, Received, Taken
from anxin.kernel.peers.receiving import fields_of
from anxin.kernel.peers.values import closed, opened

AT_ONCE = 200
LONGEST = 400


@dataclass(frozen=True)
class ToTell:
    """What goes along with one question, and the rows that are marked once it was answered."""

    overruled: tuple[tuple[OwnValue, str], ...]
    looks: tuple[LookTold, ...]
    sources: Mapping[str, str]

    @property
    def written(self) -> dict[str, Any]:
        return {
            "overruled": [
                {
                    "ref": own.received.ref,
                    "element": element,
                    "field": own.field,
                    "source": self.sources.get(own.field, ""),
                    "value": opened(own.value),
                }
                for own, element in self.overruled
            ],
            "looks": [
                {
                    "token": look.token,
                    "ref": look.ref,
                    "at": look.at.isoformat(),
                    "who": look.who,
                    "purpose": look.purpose,
                    "fields": look.fields,
                }
                for look in self.looks
            ],
        }

    def mark(self, *, at: datetime) -> None:
        """The peer has it, in the caller's transaction."""
        for own, element in self.overruled:
            OwnValue.objects.filter(pk=own.pk).update(told=element)
        LookTold.objects.filter(pk__in=[look.pk for look in self.looks]).update(told_at=at)


def to_tell(taken: Taken) -> ToTell:
    """What the peer has not been told yet."""
    overruled = []
    if taken.speaks_for:
        for own in OwnValue.objects.filter(received__taken=taken, received__left=False).select_related("received"):
            element = bytes(own.received.element).hex()
            if own.told != element and fields_of(own.received).get(own.field) != opened(own.value):
                overruled.append((own, element))
            if len(overruled) == AT_ONCE:
                break
    looks = LookTold.objects.filter(taken=taken, told_at=None).order_by("pk")[:AT_ONCE]
    return ToTell(tuple(overruled), tuple(looks), sources(taken))


def sources(taken: Taken) -> dict[str, str]:
    """Field → its one source, as the peer declares it."""
    held = taken.about.get("fields", {})
    return {slug: str(one.get("source", "")) for slug, one in held.items() if isinstance(one, dict)}


@transaction.atomic
def state(*, by: Actor, at: datetime, received: Received, field: str, value: str | None) -> OwnValue:
    """This site's own word on a field whose source it speaks for. `Refused` for a field of another source."""
    require(by, Act.ENTER_EVIDENCE)
    held = sources(received.taken)
    if field not in held:
        raise Invalid(_("The dataset has no such field."), field="field", read=field[:40], allowed=", ".join(held))
    if held[field] not in received.taken.speaks_for:
        title = received.taken.about["fields"][field].get("source_title") or [held[field]]
        raise Refused(
            _("This field has another source."),
            rule="dataset.one-source",
            why=_("It is stated by: %(source)s.") % {"source": title[0]},
            todo=_("If the value is wrong, report it there: what is corrected at the source reaches everybody."),
        )
    if value is not None and len(value) > LONGEST:
        raise Invalid(_("The value is too long."), field="value", allowed=str(LONGEST))
    values = {"value": closed(value), "stated_at": at, "stated_by": by.label[:80], "told": ""}
    own, _new = OwnValue.objects.update_or_create(received=received, field=field, defaults=values)
    detail = {"peer": received.taken.peer.slug, "dataset": received.taken.dataset, "field": field}
    journal.write(by=by, at=at, act="peer.state", detail=detail)
    return own


def note_looks(
    taken: Taken, refs: Iterable[str], *, at: datetime, who: str, purpose: str, fields: Iterable[str]
) -> None:
    """Somebody here read these records, in the caller's transaction: the peer is told with the next question."""
    listed = sorted(set(fields))
    LookTold.objects.bulk_create(
        LookTold(
            taken=taken,
            token=secrets.token_hex(16),
            ref=ref,
            at=at,
            who=who[:80],
            purpose=purpose[:60],
            fields=listed,
        )
        for ref in refs
    )
