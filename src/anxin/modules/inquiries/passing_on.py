"""家政信用查 at another platform: somebody asks here for the record of a person a peer holds, the person answers there,
and the record opens here for the minutes they agreed to.

Nothing is shown without the peer's word, asked for at every opening: a yes that was taken back shows nothing any more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.kernel.codes.secrets_kept import kept, new_secret
from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import checked_identity_number
from anxin.kernel.parties.sealing import seal, unseal
from anxin.kernel.peers.asking import Line, NoAnswer, Post
from anxin.kernel.peers.authorising import GRANTED
from anxin.kernel.peers.identity import Identity
from anxin.kernel.peers.models import Received, Taken
from anxin.kernel.peers.queries import read_received, received_number, require_in_term
from anxin.kernel.peers.questions import Unanswerable
from anxin.modules.inquiries.asking import ASKER, LONGEST_NAME, LONGEST_WHY, WHY
from anxin.modules.inquiries.models import PassedOn

KIND = "inquiry-passed-on"
PURPOSE = "雇主授权查询"


@dataclass(frozen=True)
class Shown:
    """`values`: title, value and source of each field the person agreed to; None while there is no yes. `until`: how
    long the yes lasts, or the question waits."""

    title: str
    until: datetime
    values: list[tuple[str, str | None, str]] | None


def ask_there(
    *, by: Actor, at: datetime, taken: Taken, number: str, name: str, why: str, post: Post, identity: Identity
) -> str:
    """Have the person with this identity number asked; the link under which the answer is followed. Told alike whether
    there is such a person. Raises Invalid, Refused past the set's term, Conflict where the peer does not answer."""
    require_in_term(taken, at)
    for field, text, longest in (("name", name.strip(), LONGEST_NAME), ("why", why.strip(), LONGEST_WHY)):
        if not 1 <= len(text) <= longest or any(sign < " " for sign in text):
            raise Invalid(
                _("Say who you are and why you ask."),
                field=field,
                allowed=_("1 to %(most)s characters") % {"most": longest},
            )
    link = new_secret()
    made = _kept(by, at, taken, checked_identity_number(number), name.strip(), why.strip(), link)
    _asked(made, at=at, post=post, identity=identity)
    return link


@transaction.atomic
def _kept(by: Actor, at: datetime, taken: Taken, number: str, name: str, why: str, link: str) -> PassedOn:
    held = received_number(taken, number)
    there = held is not None and not held.left
    made = PassedOn.objects.create(
        taken=taken,
        ref=held.ref if held is not None and there else secrets.token_hex(16),
        token=secrets.token_hex(16),
        digest=kept(KIND, link),
        asked_by=seal(name, context=ASKER),
        why=seal(why, context=WHY),
        asked_at=at,
    )
    detail = {"peer": taken.peer.slug, "dataset": taken.dataset}
    journal.write(by=by, at=at, act="inquiry.pass-on", detail=detail)
    return made


def _asked(held: PassedOn, *, at: datetime, post: Post, identity: Identity) -> dict[str, object]:
    """The peer's word on a question. Raises Conflict where there is none."""
    try:
        return Line(held.taken, identity, post, at).ask(
            ask="authorisation",
            ref=held.ref,
            token=held.token,
            name=unseal(held.asked_by, context=ASKER) if held.asked_by else "–",
            why=unseal(held.why, context=WHY) if held.why else "–",
        )
    except (NoAnswer, Unanswerable):
        raise Conflict(
            _("The platform that holds the record does not answer."), todo=_("Try again in a few minutes.")
        ) from None


def open_there(*, by: Actor, at: datetime, link: str, post: Post, identity: Identity) -> Shown:
    """What the asker may see now. Each opening is told to the peer, whose person finds it in their own list. Raises
    NotFound for no question, Refused past the set's term, Conflict where the peer does not answer."""
    held = PassedOn.objects.select_related("taken__peer").filter(digest=kept(KIND, link)).first()
    if held is None:
        raise NotFound(_("There is no such question."), todo=_("Ask anew."))
    taken = held.taken
    require_in_term(taken, at)
    answer = _asked(held, at=at, post=post, identity=identity)
    until = _until(answer)
    received = Received.objects.select_related("taken__peer").filter(taken=taken, ref=held.ref, left=False).first()
    if answer.get("state") != GRANTED or until <= at or received is None:
        return Shown(title_of(taken), until, None)
    listed = answer.get("fields")
    fields = [str(one) for one in listed] if isinstance(listed, list) else []
    with transaction.atomic():
        PassedOn.objects.filter(pk=held.pk).update(opened=held.opened + 1)
        values = read_received(received, by=by, at=at, purpose=PURPOSE, fields=fields)
    told = [(title, values[slug], source) for slug in fields for title, source in [_titles(taken, slug)]]
    return Shown(title_of(taken), until, told)


def _until(answer: dict[str, object]) -> datetime:
    try:
        found = datetime.fromisoformat(str(answer.get("until")))
        if found.tzinfo is None:
            raise ValueError
        return found
    except ValueError:
        raise Conflict(
            _("The platform that holds the record does not answer."), todo=_("Try again in a few minutes.")
        ) from None


def title_of(taken: Taken) -> str:
    """What the set is called, as its peer says."""
    return _said(taken.about.get("title")) or taken.dataset


def _titles(taken: Taken, slug: str) -> tuple[str, str]:
    about = taken.about.get("fields", {}).get(slug, {})
    return _said(about.get("title")) or slug, _said(about.get("source_title"))


def _said(pair: object) -> str:
    """Of [Chinese, English] the reader's."""
    if not isinstance(pair, list) or len(pair) != 2:
        return ""
    return str(pair[0] if (get_language() or "zh").startswith("zh") else pair[1] or pair[0])
