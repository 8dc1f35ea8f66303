"""ASGI: what `anxin serve` runs. The online check is answered in front; every other request goes to Django behind WSGI,
on a pool of threads.

Django's own ASGI handler opens a fresh thread, and with SQLite a fresh connection, for every request; behind WSGI the
threads stay, and each keeps its connection. `make bench` measures the scan page on exactly this application.
"""

from __future__ import annotations

import os

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import Receive, Scope, Send

from anxin.config.wsgi import application as pages
from anxin.web.check.app import Check  # once Django is set up, which importing the pages does

THREADS = int(os.environ.get("ANXIN_THREADS", "4"))


class Site:
    """The ASGI application: HTTP goes to Django; on shutdown the requests being answered are finished first."""

    def __init__(self, threads: int = THREADS) -> None:
        self.django = WSGIMiddleware(pages, workers=threads)  # type: ignore[arg-type]  # -- Django's environ is a plain dict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.django(scope, receive, send)
        if scope["type"] == "lifespan":
            self.django.executor.shutdown(wait=True)


application = Check(Site())
