"""`anxin serve` and `anxin migrate`."""

from __future__ import annotations

import os
import signal
import socket

import typer

from anxin.cli.site import open_site
from anxin.kernel.errors import AnxinError

HOST = typer.Option("127.0.0.1", envvar="HOST", help="Address to listen on; 0.0.0.0 for every one of this machine.")
PORT = typer.Option(8000, envvar="PORT", min=1, max=65535, help="Port to listen on.")
GRACE_SECONDS = 20


def serve(host: str = HOST, port: int = PORT) -> None:
    """Serve the site until Ctrl-C or SIGTERM; requests being answered are finished first. Changes nothing by itself.

    Example: `anxin serve --host 0.0.0.0 --port 9000`
    """
    with listening(host, port) as door:
        address = announced(host, port)
        open_site()
        refuse_old_database()
        typer.echo(f"Serving on {address}/ – Ctrl-C stops it.")
        run(door)


def migrate() -> None:
    """Make the database, or bring it up to this version. Changes: the tables of the database, never what they hold.

    Example: `ANXIN_DATABASE=postgresql://anxin@localhost/anxin anxin migrate`
    """
    open_site()
    applied = apply_migrations()
    typer.echo(f"The database is up to date ({applied} steps taken)." if applied else "The database was up to date.")


def pending_migrations() -> int:
    """How many steps the database is behind this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def apply_migrations() -> int:
    """Take the steps the database is behind; how many they were."""
    from django.core.management import call_command

    pending = pending_migrations()
    if pending:
        call_command("migrate", verbosity=0, interactive=False)
    return pending


def refuse_old_database() -> None:
    """Refuse to serve on a database of another version: half the pages would break."""
    pending = pending_migrations()
    if pending:
        raise AnxinError(
            "The database is not of this version.",
            why=f"It is {pending} steps behind.",
            todo="Make a copy of it, then run `anxin migrate`; `anxin demo` sets up the demonstration.",
        )


def listening(host: str, port: int) -> socket.socket:
    """A bound socket, so that a taken port is told before anything is set up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as fault:
        door.close()
        raise AnxinError(
            f"Cannot listen on {host}:{port}.",
            why=f"{fault.strerror}.",
            todo="Choose another with --port (or PORT=), or stop what uses it.",
        ) from None
    door.set_inheritable(True)
    return door


def run(door: socket.socket) -> None:
    """Serve on a bound socket until SIGINT or SIGTERM, then return; nothing outlives the call."""
    import uvicorn

    from anxin.config.asgi import application

    config = uvicorn.Config(
        application,
        lifespan="on",
        ws="none",
        access_log=False,  # addresses of codes are keys: they stay out of logs
        log_level="warning",
        server_header=False,
        forwarded_allow_ips=os.environ.get("ANXIN_PROXIES", "127.0.0.1"),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # uvicorn raises the signal once more when it has stopped; by then all is done and the exit code should say so.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: None)
    uvicorn.Server(config).run(sockets=[door])


def announced(host: str, port: int) -> str:
    """The address to open in a browser, made known to the settings unless they name another; before `open_site`.

    Codes carry this address, and the site answers to it. Listening everywhere, it is this machine's own in its
    network, so that a phone can scan the code.
    """
    shown = own_address() if host in ("0.0.0.0", "::") else host
    shown = f"[{shown}]" if ":" in shown else shown
    os.environ.setdefault("ANXIN_ADDRESS", f"http://{shown}:{port}")
    os.environ.setdefault("ANXIN_HOSTS", ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", shown])))
    return os.environ["ANXIN_ADDRESS"]


def own_address() -> str:
    """This machine's address in its network; 127.0.0.1 where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737): only the route to it is looked up
        except OSError:
            return "127.0.0.1"
        return str(asking.getsockname()[0])
