"""The proof of an outcome, for the person's file and the person's lawyer: everything it was computed from."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from anxin.kernel.access.actions import Opened, open_party
from anxin.kernel.access.rules import Act
from anxin.kernel.outcomes.derivation import DerivationFile, derivation_of_day, derivation_of_outcome
from anxin.kernel.outcomes.queries import recorded
from anxin.web.console.chosen_service import service
from anxin.web.console.dossier import day_asked
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.purposes import purpose_of


@require_safe
@desk(Act.READ_PERSON)
def proof_of_day(request: DeskRequest, public_id: str) -> HttpResponse:
    """How the person is decided on the day asked for, by everything known now."""
    return _sent(derivation_of_day(_opened(request, public_id), service(), as_of=day_asked(request)))


@require_safe
@desk(Act.READ_PERSON)
def proof(request: DeskRequest, public_id: str, number: int) -> HttpResponse:
    """How a recorded outcome was decided, by what was known then."""
    opened = _opened(request, public_id)
    return _sent(derivation_of_outcome(opened, recorded(opened, service(), number=number)))


def _opened(request: DeskRequest, public_id: str) -> Opened:
    actor = request.actor
    fields = ("derivation", "outcome")
    return open_party(
        by=actor, at=request.at, pack=service(), public_id=public_id, purpose=purpose_of(actor), fields=fields
    )


def _sent(file: DerivationFile) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type="application/json", headers=headers)
