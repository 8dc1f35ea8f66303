"""A program of its own reads, checks and tries packs: no site, no settings, no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.unit.packs.conftest import HOME_SERVICE

PROGRAM = """
import json, sys
from pathlib import Path
from anxin.packs import load_pack
from anxin.packs.case_trying import run_requests
from anxin.packs.lint import errors

told = {}
for name in ("ad_watch", "hazards", "health_code"):
    pack = load_pack(Path(sys.argv[1]) / name)
    tried = run_requests(pack)
    told[name] = [tried.tried > 0, len(tried.unfit), [str(one) for one in errors(pack)]]
told["modules"] = sorted(one for one in sys.modules if one.startswith("anxin.") and one.endswith(".models"))
print(json.dumps(told))
"""


def test_packs_are_read_checked_and_tried_without_a_site(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "ANXIN"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(HOME_SERVICE.parent)],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    fine = [True, 0, []]
    assert json.loads(done.stdout) == {"ad_watch": fine, "hazards": fine, "health_code": fine, "modules": []}
    assert list(tmp_path.iterdir()) == []
