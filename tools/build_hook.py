"""What hatchling adds when it builds the wheel: the service packs, as `anxin/_packs`.

A hook and not a static setting, because an editable install must go on reading the checkout's own `packs/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src/anxin/web/static/vendor/VERSIONS.txt")


class PacksHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the packs to a real wheel; FileNotFoundError when the front-end files are not there."""
        if version != "standard":
            return
        if not (Path(self.root) / VENDOR).exists():
            raise FileNotFoundError(f"{VENDOR} is missing, and pages without it are bare. Run `make setup` first.")
        build_data["force_include"]["packs"] = "anxin/_packs"
