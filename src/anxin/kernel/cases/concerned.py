"""Whom the effects of a case are about: held before the first line of an act is written.

An act writes its event with a line of the journal, and then its effects change the files of people. Everybody else
takes a person first and the journal next, so a case that came to the person last would wait in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anxin.kernel.cases.matter import Deed, Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.parties.actions import lock_parties
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.queries import party_by_number

MOVES = frozenset({Deed.START_AFFILIATION, Deed.END_AFFILIATION, Deed.TRANSFER_AFFILIATION})
CHANGES_A_FILE = MOVES | {Deed.RECORD_EVIDENCE, Deed.ISSUE_CARD}


def changes_files(asks: Matter) -> bool:
    """Whether an effect of the matter may change the file of somebody a question names, or of the requester."""
    return any(one.do in CHANGES_A_FILE for one in asks.effects)


def lock_people(case: Case, asks: Matter, said: Mapping[str, Any]) -> None:
    """Queue for everybody this case may change the file of, in the order of their ids. `said`: the answers by the names
    effects have for them ("form.<question>", "answer.<question>")."""
    people = {case.record.party_id} if case.record is not None else set()
    for effect in asks.effects:
        if effect.do in CHANGES_A_FILE:
            number = said.get(effect.values.get("person", ""))
            typed = str(number or "").strip().upper()
            named = party_by_number(Scheme.IDENTITY_NUMBER, typed) if typed else case.requester
            people |= {named.pk} if named is not None else set()
    if people:
        lock_parties(people)
