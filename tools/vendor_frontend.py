"""Copy or bundle the few front-end files that Anxin ships from `node_modules/` into the package, each with its licence.

Takes no arguments; run after `npm ci`. The folder it fills is git-ignored and goes into the wheel. Bundled are what the
check page may need on an old phone and loads only then, and the page's own verifier as one file.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "anxin" / "web" / "static" / "vendor"

CHECK = ROOT / "src" / "anxin" / "web" / "check" / "static" / "check"

# package → the files wanted of it; they keep their names, flat in one folder
WANTED = {
    "@tabler/core": ["dist/css/tabler.min.css"],
    "weui": ["dist/style/weui.min.css"],
    "htmx.org": ["dist/htmx.min.js"],
    "echarts": ["dist/echarts.min.js"],
}
OWN = "sm-crypto-v2/node_modules/@noble"  # it keeps to the libraries' first versions
# Compiled into a package's files by its makers, or into a bundle by us: their licences travel with it.
WITHIN = {
    "echarts": ["zrender", "tslib"],
    "@noble/curves": ["@noble/hashes"],
    "@nuintun/qrcode": ["tslib"],
    "sm-crypto-v2": [f"{OWN}/curves", f"{OWN}/hashes", "@noble/ciphers"],
}
LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENSE-MIT", "LICENCE_MIT", "NOTICE", "licenses/*")


@dataclass(frozen=True)
class Bundle:
    """One ES module made of a package's parts: `source` says which."""

    package: str
    source: str


BUNDLES = {
    "p256.min.js": Bundle(
        "@noble/curves",
        'export { p256 } from "@noble/curves/nist.js"; export { sha256 } from "@noble/hashes/sha2.js";',
    ),
    "ed25519.min.js": Bundle("@noble/curves", 'export { ed25519 } from "@noble/curves/ed25519.js";'),
    "sm2.min.js": Bundle("sm-crypto-v2", 'export { sm2, sm3 } from "sm-crypto-v2";'),
    "inflate.min.js": Bundle("fflate", 'export { Unzlib } from "fflate";'),
    "qr-draw.min.js": Bundle("lean-qr", 'export { correction, generate, mode } from "lean-qr";'),
    "qr-read.min.js": Bundle(
        "@nuintun/qrcode", 'export { Decoder, Detector, binarize, grayscale } from "@nuintun/qrcode";'
    ),
}
# The oldest browser that can check for itself: BigInt came with Chrome 67, and WeChat carried Chrome 78 until 2023.
OLDEST = "chrome67"
# esbuild writes newer syntax as old, not newer functions. Of these the libraries use one.
STAND_INS = ("--define:Object.hasOwn=hasOwn", f"--inject:{ROOT / 'tools' / 'frontend' / 'old_browsers.js'}")
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


def esbuild(*arguments: str, source: str | None = None) -> str:
    """The module esbuild makes; LookupError when it is not there, CalledProcessError when it cannot build."""
    # The binary itself: npm runs no install scripts here, and a machine may have npm only as a Python wheel.
    binaries = sorted(MODULES.glob("@esbuild/*/bin/esbuild")) + sorted(MODULES.glob("@esbuild/*/esbuild.exe"))
    if not binaries:
        raise LookupError("npm installed no esbuild for this machine: run `make setup` with optional packages allowed")
    fixed = ["--bundle", "--minify", "--format=esm", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]
    command = [str(binaries[0]), *fixed, f"--target={OLDEST}", *arguments]
    return subprocess.run(command, cwd=ROOT, input=source, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def verifier() -> str:
    """The check page's verifier as one module; what it loads lazily stays apart, beside it."""
    return esbuild(str(CHECK / "verify.js"), "--external:../vendor/*")


def check_page() -> dict[str, str]:
    """The check page's script and style, each one file: the first colour comes with few bytes and few requests."""
    old = 'import "./src/anxin/web/check/static/check/old.js";'
    return {
        "check.min.js": esbuild(str(CHECK / "page.js"), "--external:../vendor/*"),
        "check-later.min.js": esbuild(str(CHECK / "later.js")),  # what comes after the first colour
        "check-old.min.js": esbuild("--format=iife", "--target=es5", source=old),  # for browsers without modules
        "check.min.css": esbuild(str(CHECK / "check.css")),
        "check-later.min.css": esbuild(str(CHECK / "later.css")),
    }


def licences(package: str, files: list[str]) -> str:
    """A package's licence with those of what is compiled into it."""
    inner = [f"{Path(name).name}, part of it:\n\n{licence_of(name, [])}" for name in WITHIN.get(package, ())]
    return "\n\n".join([licence_of(package, files), *inner])


def vendor(folder: Path) -> None:
    """Fill an empty folder with the wanted files and bundles, their licences and a list of versions."""
    (folder / "licences").mkdir(parents=True)
    for package, files in WANTED.items():
        for name in files:
            # Source maps are not shipped; a reference to one would be a dead link on every page.
            text = SOURCE_MAP.sub("", (MODULES / package / name).read_text("utf-8"))
            (folder / Path(name).name).write_text(text, "utf-8")
    for name, bundle in BUNDLES.items():
        (folder / name).write_text(esbuild(*STAND_INS, source=bundle.source), "utf-8")
    for name, text in {"verify.min.js": verifier(), **check_page()}.items():
        (folder / name).write_text(text, "utf-8")
    versions = []
    for package, files in {**WANTED, **{bundle.package: [] for bundle in BUNDLES.values()}}.items():
        about = json.loads((MODULES / package / "package.json").read_text("utf-8"))
        versions.append(f"{package} {about['version']} ({about['license']})")
        licence = folder / "licences" / f"{package.strip('@').replace('/', '-')}.txt"
        licence.write_text(licences(package, files), "utf-8")
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
