"""What a module does when a pack is applied, and what it says of it beforehand.

A module adds its functions in `AppConfig.ready()`:

    APPLIERS.append(keep_schemes)
    PLANNERS.append(scheme_changes)

An applier runs inside the transaction of `packs.actions.apply`, after the pack's rule sets, matters and books stand; it
raises `PackInvalid` (nothing is applied then) and writes nothing for what stands already. It is called for every pack
and does nothing for one that declares nothing of its own.
A planner reads only: one sentence for each thing the applier would change, none where it would change nothing, and a
`PackError` for what forbids it. What a plan has no sentence for is not said to be a change, and then nothing is linted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from anxin.kernel.journal.actor import Actor
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


class Applier(Protocol):
    """Takes what a pack declares into force."""

    def __call__(self, pack: Pack, /, *, by: Actor, at: datetime) -> None: ...


Planner = Callable[[Pack], Iterable[Text | PackError]]

APPLIERS: list[Applier] = []
PLANNERS: list[Planner] = []


def apply_declared(pack: Pack, *, by: Actor, at: datetime) -> None:
    """Every module's part, in the order in which the site's settings name the modules."""
    for one in APPLIERS:
        one(pack, by=by, at=at)
