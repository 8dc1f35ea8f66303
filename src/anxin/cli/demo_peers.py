"""`anxin demo --peers`: beside the city 温州家服云 a ministry's site 家政信用查, as a process and a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from anxin.cli.site import in_terminal_language
from anxin.kernel.errors import AnxinError, Invalid

HERE = ("127.0.0.1", "0.0.0.0", "localhost")
SYNC_SECONDS = "5"
STOP_SECONDS = 25
COMMAND = (sys.executable, "-c", "from anxin.cli.main import app; app()")


def require_here(host: str) -> None:
    """Between two sites plain http goes over this machine only."""
    if host not in HERE:
        raise Invalid("The two sites meet on this machine.", field="--host", read=host, allowed=", ".join(HERE))


@contextmanager
def ministry_beside(*, host: str, port: int) -> Iterator[None]:
    """Set the ministry's site up at the next port, give it the set of green workers, and run it until the end."""
    from anxin.demo import ministry

    city = f"http://127.0.0.1:{port}"
    around = surroundings(port + 1)
    told = set_up(city, around)
    ministry.give_green(told["card"])
    show(told, port + 1)
    children = [run_on(around, "serve", "--host", host, "--port", str(port + 1))]
    stopping = threading.Event()
    follower = threading.Thread(target=follow, args=(city, around, children, stopping), daemon=True)
    follower.start()
    try:
        yield
    finally:
        stopping.set()
        follower.join(STOP_SECONDS)
        for child in children:
            child.terminate()
        for child in children:
            child.wait(STOP_SECONDS)


def surroundings(port: int) -> dict[str, str]:
    """The ministry's environment: a home within the city's, a database of its own, whatever the city uses."""
    from anxin.config.home import home

    own = {name: value for name, value in os.environ.items() if not name.startswith("ANXIN_")}
    folder = home() / "ministry"
    folder.mkdir(mode=0o700, exist_ok=True)
    address = f"http://127.0.0.1:{port}"
    return {
        **own,
        "ANXIN_HOME": str(folder),
        "ANXIN_ADDRESS": address,
        "ANXIN_HOSTS": os.environ.get("ANXIN_HOSTS", "localhost,127.0.0.1"),
        "DJANGO_SETTINGS_MODULE": "anxin.config.settings",
    }


def set_up(city: str, around: dict[str, str]) -> dict[str, str]:
    """Make the ministry's database and take the city on there; its card and account."""
    from anxin.demo.ministry import CITY_NAME
    from anxin.kernel.peers.identity import Card, own

    ran(around, *COMMAND, "migrate")
    card = Card(CITY_NAME, city, own().public).written
    told: dict[str, str] = json.loads(ran(around, sys.executable, "-m", "anxin.demo.ministry", card, city))
    return told


def follow(city: str, around: dict[str, str], children: list[subprocess.Popen[str]], stopping: threading.Event) -> None:
    """Once the city answers: bring its set, sign that both are equal, and go on bringing what changes."""
    while not stopping.is_set() and not answers(city):
        time.sleep(0.5)
    if stopping.is_set():
        return
    first = subprocess.run([*COMMAND, "peers", "reconcile"], env=around, text=True, capture_output=True)
    typer.echo((first.stdout or first.stderr).strip())
    if not stopping.is_set():
        children.append(run_on(around, "peers", "sync", "--every", SYNC_SECONDS, quiet=True))


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/v", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def run_on(around: dict[str, str], *arguments: str, quiet: bool = False) -> subprocess.Popen[str]:
    """A command of the ministry's, running beside."""
    out = subprocess.DEVNULL if quiet else None
    return subprocess.Popen([*COMMAND, *arguments], env=around, text=True, stdout=out, stderr=out)


def ran(around: dict[str, str], *command: str | Path) -> str:
    done = subprocess.run(command, env=around, text=True, capture_output=True)
    if done.returncode:
        raise AnxinError("The ministry's site could not be set up.", why=done.stderr.strip()[-300:])
    return done.stdout


def show(told: dict[str, str], port: int) -> None:
    from anxin.demo.ministry import CITY_NAME, MINISTRY_NAME

    at = f"http://127.0.0.1:{port}/console/peers/"
    user, password = told["username"], told["password"]
    zh = f"{MINISTRY_NAME}（部级平台）：{at}，账号 {user}，密码 {password}"
    en = f"{MINISTRY_NAME} (a ministry's site): {at}, user {user}, password {password}"
    typer.echo(in_terminal_language(zh, en))
    typer.echo(in_terminal_language(f"与{CITY_NAME}对接，数据每 {SYNC_SECONDS} 秒同步。", f"Peer of {CITY_NAME}."))
