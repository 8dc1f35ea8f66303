"""How well our squares are read by other people's decoders: zxing-cpp, and WeChat's open one in OpenCV.

The distortions are those of the measured budgets (moderate and hard); the squares are the card's, the card's short
link and the screen's, at the size of a real credential. `python -m bench.codes.reading` runs it by itself.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import zxingcpp
from rich.console import Console
from rich.table import Table

from anxin.credentials.claims import CARD_OCTETS, SCREEN_OCTETS
from anxin.credentials.digits import to_digits
from anxin.kernel.printing.squares import Square, address_square, credential_square
from bench.codes.distorting import HARD, MODERATE, Distortion, Grey, frames

OUT = Path(__file__).resolve().parents[2] / "build" / "bench"
ORIGIN = "https://c.zj.cn"  # as long as a production address may be for version 10 at the full 190 octets
TRIALS = {"full": 300, "small": 40}
WIDTHS: dict[str, dict[Distortion, tuple[int, ...]]] = {
    "full": {MODERATE: (160, 200, 240, 300, 400), HARD: (240, 300, 400)},
    "small": {MODERATE: (240,), HARD: (400,)},
}
WANTED = {(MODERATE.name, 240): 0.99, (HARD.name, 400): 0.95}

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
Decoder = Callable[[Grey], Iterable[str]]


def by_zxing(frame: Grey) -> Iterable[str]:
    """What zxing-cpp reads in a picture, with its own defaults."""
    return [found.text for found in zxingcpp.read_barcodes(frame, formats=QR)]


def wechat() -> Decoder:
    """WeChat's open decoder without its neural models."""
    detector = cv2.wechat_qrcode.WeChatQRCode()
    return lambda frame: detector.detectAndDecode(frame)[0]


DECODERS: dict[str, Callable[[], Decoder]] = {"zxing-cpp": lambda: by_zxing, "WeChat": wechat}


@dataclass(frozen=True)
class Sample:
    """A square and what it says."""

    name: str
    text: str
    square: Square


def samples(chance: random.Random) -> list[Sample]:
    """The three squares of a worker, as full as they may be; signatures look like noise, so noise stands for them."""
    card = f"{ORIGIN}/v#{to_digits(chance.randbytes(CARD_OCTETS))}"
    screen = f"{ORIGIN}/v#{to_digits(chance.randbytes(SCREEN_OCTETS))}"
    link = f"{ORIGIN}/c/{chance.randbytes(8).hex()}"
    return [
        Sample("card", card, credential_square(card, level="M")),
        Sample("screen", screen, credential_square(screen, level="L")),
        Sample("short link", link, address_square(link, level="M")),
    ]


@dataclass(frozen=True)
class Rate:
    """How often one decoder read one square under one distortion. `pixels` are those of a module."""

    square: str
    version: int
    level: str
    distortion: str
    width: int
    pixels: float
    decoder: str
    trials: int
    read: int

    @property
    def part(self) -> float:
        return self.read / self.trials

    @property
    def wanted(self) -> float:
        """The least rate asked for; 0 where none is."""
        return WANTED.get((self.distortion, self.width), 0.0)


def rates(sample: Sample, how: Distortion, *, width: int, trials: int, seed: int) -> list[Rate]:
    """Each decoder on the same pictures."""
    decoders = {name: make() for name, make in DECODERS.items()}
    read = dict.fromkeys(decoders, 0)
    for frame in frames(sample.square, how, width=width, number=trials, seed=seed):
        for name, decode in decoders.items():
            read[name] += sample.text in decode(frame)
    square = sample.square
    pixels = round(width / square.modules, 2)
    return [
        Rate(sample.name, square.version, square.level, how.name, width, pixels, name, trials, number)
        for name, number in read.items()
    ]


def measure(size: str = "full") -> dict[str, Any]:
    """All rates of a size, `full` or `small`."""
    found = [
        rate
        for sample in samples(random.Random(20210705))
        for how, widths in WIDTHS[size].items()
        for width in widths
        for rate in rates(sample, how, width=width, trials=TRIALS[size], seed=7)
    ]
    return {"size": size, "rates": [{**asdict(one), "part": one.part, "wanted": one.wanted} for one in found]}


def print_rates(measured: dict[str, Any]) -> None:
    """One line a square, distortion and width, the decoders side by side."""
    table = Table(title=f"Squares read, % of {TRIALS[measured['size']]} pictures")
    for heading in ("square", "version", "distortion", "width", "px a module", *DECODERS, "wanted"):
        table.add_column(heading)
    lines: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for one in measured["rates"]:
        key = (
            one["square"],
            f"{one['version']}-{one['level']}",
            one["distortion"],
            str(one["width"]),
            str(one["pixels"]),
        )
        lines.setdefault(key, {})[one["decoder"]] = one
    for line, held in lines.items():
        wanted = next(iter(held.values()))["wanted"]
        shown = [f"{held[name]['part'] * 100:.1f}" for name in DECODERS]
        table.add_row(*line, *shown, f"≥ {wanted * 100:.0f}" if wanted else "")
    Console(width=110).print(table)


def main() -> None:
    found = measure(os.environ.get("BENCH_SIZE", "full"))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "reading.json").write_text(json.dumps(found, indent=1), "utf-8")
    print_rates(found)


if __name__ == "__main__":
    main()
