"""The record an appeal is about, in words, and whether a correction fits it: asked before an answer is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.forms import FormField
from anxin.kernel.cases.matter import Deed, Effect, Matter, RecordKind
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import answers_of
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import latest_follower

SAYS = ("result", "valid_from", "valid_until")
ASKED = ("form.", "answer.", "grade.")


def resolved(effect: Effect, said: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a deed, those that come from a question as it was answered or graded ("form.<key>", "answer.<key>",
    "grade.<output>")."""
    return {name: said.get(value) if value.startswith(ASKED) else value for name, value in effect.values.items()}


def record_of(case: Case) -> Evidence:
    """What stands now in the place of the record that a case is about."""
    if case.record is None:
        raise Invalid(_("This case names no record."), field="record")
    return latest_follower(case.record)


def in_words(asks: Matter, record: Evidence) -> str:
    """ "Stay: living there, from 2020-05-01": what a record says, for whoever asks or examines."""
    kind = asks.corrects.get(record.kind)
    known = {
        "kind": kind.title if kind is not None else record.kind,
        "result": kind.results.get(record.result or "", record.result) if kind is not None else record.result,
        "since": record.valid_from,
        "until": record.valid_until,
    }
    if record.valid_until is None:
        return _("%(kind)s: %(result)s, from %(since)s") % known
    return _("%(kind)s: %(result)s, %(since)s to %(until)s") % known


def changed(values: Mapping[str, Any], held: Evidence) -> list[str]:
    """What of a record these values would say otherwise; a value left empty leaves it as it is."""
    return [name for name in SAYS if values.get(name) and str(values[name]) != str(getattr(held, name))]


def answer_form(asks: Matter, case: Case) -> tuple[FormField, ...]:
    """The questions of an answer as this case's record lets them be answered: results that its kind knows."""
    kind = _kind(asks, case)
    corrections = _corrections(asks, asks.results)
    if kind is None or not corrections:
        return asks.answer
    results = {_question(one, "result") for one in corrections}
    return tuple(_narrowed(one, kind) if one.key in results else one for one in asks.answer)


def require_fitting(asks: Matter, case: Case, result: Result, answers: Mapping[str, Any]) -> None:
    """Invalid, naming the question, for an answer that would correct the record to what it cannot say, or to nothing
    else than it says. What the platform works out itself is corrected at what it follows from."""
    for effect in _corrections(asks, [result]):
        said = {f"form.{key}": value for key, value in answers_of(case).items()}
        values = resolved(effect, said | {f"answer.{key}": value for key, value in answers.items()})
        held, kind = record_of(case), _kind(asks, case)
        if asks.corrects and kind is None:
            raise Conflict(
                _("This service does not know records of this kind and cannot correct them."),
                todo=_("Explain to whom the requester can turn."),
            )
        if kind is not None:
            _require_kind(effect, kind, values)
        _require_days(effect, values, held)
        if not changed(values, held) and held == case.record:
            raise _nothing_changes(effect, kind)


def _corrections(asks: Matter, results: Iterable[Result]) -> list[Effect]:
    return [one for one in asks.effects if one.do is Deed.CORRECT_RECORD and one.result in (None, *results)]


def _kind(asks: Matter, case: Case) -> RecordKind | None:
    return asks.corrects.get(case.record.kind) if case.record is not None else None


def _narrowed(question: FormField, kind: RecordKind) -> FormField:
    known: Collection[str] = () if kind.follows else kind.results
    return replace(question, choices={key: title for key, title in question.choices.items() if key in known})


def _question(effect: Effect, name: str) -> str:
    """The question of the answer's form that a value comes from; the value's own name where it comes from none."""
    written = effect.values.get(name, "")
    return written.removeprefix("answer.") if written.startswith("answer.") else name


def _require_kind(effect: Effect, kind: RecordKind, values: Mapping[str, Any]) -> None:
    said = [name for name in SAYS if values.get(name)]
    if kind.follows and said:
        raise Invalid(
            _("“%(kind)s” follows from other records and is corrected there.") % {"kind": kind.title},
            field=_question(effect, said[0]),
            read=str(values[said[0]]),
            todo=_("Leave this empty. Have the record it follows from corrected; then this one changes by itself."),
        )
    if values.get("result") and values["result"] not in kind.results:
        raise Invalid(
            _("A record of “%(kind)s” cannot say this.") % {"kind": kind.title},
            field=_question(effect, "result"),
            read=str(values["result"]),
            allowed=", ".join(f"{one} ({title})" for one, title in kind.results.items()),
        )


def _require_days(effect: Effect, values: Mapping[str, Any], held: Evidence) -> None:
    first, last = values.get("valid_from") or held.valid_from, values.get("valid_until") or held.valid_until
    if last is None or _day(first) <= _day(last):
        return
    names = ("valid_until", "valid_from") if values.get("valid_until") else ("valid_from", "valid_until")
    said, other = (last, first) if names[0] == "valid_until" else (first, last)
    bound = _("%(day)s or later") if names[0] == "valid_until" else _("%(day)s or earlier")
    raise Invalid(
        _("The last day lies before the first."),
        field=_question(effect, names[0]),
        read=str(said),
        allowed=bound % {"day": other},
    )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _nothing_changes(effect: Effect, kind: RecordKind | None) -> Invalid:
    asked = [_question(effect, name) for name in SAYS if effect.values.get(name, "").startswith("answer.")]
    if kind is not None and kind.follows:
        todo = _("Have the record it follows from corrected first, or answer that it stands, with the reason.")
    else:
        todo = _("Say what is right about it, or answer that it stands, with the reason.")
    return Invalid(_("The record still says what it said."), field=(asked or ["result"])[0], todo=todo)
