"""Answers that are the same bytes for everybody: caches in between may keep one copy for all languages and cookies."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

MARK = "same_for_everybody"


def same_for_everybody(answer: HttpResponse, *, vary: str = "Accept-Encoding") -> HttpResponse:
    """Mark an answer that depends on nothing but its address, and perhaps on how the bytes are packed."""
    setattr(answer, MARK, vary)
    return answer


class UnvariedMiddleware:
    """Django middleware, outside of those that note language and cookie in Vary: takes both out of marked answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        vary = getattr(answer, MARK, None)
        if vary is not None:
            answer.cookies.clear()  # an outdated session would be taken back with a cookie
            del answer["Vary"]
        if vary:
            answer["Vary"] = vary
        return answer
