"""Whether an entry of a list is the firm: decided by nomenklatura's `logic-v2`, which says why
(https://github.com/opensanctions/nomenklatura). Our own comparison finds and orders candidates; as a judge of one pair
logic-v2 is the better one (F1 .893 beside .847 on its published cases), and what screens elsewhere says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from anxin.firms.records import FORMER, LEGAL, Firm

SAME = 0.7
"""Score from which its authors take two for the same."""
PROPERTIES = {LEGAL: "name", FORMER: "previousName"}
NUMBERS = {"lei": "leiCode", "register": "registrationNumber", "vat": "vatCode", "tax": "taxNumber"}
_serial = count()


@dataclass(frozen=True)
class Verified:
    """`score`: 0 to 1. `because`: features that counted, with score and what was compared."""

    score: float
    because: tuple[tuple[str, float, str], ...]


def verify(firm: Firm, entry: Firm) -> Verified:
    """Compare two records. Takes some seconds the first time in a process: it loads its models."""
    algorithm, config = _algorithm()
    found = algorithm.compare(_entity(firm), _entity(entry), config)
    because = [
        (name, round(float(held.score), 4), str(held.detail or ""))
        for name, held in found.explanations.items()
        if held.score
    ]
    return Verified(float(found.score), tuple(sorted(because, key=lambda one: -abs(one[1]))))


@cache
def _algorithm() -> tuple[Any, Any]:
    from nomenklatura.matching import get_algorithm  # loads models; most processes never screen

    found = get_algorithm("logic-v2")
    assert found is not None, "nomenklatura has logic-v2"
    return found, found.default_config()


def _entity(firm: Firm) -> Any:
    """A new id each time: its analysed names are kept by id."""
    from followthemoney import model  # as above

    entity = model.make_entity("Company")
    entity.id = f"{next(_serial)}"
    for name in firm.names:
        entity.add(PROPERTIES.get(name.kind, "alias"), name.value)
    if firm.country:
        entity.add("country", firm.country.lower())
    for key, theirs in NUMBERS.items():
        if firm.identifiers.get(key):
            entity.add(theirs, firm.identifiers[key], quiet=True)
    return entity
