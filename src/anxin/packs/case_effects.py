"""Does what a case does to other records fit the service: its evidence, its card, its forms?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.forms import FieldKind
from anxin.kernel.cases.matter import Deed
from anxin.packs.case_booking import BOOKED, check_booking
from anxin.packs.cases import EffectForm, FieldForm, MatterForm
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.pack import Pack

FIELDS = ("result", "valid_from", "valid_until")
VALUES: Mapping[Deed, tuple[str, ...]] = {
    Deed.DISPUTE_RECORD: (),
    Deed.CORRECT_RECORD: ("kind", "source", *FIELDS),
    Deed.WITHDRAW_RECORD: (),
    Deed.RECORD_EVIDENCE: ("person", "kind", "source", *FIELDS),
    Deed.START_AFFILIATION: ("person", "name", "phone", "started_on"),
    Deed.END_AFFILIATION: ("person", "ended_on"),
    Deed.TRANSFER_AFFILIATION: ("person", "first_day"),
    Deed.ISSUE_CARD: ("person",),
    Deed.NOTIFY: ("text", "text_en"),
    Deed.POST: ("book", "movement", "amount", "owner", "person", "part"),
    Deed.HOLD: ("book", "movement", "amount", "owner", "person", "part", "until"),
    Deed.TAKE: ("book", "movement"),
    Deed.RELEASE: ("book", "movement"),
}
NEEDED: Mapping[Deed, tuple[str, ...]] = {
    Deed.RECORD_EVIDENCE: ("kind", "source", "result"),
    Deed.START_AFFILIATION: ("person", "name"),
    Deed.NOTIFY: ("text",),
    Deed.POST: ("book", "movement", "amount"),
    Deed.HOLD: ("book", "movement", "amount", "until"),
    Deed.TAKE: ("book", "movement"),
    Deed.RELEASE: ("book", "movement"),
}
KINDS: Mapping[str, frozenset[FieldKind]] = {
    "person": frozenset({FieldKind.IDENTITY_NUMBER}),
    "name": frozenset({FieldKind.PERSON_NAME, FieldKind.TEXT}),
    "phone": frozenset({FieldKind.PHONE}),
    "result": frozenset({FieldKind.CHOICE}),
    "amount": frozenset({FieldKind.NUMBER}),
    "part": frozenset({FieldKind.CHOICE}),
} | {name: frozenset({FieldKind.DATE}) for name in ("valid_from", "valid_until", "started_on", "ended_on", "first_day")}
DAYS = frozenset({"valid_from", "valid_until", "started_on", "ended_on", "first_day"})
ABOUT_RECORD = frozenset({Deed.DISPUTE_RECORD, Deed.CORRECT_RECORD, Deed.WITHDRAW_RECORD})
ABOUT_PERSON = frozenset({Deed.RECORD_EVIDENCE, Deed.END_AFFILIATION, Deed.TRANSFER_AFFILIATION, Deed.ISSUE_CARD})
COMES_IN = (Happened.RECEIVED, Happened.ASSIGNED)
ANSWERED = (Happened.ANSWERED, Happened.CLOSED)
WHEN: Mapping[Deed, tuple[Happened, ...]] = dict.fromkeys(Deed, ANSWERED) | {
    Deed.DISPUTE_RECORD: COMES_IN,
    Deed.NOTIFY: (*COMES_IN, Happened.REFUSED, *ANSWERED),
    Deed.POST: (*ANSWERED, Happened.REWARDED),
    Deed.HOLD: (*COMES_IN, Happened.ANSWERED),
    Deed.RELEASE: (Happened.CONTESTED, Happened.REFUSED, Happened.WITHDRAWN, *ANSWERED),
}
WITHOUT_RESULT = frozenset({Deed.NOTIFY, Deed.RELEASE})  # may come with every answer


def check_effects(pack: Pack, document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    """Each effect comes at an event it may come at, and its values are there and of the right kind."""
    for place, effect in enumerate(matter.effects):
        where, deed = (*loc, "effects", place), Deed(effect.do)
        yield from _when(document, where, matter, effect, deed)
        yield from _fits(pack, document, where, matter, deed)
        yield from _values(document, where, matter, effect, deed)
        yield from _statement(pack, document, where, matter, effect, deed)
        if deed in BOOKED:
            yield from check_booking(pack, document, where, matter, effect)


def _when(document: Document, loc: Loc, matter: MatterForm, effect: EffectForm, deed: Deed) -> Iterator[PackError]:
    if effect.on not in WHEN[deed]:
        what = f"`{deed}` cannot come here; what changes a record comes with an answer, never with a request"
        if deed in (Deed.DISPUTE_RECORD, Deed.NOTIFY, *BOOKED):
            what = f"`{deed}` cannot come here"
        yield document.error((*loc, "on"), what, read=effect.on, allowed=WHEN[deed])
    elif effect.on in ANSWERED and effect.result is None and deed not in WITHOUT_RESULT:
        what = "say under which result of the answer this is done, or it would be done after a refusal too"
        yield document.error(loc, what, allowed=[f"result: {one}" for one in matter.answer.results])
    if effect.result is not None and effect.on not in ANSWERED:
        yield document.error((*loc, "result"), "there is no answer yet at this event", read=effect.result)
    elif effect.result is not None and effect.result not in matter.answer.results:
        what = "no answer of this matter has this result"
        yield document.error((*loc, "result"), what, read=effect.result, allowed=matter.answer.results)


def _fits(pack: Pack, document: Document, loc: Loc, matter: MatterForm, deed: Deed) -> Iterator[PackError]:
    if deed is Deed.ISSUE_CARD and pack.evidence.card is None:
        yield document.error((*loc, "do"), "this service has no card; say under `card` in evidence.yaml how it stands")
    asked = any(field.asks is FieldKind.RECORD for field in matter.form.values())
    if deed in ABOUT_RECORD and not asked:
        what = f"`{deed}` is about the record the requester names; ask for it with a question of kind record"
        yield document.error((*loc, "do"), what)


def _values(document: Document, loc: Loc, matter: MatterForm, effect: EffectForm, deed: Deed) -> Iterator[PackError]:
    for name in NEEDED.get(deed, ()):
        if name not in effect.values:
            yield document.error(loc, f"`{deed}` needs the value {name!r}", allowed=VALUES[deed])
    if deed in ABOUT_PERSON and "person" not in effect.values and matter.anonymous:
        what = "an anonymous requester is nobody on file; say with `person` whom it is about"
        yield document.error(loc, what)
    for name, written in effect.values.items():
        where = (*loc, "values", name)
        if name not in VALUES[deed]:
            yield document.error(where, f"`{deed}` has no such value", read=name, allowed=VALUES[deed] or ["none"])
        elif written.startswith(("form.", "answer.")):
            yield from _asked(document, where, matter, effect, name, written)
        elif name in DAYS and not _is_day(written):
            what = "a day is written 2021-12-16, or names a question: form.x, answer.x"
            yield document.error(where, what, read=written)
        elif name in ("person", "name", "phone"):
            what = "this comes from a question of the form or of the answer"
            yield document.error(where, what, read=written, allowed=["form.<question>", "answer.<question>"])


def _asked(
    document: Document, loc: Loc, matter: MatterForm, effect: EffectForm, name: str, written: str
) -> Iterator[PackError]:
    """The question a value comes from is there, at that time, of the right kind, and answered where it must be."""
    if name in ("kind", "source", "text", "book", "movement", "owner", "until"):
        yield document.error(loc, f"`{name}` is said here and never asked", read=written)
        return
    known: dict[str, FieldForm] = {f"form.{key}": field for key, field in matter.form.items()}
    if effect.on in ANSWERED:
        known |= {f"answer.{key}": field for key, field in matter.answer.form.items()}
    fitting = [key for key, field in known.items() if field.asks in KINDS[name]]
    if written not in fitting:
        what = f"no such question of kind {' or '.join(sorted(KINDS[name]))}"
        yield document.error(loc, what, read=written, allowed=fitting or ["none"])
    elif not known[written].required and name in (*NEEDED.get(Deed(effect.do), ()), "person"):
        what = "this question may stay empty, and the value is needed: make it required"
        yield document.error(loc, what, read=written)


def _statement(
    pack: Pack, document: Document, loc: Loc, matter: MatterForm, effect: EffectForm, deed: Deed
) -> Iterator[PackError]:
    """The record made is one that the service's evidence declares."""
    if deed not in (Deed.RECORD_EVIDENCE, Deed.CORRECT_RECORD):
        return
    named, kinds = effect.values.get("kind"), pack.evidence_kinds
    if named is not None and named not in kinds:
        yield document.error((*loc, "values", "kind"), "no such kind of evidence", read=named, allowed=kinds)
        return
    held = [kinds[named]] if named is not None else list(kinds.values())
    sources = {source for kind in held for source in kind.sources}
    results = {result for kind in held for result in kind.results}
    for name, allowed in (("source", sources), ("result", results)):
        for said in _said(matter, effect.values.get(name)):
            if said not in allowed:
                what = f"no such {name}" + (f" of {named}" if named else "")
                yield document.error((*loc, "values", name), what, read=said, allowed=sorted(allowed))
    for name in set(effect.values) & {"valid_until"}:
        if not any(name in kind.fields for kind in held):
            yield document.error((*loc, "values", name), f"{named or 'no kind'} has no such field", read=name)


def _said(matter: MatterForm, written: str | None) -> Iterable[str]:
    """The words a value can be: the one that stands there, or the choices of the question it comes from."""
    if written is None:
        return ()
    form, _, key = written.partition(".")
    questions = {"form": matter.form, "answer": matter.answer.form}.get(form)
    if questions is None:
        return (written,)
    return questions[key].choices if key in questions else ()


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
