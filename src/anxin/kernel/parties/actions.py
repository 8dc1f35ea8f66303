"""Writing parties: enter, register, start and end an affiliation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.closing import refuse_closed
from anxin.kernel.parties.identifiers import CHECKS, Scheme, mask
from anxin.kernel.parties.models import Affiliation, Identifier, Party, PartyKind, Registration
from anxin.kernel.parties.sealing import blind_index, phone_index, seal


def identifier_row(party: Party, scheme: Scheme, number: str) -> Identifier:
    """An unsaved, sealed identifier of a checked number."""
    return Identifier(
        party=party,
        scheme=scheme,
        sealed=seal(number, context=scheme),
        blind_index=blind_index(scheme, number),
        masked=mask(number),
    )


@transaction.atomic
def enter_party(
    *,
    by: Actor,
    at: datetime,
    kind: PartyKind,
    name: str,
    area: str,
    scheme: Scheme,
    number: str,
    phone: str = "",
    address: str = "",
) -> Party:
    """Enter a party under a checked number. `Invalid` if the number is wrong, `Conflict` if it is taken."""
    checked = CHECKS[scheme](number)
    party = Party(kind=kind, name=name.strip(), area=area, created_at=at)
    party.phone_sealed = seal(phone, context="phone") if phone else ""
    party.phone_index = phone_index(phone)
    party.address_sealed = seal(address, context="address") if address else ""
    party.save()
    try:
        with transaction.atomic():
            identifier_row(party, scheme, checked).save()
    except IntegrityError:
        raise Conflict(
            _("This number is already entered for another party."),
            why=_("One number belongs to one party."),
            todo=_("Search by the number first, then add what is missing."),
        ) from None
    journal.write(by=by, at=at, act="party.enter", subjects=[party.public_id], detail={"kind": kind})
    return party


@transaction.atomic
def enter_unnumbered(*, by: Actor, at: datetime, name: str, area: str) -> Party:
    """Enter an organisation that has no number of its own, such as a list that an authority keeps."""
    party = Party.objects.create(kind=PartyKind.ORGANISATION, name=name.strip(), area=area, created_at=at)
    detail = {"kind": PartyKind.ORGANISATION}
    journal.write(by=by, at=at, act="party.enter", subjects=[party.public_id], detail=detail)
    return party


@transaction.atomic
def register_party(*, by: Actor, at: datetime, party: Party, pack: str, area: str) -> Registration:
    """Open a party's file under a pack. A party has one: asking again returns it."""
    lock_party(party)
    held = Registration.objects.filter(party=party, pack=pack).first()
    if held is not None:
        return held
    made = Registration.objects.create(
        party=party,
        pack=pack,
        area=area,
        number=file_number(area, party.pk),
        registered_at=at,
        registered_by=by.label,
    )
    journal.write(by=by, at=at, act="party.register", subjects=[party.public_id], detail={"pack": pack, "area": area})
    return made


def file_number(area: str, party_id: int) -> str:
    """County code and the party's row number: unique without a counter that writers would queue for."""
    return f"{area}-{party_id:07d}"


def lock_party(party: Party) -> None:
    """Queue behind any other act on this party until the transaction ends. Rows that only name it (an account that is
    opened for it while a book is held) do not queue: on PostgreSQL the lock leaves the key alone. `Conflict` for one
    that is merged into another: what is done now belongs to that other."""
    held = Party.objects.select_for_update(no_key=True).only("pk", "merged_into").get(pk=party.pk)
    if held.merged_into_id is not None:
        raise Conflict(
            _("This file was merged into another one."),
            why=_("Both were found to be of the same person or organisation."),
            todo=_("Look it up again by its number: that leads to the file that is kept."),
        )


def lock_parties(party_ids: Iterable[int] | None) -> None:
    """Queue behind any other act on these parties (None: on all persons), always in the order of their ids, so that
    two lockers cannot wait for each other."""
    held = Party.objects.select_for_update(no_key=True).order_by("pk")
    if connection.features.has_select_for_update:  # SQLite: the transaction already holds the one write lock
        chosen = held if party_ids is None else held.filter(pk__in=list(party_ids))
        for _row in chosen.values_list("pk", flat=True).iterator(chunk_size=5000):
            pass


@transaction.atomic
def start_affiliation(
    *, by: Actor, at: datetime, party: Party, organisation: Party, role: str, started_on: date
) -> Affiliation:
    """Let a party belong to an organisation. One at a time: `Conflict` while another is open or overlaps.

    Source of the rule: Jiaxing 2020-12-20, one worker, one agency; leave the first in the system before the next.
    """
    lock_party(party)
    _refuse_overlap(party, role, started_on)
    try:
        with transaction.atomic():
            made = Affiliation.objects.create(
                party=party,
                organisation=organisation,
                role=role,
                started_on=started_on,
                slot=slot_of(party.pk, role),
                recorded_at=at,
                recorded_by=by.label,
            )
    except IntegrityError:
        raise _still_with_another() from None
    refuse_closed(organisation, started_on)
    journal.write(
        by=by,
        at=at,
        act="affiliation.start",
        subjects=[party.public_id],
        detail={"role": role, "organisation": organisation.public_id, "from": started_on.isoformat()},
    )
    return made


def slot_of(party_id: int, role: str) -> str:
    return f"{party_id}:{role}"


def _refuse_overlap(party: Party, role: str, started_on: date) -> None:
    for held in Affiliation.objects.filter(party=party, role=role):
        if held.ended_on is None:
            raise _still_with_another()
        if held.ended_on >= started_on:
            raise Conflict(
                _("The start lies before the end of the time with the agency before."),
                why=_("The agency before recorded %(day)s as the last day.") % {"day": held.ended_on},
                todo=_("Check the start, or ask the agency before to correct its last day."),
            )


def _still_with_another() -> Conflict:
    return Conflict(
        _("This person is still entered with an agency."),
        why=_("A worker is with one agency at a time."),
        todo=_("The old agency records the exit first; then the code is issued anew."),
    )


@transaction.atomic
def end_affiliation(
    *, by: Actor, at: datetime, affiliation: Affiliation, ended_on: date, reason: str = ""
) -> Affiliation:
    """Let a party leave, last day `ended_on` (inclusive)."""
    lock_party(affiliation.party)
    held = Affiliation.objects.get(pk=affiliation.pk)
    if held.ended_on is not None:
        raise Conflict(
            _("This person has already left this agency."),
            why=_("The last day was %(day)s.") % {"day": held.ended_on},
        )
    if ended_on < held.started_on:
        raise Invalid(
            _("The last day lies before the first."),
            field="ended_on",
            read=str(ended_on),
            allowed=_("%(day)s or later") % {"day": held.started_on},
        )
    held.ended_on, held.slot, held.end_reason = ended_on, None, reason[:200]
    held.end_recorded_at, held.end_recorded_by = at, by.label
    held.save()
    journal.write(
        by=by,
        at=at,
        act="affiliation.end",
        subjects=[held.party.public_id],
        detail={
            "role": held.role,
            "organisation": held.organisation.public_id,
            "until": ended_on.isoformat(),
        },
    )
    return held


@transaction.atomic
def transfer_affiliation(
    *, by: Actor, at: datetime, affiliation: Affiliation, to: Party, first_day: date, reason: str = ""
) -> Affiliation:
    """Let a party go from one organisation to another as one act: with the first up to the day before `first_day`, with
    the other from that day. On no day with both, on no day with neither.

    Raises Conflict where the party has left meanwhile or is there already, Invalid for a first day that is too early.
    """
    lock_party(affiliation.party)
    held = Affiliation.objects.select_related("party", "organisation").get(pk=affiliation.pk)
    if held.ended_on is not None:
        raise Conflict(
            _("This person has left there already."), why=_("The last day was %(day)s.") % {"day": held.ended_on}
        )
    if held.organisation_id == to.pk:
        raise Conflict(_("This person is there already."), todo=_("Look at the person's file."))
    if first_day <= held.started_on:
        raise Invalid(
            _("The first day there lies before the first day here."),
            field="first_day",
            read=str(first_day),
            allowed=_("%(day)s or later") % {"day": held.started_on + timedelta(days=1)},
        )
    slot, last_day = held.slot, first_day - timedelta(days=1)
    held.ended_on, held.slot, held.end_reason = last_day, None, reason[:200]
    held.end_recorded_at, held.end_recorded_by = at, by.label
    held.save()
    made = Affiliation.objects.create(
        party=held.party,
        organisation=to,
        role=held.role,
        started_on=first_day,
        slot=slot,
        recorded_at=at,
        recorded_by=by.label,
    )
    refuse_closed(to, first_day)
    journal.write(
        by=by,
        at=at,
        act="affiliation.transfer",
        subjects=[held.party.public_id],
        detail={
            "role": held.role,
            "organisation": held.organisation.public_id,
            "to": to.public_id,
            "from": first_day.isoformat(),
        },
    )
    return made
