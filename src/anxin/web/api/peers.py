"""The door for other platforms: a sealed message in, a sealed answer out (docs/api/reconciliation.md).

It asks for no session and no key: a message is believed by its signature alone. What is not from a peer and for this
site is answered alike, whatever it is.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from anxin.kernel.peers.answering import answer
from anxin.kernel.peers.envelopes import MOST_SEALED, Unopened
from anxin.kernel.peers.identity import own
from anxin.kernel.reference import queries as reference

MEDIA_TYPE = "application/octet-stream"


@csrf_exempt
@require_POST
@never_cache
def peers(request: HttpRequest) -> HttpResponse:
    """Answer one message. 400: not as long as it says, or not from a peer for this site; 413: too long."""
    written = str(request.META.get("CONTENT_LENGTH") or "")
    if not (written.isascii() and written.isdigit()):
        return HttpResponse(status=400)
    if len(written) > 10 or int(written) > MOST_SEALED:
        return HttpResponse(status=413)
    message = request.read(int(written))
    if len(message) != int(written):
        return HttpResponse(status=400)
    try:
        answered = answer(message, at=reference.now(), identity=own())
    except Unopened:
        return HttpResponse(status=400)
    return HttpResponse(answered, content_type=MEDIA_TYPE)


urlpatterns = [path("1", peers, name="peers")]
