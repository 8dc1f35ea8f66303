"""Who may do what with peers, beyond `access.rules`."""

from __future__ import annotations

from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal.actor import Actor


def require_operator(by: Actor) -> None:
    """`Refused` unless they may take on peers and give them datasets."""
    require(by, Act.KEEP_PEERS)
