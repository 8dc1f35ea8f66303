"""Copy the few front-end files that Anxin ships from `node_modules/` into the package, each with its licence.

Takes no arguments; run after `npm ci`. The folder it fills is git-ignored and goes into the wheel.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "anxin" / "web" / "static" / "vendor"

# package → the files wanted of it; they keep their names, flat in one folder
WANTED = {
    "@tabler/core": ["dist/css/tabler.min.css"],
    "weui": ["dist/style/weui.min.css"],
    "htmx.org": ["dist/htmx.min.js"],
    "echarts": ["dist/echarts.min.js"],
}
# Compiled into a package's files by its makers: their licences travel with it.
WITHIN = {"echarts": ["zrender", "tslib"]}
LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE", "licenses/*")
SOURCE_MAP = re.compile(r"(?m)^\s*(/\*#\s*sourceMappingURL=.*?\*/|//#\s*sourceMappingURL=.*)\s*$")
BANNER = re.compile(r"\A(?:@charset \"UTF-8\";)?\s*/\*!?(?P<text>.*?)\*/", re.DOTALL)

# For a package that names the MIT licence and gives its copyright line only at the head of its files.
MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR
THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def licence_of(package: str, files: list[str]) -> str:
    """The licence text to ship with a package; LookupError when it brings none."""
    folder = MODULES / package
    texts = [path.read_text("utf-8") for pattern in LICENCES for path in sorted(folder.glob(pattern))]
    if texts:
        return "\n\n".join(texts)
    banner = BANNER.match((folder / files[0]).read_text("utf-8"))
    if json.loads((folder / "package.json").read_text("utf-8")).get("license") != "MIT" or banner is None:
        raise LookupError(f"{package} brings no licence text: read its terms before shipping it")
    notice = "\n".join(line.strip(" *") for line in banner["text"].strip().splitlines())
    return f"{notice}\n\n{MIT}"


def vendor(folder: Path) -> None:
    """Fill an empty folder with the wanted files, their licences and a list of versions."""
    (folder / "licences").mkdir(parents=True)
    versions = []
    for package, files in WANTED.items():
        about = json.loads((MODULES / package / "package.json").read_text("utf-8"))
        versions.append(f"{package} {about['version']} ({about['license']})")
        for name in files:
            # Source maps are not shipped; a reference to one would be a dead link on every page.
            text = SOURCE_MAP.sub("", (MODULES / package / name).read_text("utf-8"))
            (folder / Path(name).name).write_text(text, "utf-8")
        licence = folder / "licences" / f"{package.strip('@').replace('/', '-')}.txt"
        inner = [f"{name}, part of it:\n\n{licence_of(name, [])}" for name in WITHIN.get(package, ())]
        licence.write_text("\n\n".join([licence_of(package, files), *inner]), "utf-8")
    (folder / "VERSIONS.txt").write_text("\n".join(versions) + "\n", "utf-8")


def main() -> int:
    draft = VENDOR.with_name("vendor.part")
    shutil.rmtree(draft, ignore_errors=True)
    vendor(draft)
    shutil.rmtree(VENDOR, ignore_errors=True)
    draft.rename(VENDOR)
    return 0


if __name__ == "__main__":
    sys.exit(main())
