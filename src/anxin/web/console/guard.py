"""The console's one gate: who acts, on which day, and whether the role may open this address at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.access.rules import BUREAUS, Act, require
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Door, Role
from anxin.kernel.reference import queries as reference
from anxin.web.console.chosen_service import chosen_by

DESK_ROLES = BUREAUS | {Role.AGENCY_CLERK, Role.CLERK, Role.GATE, Role.AUDITOR}

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request past the gate: `actor` acts, `at` is the moment, `today` the site's day."""

    actor: Actor
    at: datetime
    today: date


View = Callable[Concatenate[DeskRequest, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def desk(*acts: Act) -> Callable[[View[P]], Page[P]]:
    """Let in signed-in desk roles that may do all of `acts`; others go to the sign-in page or get a refusal page."""

    def guarded(view: View[P]) -> Page[P]:
        @never_cache
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            at_desk = cast(DeskRequest, request)
            at_desk.actor = acting(request.user.pk)
            for act in acts:
                require(at_desk.actor, act)
            at_desk.at = reference.now()
            at_desk.today = at_desk.at.date()
            with chosen_by(at_desk):
                return view(at_desk, *args, **kwargs)

        return page

    return guarded


def acting(user_id: int) -> Actor:
    """The actor behind an account; `Refused` without an appointment or with one that has no desk."""
    actor = actor_of_user(user_id, Door.CONSOLE)
    if actor is None or actor.role not in DESK_ROLES:
        raise Refused(
            _("The console is not open to this account."),
            rule="console.desk",
            why=_("It is the desk of bureaus, agencies, desk clerks, gates and auditors."),
            todo=_("Workers find their own record on the phone pages."),
            ask=_("If you work at a bureau or agency, ask its administrator for an appointment."),
        )
    return actor
