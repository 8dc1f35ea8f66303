"""What a check answers when it shows nobody: one reason code, what happened, why, what to do. Alike for everybody."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from anxin.credentials import Fault
from anxin.kernel.codes.faults import words_of
from anxin.kernel.errors import Refused

CHINESE = "zh-hans"
STATUSES = {
    Fault.UNREADABLE: 422,
    Fault.WRONG_ISSUER: 404,
    Fault.KEY_UNKNOWN: 422,
    Fault.ALTERED: 422,
    Fault.EXPIRED: 410,
    Fault.STALE: 410,
    Fault.CLOCK_WRONG: 422,
    Fault.REPLACED: 410,
    Fault.REVOKED: 410,
    Fault.CANNOT_CONFIRM: 503,
}
# Nobody gets nearer to a code of ours by these; all else counts as a miss.
NO_MISS = frozenset(
    {Fault.EXPIRED, Fault.STALE, Fault.CLOCK_WRONG, Fault.REPLACED, Fault.REVOKED, Fault.CANNOT_CONFIRM}
)


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and JSON of an answer; `wait` seconds before asking again is worth while; `missed`: nothing was found."""

    status: int
    body: bytes
    wait: int = 0
    missed: bool = False


@lru_cache(maxsize=64)
def of_fault(fault: Fault, language: str) -> Reply:
    with translation.override(language):
        what, why, todo = words_of(fault)
    wait = 5 if fault is Fault.CANNOT_CONFIRM else 0
    return Reply(STATUSES[fault], _body(str(fault), what, why, todo), wait, fault not in NO_MISS)


@lru_cache(maxsize=4)
def unwritten(language: str) -> Reply:
    """503: the journal cannot be written, so nobody is shown."""
    with translation.override(language):
        what, why, todo = (
            _("The colour cannot be confirmed now."),
            _("Every look at a person is written down first, and that is not possible at present."),
            _("Scan again in a moment. The code itself can be checked without a network."),
        )
    return Reply(503, _body(str(Fault.CANNOT_CONFIRM), what, why, todo), wait=5)


@lru_cache(maxsize=4)
def no_key(language: str) -> Reply:
    """401: an API key was sent that is none."""
    with translation.override(language):
        what, why, todo = (
            _("The key is not known here."),
            _("It was withdrawn, or was never valid."),
            _("Send a valid key, or none: a check needs no key."),
        )
    return Reply(401, _body("no-key", what, why, todo), missed=True)


def of_role(refused: Refused) -> Reply:
    """403: the account may read nobody."""
    return Reply(403, _body(refused.code, refused.what, refused.why, refused.todo))


def too_many(wait: int, language: str) -> Reply:
    """429: the asker's units are used up."""
    with translation.override(language):
        what, why, todo = (
            _("Too many checks from here."),
            _("Checks that find nothing count twenty times as much, so that nobody can find codes by trying."),
            _("Wait %(wait)s seconds, then scan again.") % {"wait": wait},
        )
    return Reply(429, _body("too-many", what, why, todo), wait)


def _body(reason: str, what: str, why: str, todo: str) -> bytes:
    said = {"code": reason, "reason": reason, "what": what, "why": why, "todo": todo}
    return json.dumps(said, ensure_ascii=False).encode()


@lru_cache(maxsize=256)
def language_of(accepted: str) -> str:
    """The language of a header Accept-Language as Django's pages take it; Chinese for all that we do not speak."""
    for wanted, _weight in parse_accept_lang_header(accepted.lower()):
        if wanted == "*":
            break
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return CHINESE
