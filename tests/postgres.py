"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a private socket, then gone.

`python -m tests.postgres -- COMMAND …` runs a command with ANXIN_DATABASE pointing at such a server.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote

import psycopg

PATIENCE = 60  # seconds for the server to answer, and again to stop
ROLE = "anxin"
# Durable storage is what a throw-away server can do without.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}


def programs() -> Path:
    """The folder of PostgreSQL's newest programs; FileNotFoundError says how to get them."""
    folders = [Path(named)] if (named := os.environ.get("ANXIN_POSTGRES_BIN")) else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise FileNotFoundError("No PostgreSQL programs found: tools/ensure_postgres.sh puts them in place")


def account() -> pwd.struct_passwd | None:
    """Who the server runs as: PostgreSQL refuses to run as root, anyone else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("PostgreSQL refuses to run as root, and there is no account postgres or nobody")


def initialise(folder: Path, user: int | None, group: int | None) -> None:
    command = (programs() / "initdb", "-D", folder / "data", "-U", ROLE, "--auth=trust", "-E", "UTF8")
    made = subprocess.run(
        (*command, "--locale=C", "--no-sync"),
        cwd=folder,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")


def await_answer(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server answers, then make the database; RuntimeError with its log when it never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with psycopg.connect(host=str(folder), user=ROLE, dbname="postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {ROLE}")
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text('utf-8', 'replace')}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server at once: open connections are cut (SIGINT is its "fast" shutdown)."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(PATIENCE)


@contextmanager
def running() -> Iterator[str]:
    """A running server; yields the address of an empty database on it, as ANXIN_DATABASE takes it."""
    owner = account()
    user, group = (owner.pw_uid, owner.pw_gid) if owner else (None, None)
    # Directly under /tmp: a socket's path may not be longer than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="anxin-pg-", dir="/tmp"))
    if user is not None and group is not None:
        os.chown(folder, user, group)
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    try:
        initialise(folder, user, group)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                (programs() / "postgres", "-D", folder / "data", "-k", folder, *options),
                cwd=folder,
                user=user,
                group=group,
                extra_groups=None if user is None else [],
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt at the keyboard is for the tests; they stop the server
            )
            try:
                await_answer(server, folder)
                yield f"postgresql://{ROLE}@/{ROLE}?host={quote(str(folder), safe='')}"
            finally:
                stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def leave(number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an ordinary exit, so that the server is stopped on the way out."""
    sys.exit(128 + number)


def main(arguments: Sequence[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("usage: python -m tests.postgres -- COMMAND …", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, leave)
    with running() as address:
        return subprocess.run(command, env={**os.environ, "ANXIN_DATABASE": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
