"""What every template knows of its surroundings: the elder view and, in a demonstration, the invented day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from anxin.kernel.reference import queries as reference
from anxin.web.design.elder import is_elder


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """`elder`: bool; `demonstration_day`: date or None, read only if a template asks for it."""
    return {
        "elder": is_elder(request),
        "demonstration_day": SimpleLazyObject(reference.played_day),
    }
