"""Who stands at the API's door: the holder of a key, or somebody signed in at the console."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth
from ninja.utils import check_csrf

from anxin.kernel.access.queries import actor_of_token, actor_of_user
from anxin.kernel.access.rules import Purpose, duty_of
from anxin.kernel.journal.actor import Actor, Door
from anxin.packs.on_site import service_asked


class BearerKey(HttpBearer):
    """`Authorization: Bearer KEY`; the key was made by `anxin token` and acts as its account."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return actor_of_token(token)


class SignedIn(SessionAuth):
    """The console's session. A change also needs the CSRF token, as on every form."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        if request.user.pk is None:
            return None
        if check_csrf(request) is not None:
            raise HttpError(403, "csrf")
        return actor_of_user(request.user.pk, Door.API)


KEYS = [BearerKey(), SignedIn()]


def actor(request: HttpRequest) -> Actor:
    """Who acts; only on routes that ask for a key."""
    found = getattr(request, "auth", None)
    assert isinstance(found, Actor)  # ninja answered 401 otherwise
    return found


def slug_of(service: str | None, *, outcome: bool = True) -> str:
    """The service that is meant; without a name the site's only one with an outcome. `Invalid` names several."""
    return service_asked(service, outcome=outcome).slug


def purpose_for(by: Actor, stated: Purpose | None) -> Purpose:
    """The purpose stated, or the one the role's duty implies; the gate still judges it."""
    return stated or duty_of(by)
