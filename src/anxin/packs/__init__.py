"""Service packs: a service is a folder of declarations. This part reads, checks, tries, plans and applies them.

`current(slug)` is what the rest of the product asks; `load_pack`, `lint` and `run_scenarios` need no database.
"""

from __future__ import annotations

from collections.abc import Mapping

from anxin.kernel.intake.layouts import Layout
from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.loading import current, find_packs, load_all, load_pack, packs_folder
from anxin.packs.pack import Pack, Quarantined, RuleFile
from anxin.packs.starting import new

__all__ = [
    "Pack",
    "PackError",
    "PackInvalid",
    "Quarantined",
    "RuleFile",
    "current",
    "find_packs",
    "layouts",
    "load_all",
    "load_pack",
    "new",
    "packs_folder",
]


def layouts(slug: str) -> Mapping[str, Layout]:
    """The tables a pack reads, by slug, as the kernel's intake takes them."""
    return current(slug).layouts
