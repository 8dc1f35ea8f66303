"""Photos and files that come with a request, a step or an answer.

They are judged before the transaction begins: unpacking a large photo takes a second, in which nobody else could write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anxin.kernel.attachments.actions import keep_examined
from anxin.kernel.attachments.examining import Examined, examine
from anxin.kernel.attachments.models import Attachment
from anxin.kernel.attachments.signatures import Wants
from anxin.kernel.cases.forms import FILES, FieldKind, FormField, no_such_question
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import in_view_of
from anxin.kernel.journal.actor import Actor

Files = tuple[tuple[str, Attachment], ...]
"""What was kept, with the question each answers."""


@dataclass(frozen=True)
class Sent:
    """A photo or file as it arrived: the question it answers, its bytes, and the name it came under."""

    question: str
    content: bytes
    name: str


@dataclass(frozen=True)
class Enclosed:
    """A photo or file that was judged and is fit to be kept."""

    question: str
    examined: Examined


def enclosed(form: Sequence[FormField], sent: Sequence[Sent]) -> tuple[Enclosed, ...]:
    """Judge what was sent, each by what its question asks for. Raises Invalid at the first that does not fit."""
    wanted = {question.key: question for question in form if question.kind in FILES}
    return tuple(_judged(wanted, one) for one in sent)


def _judged(wanted: dict[str, FormField], one: Sent) -> Enclosed:
    question = wanted.get(one.question)
    if question is None:
        raise no_such_question(one.question, wanted)
    wants: Wants = "photo" if question.kind is FieldKind.PHOTO else "file"
    position = question.position
    return Enclosed(
        one.question,
        examine(one.content, name=one.name, wants=wants, keep_position=position, place=one.question),
    )


def counted(ready: Sequence[Enclosed]) -> dict[str, int]:
    """How many came for each question."""
    return dict(Counter(one.question for one in ready))


def keep_enclosed(*, by: Actor, at: datetime, case: Case, ready: Sequence[Enclosed]) -> Files:
    """Keep what was judged with a case that the caller has locked. Raises Invalid where there is no room left."""
    subjects = in_view_of(by, at, case)
    kept, found = list[int](), []
    for one in ready:
        held = Attachment.objects.filter(Q(case_file__event__case=case) | Q(pk__in=kept))
        made = keep_examined(by=by, at=at, examined=one.examined, subjects=subjects, place=one.question, beside=held)
        kept.append(made.pk)
        found.append((one.question, made))
    return tuple(found)
