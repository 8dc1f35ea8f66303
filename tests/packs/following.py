"""Follows a page of instructions to the letter: types its commands, makes its changes, says what was printed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REPLACE = re.compile(r"(?:In|把)\s+`([^`]+)`\s+(?:replace|里的)\s*$")
WRITE = re.compile(r"(?:Write|写一个)\s+`([^`]+)`\s*$")
WITH = ("with", "换成")
SERVE = re.compile(r"anxin serve --port (\d+)")
HOME = "/home/you"


@dataclass(frozen=True)
class Typed:
    """A command, and what the page says it prints."""

    command: str
    printed: str


@dataclass(frozen=True)
class Replaced:
    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Written:
    file: str
    text: str


Step = Typed | Replaced | Written


def steps(page: str) -> Iterator[Step]:
    """Everything the page says to do, in order. Raises ValueError for a block that belongs to nothing."""
    blocks = list(BLOCK.finditer(page))
    place, before = 0, 0
    while place < len(blocks):
        block = blocks[place]
        said, text = page[before : block.start()].strip(), block[2]
        if block[1] == "console":
            yield from _typed(text)
        elif found := REPLACE.search(said):
            place += 1
            if page[block.end() : blocks[place].start()].strip() not in WITH:
                raise ValueError(f"no `with` after what is replaced in {found[1]}")
            yield Replaced(found[1], text, blocks[place][2])
        elif found := WRITE.search(said):
            yield Written(found[1], text)
        else:
            raise ValueError(f"nothing says what to do with: {text[:60]}")
        before = blocks[place].end()
        place += 1


def _typed(text: str) -> Iterator[Typed]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield Typed(command, printed)


@dataclass
class Follower:
    """Somebody at a terminal with a home of their own."""

    home: Path
    folder: Path = field(init=False)
    environment: dict[str, str] = field(init=False)
    serving: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder = self.home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANXIN_", "PYTEST"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**kept, "HOME": str(self.home), "PATH": path, "LC_ALL": "C.UTF-8"}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def does(self, step: Step) -> str:
        """Do it; what was printed, for a command."""
        match step:
            case Typed(command, _):
                return self._types(command)
            case Written(file, text):
                path = self.folder / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            case Replaced(file, old, new):
                self._replaces(self.folder / file, old, new)
        return ""

    def _replaces(self, path: Path, old: str, new: str) -> None:
        """A block of whole lines, or one that is part of a line. It must stand there once."""
        text = path.read_text("utf-8")
        if old not in text:
            old, new = old.rstrip("\n"), new.rstrip("\n")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def _types(self, command: str) -> str:
        served = SERVE.fullmatch(command)
        if served:
            self._serves(command, int(served[1]))
            return ""
        shell = f"{command}\nprintf '\\0'; pwd; printf '\\0'; env -0"
        done = subprocess.run(
            ["bash", "-c", shell], cwd=self.folder, env=self.environment, capture_output=True, check=False
        )
        printed, folder, *environment = done.stdout.decode().split("\0")
        self.folder = Path(folder.strip())
        self.environment = dict(pair.split("=", 1) for pair in environment if "=" in pair)
        said = [line for line in done.stderr.decode().splitlines() if line.startswith(("error:", "warning:", "What:"))]
        return "".join(f"{line}\n" for line in said) + printed.replace(str(self.home), HOME)

    def _serves(self, command: str, port: int) -> None:
        self.serving = subprocess.Popen(
            command.split(),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"nothing answers on port {port}")

    def leaves(self) -> None:
        """End what is still being served."""
        if self.serving is not None:
            os.killpg(self.serving.pid, signal.SIGTERM)
            self.serving.wait(30)
