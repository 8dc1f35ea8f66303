"""`answers_by_itself` of a matter: where every condition holds in records on file, the grading table answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anxin.kernel.cases import matter as kept
from anxin.kernel.cases.forms import Words
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.forms import Form, Many, Said, Text

if TYPE_CHECKING:
    from anxin.packs.cases import MatterForm


class AnswersItselfForm(Form):
    """Under which values of the grading table's outputs it answers, and in which words."""

    when: dict[str, Many[Said]]
    text: Text


def as_answers_itself(form: AnswersItselfForm | None) -> kept.AnswersItself | None:
    """What answers, as the kernel keeps it."""
    if form is None:
        return None
    when = {name: tuple(values) for name, values in form.when.items()}
    return kept.AnswersItself(when, Words(form.text.zh, form.text.en))


def check_itself(document: Document, loc: Loc, matter: MatterForm, read: frozenset[str]) -> Iterator[PackError]:
    """Nobody looks at such a request, so that all that decides is on file. `read`: what the grading table reads."""
    if matter.answers_by_itself is None:
        return
    where = (*loc, "answers_by_itself")
    if matter.grading is None or not matter.answers_by_itself.when:
        yield document.error(where, "a table answers: name it as `grading`, and the outputs under which it does")
    for name, values in matter.answers_by_itself.when.items():
        known = matter.grades[name].values if name in matter.grades else {}
        for value in values if name in matter.grades else (name,):
            if value not in known:
                allowed = [f"{key}: {', '.join(one.values)}" for key, one in matter.grades.items() if one.values]
                yield document.error((*where, "when"), "no such value of `grades`", read=value, allowed=allowed)
    if not matter.accepts_by_itself or matter.screening:
        yield document.error(where, "the request is accepted by itself, and nobody screens it")
    if any(step.before == "answered" and not step.when for step in matter.steps.values()):
        yield document.error(where, "no step comes before an answer that nobody gives")
    if "solved" not in matter.answer.results or any(one.required for one in matter.answer.form.values()):
        yield document.error(where, "the answer is `solved`, and nobody is there to fill in more")
    named = {value.removeprefix("form.") for one in matter.effects for value in one.values.values()}
    for key, field in matter.form.items():
        if key in read | named and not field.held:
            what = "what decides or says who is paid is on file, not typed: `held`"
            yield document.error((*loc, "form", key), what)
