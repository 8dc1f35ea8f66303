"""Opening the site for a command: Django is loaded only when a command really runs, so that `--help` stays quick."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from anxin.kernel.errors import AnxinError

if TYPE_CHECKING:
    from anxin.kernel.journal.actor import Actor

SERVICE = typer.Option(None, "--service", help="Slug of the service; may be left out on a site with one.")
SERVICE_NAMED = typer.Argument(None, metavar="SERVICE", help="Slug of the service; left out: the site's only one.")


def open_site() -> None:
    """Load the settings, start Django, and speak the language of the terminal ($LC_ALL, $LC_MESSAGES, $LANG)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.config.settings")
    import django
    from django.utils import translation

    try:
        django.setup()
    except ValueError as fault:
        todo = "Compare the ANXIN_… variables with docs/ops/settings.md."
        raise AnxinError("A setting cannot be read.", why=f"{fault}.", todo=todo) from None
    translation.activate(terminal_language())


def terminal_language() -> str:
    """zh-hans in a Chinese terminal, otherwise en."""
    named = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    return "zh-hans" if named.lower().startswith("zh") else "en"


def in_terminal_language(zh: str, en: str) -> str:
    """One of two texts, where there is room for one only."""
    return zh if terminal_language() == "zh-hans" else en


def meant(service: str | None, *, outcome: bool = True, person: str = "") -> str:
    """The slug of the service that is meant; without a name the only one with an outcome, of the site or of the person.
    `Invalid` where there are several, naming them."""
    from anxin.packs.on_site import service_asked

    return service_asked(service, outcome=outcome, person=person).slug


def operator() -> Actor:
    """Whoever runs the command on the machine itself."""
    from anxin.kernel.journal.actor import Actor, Door

    return Actor.system("operator").by_way_of(Door.COMMAND)


def signed_in(username: str) -> Actor:
    """The actor of an account, for `--as USER`; a clear refusal without such an account or appointment."""
    from anxin.kernel.access.queries import account_named, actor_of_user
    from anxin.kernel.errors import NotFound
    from anxin.kernel.journal.actor import Door

    user = account_named(username)
    actor = actor_of_user(user.pk, Door.COMMAND) if user else None
    if actor is None:
        raise NotFound(f"No account “{username}” with an appointment.", todo="Check the name of the account.")
    return actor


def now() -> datetime:
    """The site's present moment (in a demonstration: the played day)."""
    from anxin.kernel.reference import queries as reference

    return reference.now()


def day_of(text: str | None) -> date:
    """The day given as 2021-10-29; without one, the site's today. A wrong one is a wrong use of the command."""
    if text is None:
        return now().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day of the calendar; write it as 2021-10-29.") from None
