"""Finding the person a command is about."""

from __future__ import annotations

from datetime import date

from anxin.cli.site import day_of, now, operator, signed_in
from anxin.kernel.access import actions as gate
from anxin.kernel.access.actions import Opened
from anxin.kernel.access.rules import Purpose, duty_of
from anxin.kernel.errors import NotFound
from anxin.kernel.outcomes import queries as outcomes
from anxin.kernel.outcomes.derivation import DerivationFile, derivation_of_day, derivation_of_outcome
from anxin.kernel.outcomes.queries import Explained
from anxin.kernel.parties.queries import registrations

FIELDS = ("masked_name", "masked_number", "outcome", "items")


def public_id_of(named: str, *, pack: str) -> str:
    """The public id itself, or the one behind a file number."""
    held = registrations(pack).filter(number=named).select_related("party").first()
    return held.party.public_id if held else named.lower()


def explained(named: str, *, pack: str, day: date, area: str | None) -> tuple[Opened, Explained]:
    """Open the person through the gate and decide them for a day; `NotFound` where nothing decides."""
    opened = gate.open_party(
        by=operator(),
        at=now(),
        pack=pack,
        public_id=public_id_of(named, pack=pack),
        purpose=Purpose.SUPERVISION,
        fields=FIELDS,
    )
    found = outcomes.explain(opened, pack, as_of=day, area=area)
    if found is None:
        raise NotFound(
            "There is no outcome for that day.",
            why="The person has no file under the pack, or no rule set was in force for the area.",
            todo="Ask for a later day with --as-of, or name another pack.",
        )
    return opened, found


def derivation(named: str, *, pack: str, as_of: str | None, number: int | None, user: str | None) -> DerivationFile:
    """Open the person through the gate and write the derivation of the present outcome, of an earlier one by its
    number, or of a day."""
    by = signed_in(user) if user else operator()
    opened = gate.open_party(
        by=by,
        at=now(),
        pack=pack,
        public_id=public_id_of(named, pack=pack),
        purpose=duty_of(by),
        fields=("derivation", "outcome", "history"),
    )
    if as_of is not None:
        return derivation_of_day(opened, pack, as_of=day_of(as_of))
    held = outcomes.recorded(opened, pack, number=number)
    return derivation_of_outcome(opened, held)
