"""Does every name in cases.yaml stand for something, and can each matter be carried to its end?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain

from anxin.decisions import DecisionError
from anxin.kernel.cases.clocks import NOTHING_OWED, Unit
from anxin.kernel.cases.enums import REVIEWED, WITH_BOOKS, Happened, Stage
from anxin.kernel.cases.forms import FILES, PLAIN, FieldKind
from anxin.kernel.cases.history import BESIDE, MOVES
from anxin.kernel.cases.tables import table
from anxin.packs.case_effects import check_effects
from anxin.packs.case_entry import check_entry, check_stand_in
from anxin.packs.case_itself import check_itself
from anxin.packs.cases import ClockForm, FieldForm, MatterForm
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.pack import Pack

OF_ORGANISATION = ("answer", "release", *sorted(WITH_BOOKS))
PARTY_FIELDS = ("name", "number", "phone", "area")
AGENCY_FIELDS = ("name", "number")
VISIT_FIELDS = ("worker", "day", "agency", "area")
MOST_EXTENSION = 3  # times the limit itself: the credit regulation of Zhejiang gives 5 working days and 20 at the most
LONG_TEXT = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.PLACE, FieldKind.PERSON_NAME})
APART = (Happened.ACCEPTED, Happened.SCREENED, Happened.ASSIGNED, Happened.ANSWERED, Happened.REWARDED, REVIEWED)
APART_HELD = (Happened.ANSWERED, Happened.REWARDED, REVIEWED)


def check_cases(pack: Pack) -> Iterator[PackError]:
    """Everything that can be known about cases.yaml without its tables."""
    document = pack.documents.cases
    yield from _desks(pack, document)
    for slug, matter in pack.cases.matters.items():
        loc = ("matters", slug)
        yield from chain(
            _duties(pack, document, loc, matter),
            _questions(pack, document, loc, matter),
            _place(document, loc, matter),
            _clocks(document, loc, matter),
            _end(document, loc, matter),
            _names(pack, document, loc, matter),
            _board(document, loc, matter),
            _entry(document, loc, matter),
            _letting_go(document, loc, matter),
            _grounds(document, loc, matter),
            check_itself(document, loc, matter, _read_by_grading(pack, matter)),
            check_effects(pack, document, loc, matter),
        )


def unknown(document: Document, loc: Loc, what: str, read: str, allowed: Iterable[str]) -> Iterator[PackError]:
    known = list(allowed)
    if read not in known:
        yield document.error(loc, f"no such {what}", read=read, allowed=known or ["none"])


def _desks(pack: Pack, document: Document) -> Iterator[PackError]:
    for slug, desk in pack.cases.desks.items():
        if not desk.duties:
            yield document.error(("desks", slug), "a desk is there for something; name its duties", allowed=["answer"])
        if desk.level == "organisation":
            for duty in desk.duties:
                if duty not in OF_ORGANISATION:
                    what = "the desk of the organisation concerned only answers; it never judges its own case"
                    yield document.error(("desks", slug, "duties"), what, read=duty, allowed=OF_ORGANISATION)
        if not pack.cases.matters and set(desk.duties) & WITH_BOOKS:
            what = "desks are kept with the matters, and this service has none, so nobody could sit here; declare one"
            yield document.error(("desks", slug), what, read=slug)


def _duties(pack: Pack, document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    """Reception and review are desks with that duty; somebody can dispatch where the table says nothing."""
    desks = pack.cases.desks
    for key, duty in (("reception", "receive"), ("review", "review")):
        fitting = [slug for slug, desk in desks.items() if duty in desk.duties]
        yield from unknown(document, (*loc, key), f"desk with the duty `{duty}`", getattr(matter, key), fitting)
    held = {duty for desk in desks.values() for duty in desk.duties}
    if "dispatch" not in held:
        what = "no desk has the duty `dispatch`, so nobody could send on a case that the table leaves open"
        yield document.error(("desks",), what)
    for slug, step in matter.steps.items():
        yield from unknown(document, (*loc, "steps", slug, "duty"), "duty of any desk", step.duty, sorted(held))


def _questions(pack: Pack, document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    places: list[tuple[Loc, dict[str, FieldForm]]] = [((*loc, "form"), matter.form)]
    places += [((*loc, "answer", "form"), matter.answer.form)]
    places += [((*loc, "steps", slug, "form"), step.form) for slug, step in matter.steps.items()]
    for place, form in places:
        for key, field in form.items():
            yield from _question(pack, document, (*place, key), key, field)
    twice = [key for key, field in matter.form.items() if field.asks is FieldKind.RECORD]
    if len(twice) > 1:
        what = "a form asks for one record at most: a request is about one thing"
        yield document.error((*loc, "form", twice[1]), what, read=twice[1])


def _question(pack: Pack, document: Document, loc: Loc, key: str, field: FieldForm) -> Iterator[PackError]:
    kind = field.asks
    if bool(field.choices) != (kind is FieldKind.CHOICE):
        yield document.error(loc, "a question of kind choice lists its choices, and no other does", read=kind)
    if field.position and kind is not FieldKind.PHOTO:
        yield document.error((*loc, "position"), "only a photo keeps its position", read=kind, allowed=["photo"])
    if "most" in field.model_fields_set and kind not in LONG_TEXT:
        yield document.error((*loc, "most"), "only a text has a longest length", read=kind, allowed=sorted(LONG_TEXT))
    if (key == "area") != (kind is FieldKind.AREA) and "area" in (key, kind):
        what = "the question for the place of a case has the key `area` and is of kind `area`"
        yield document.error(loc, what, read=f"{key}: {kind}", allowed=["area: area"])
    if field.held:
        yield from unknown(document, (*loc, "held"), "thing that is on file", field.held, _on_file(pack))


def _on_file(pack: Pack) -> list[str]:
    """What may be known of a requester already."""
    fields = [f"evidence.{kind}.{name}" for kind, held in pack.evidence_kinds.items() for name in held.fields]
    people = [f"party.{name}" for name in PARTY_FIELDS]
    known = [*(f"agency.{name}" for name in AGENCY_FIELDS), *(f"visit.{name}" for name in VISIT_FIELDS)]
    return [*people, *known, *fields]


def _place(document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    """It can always be known where a case lies, and which organisation it is about where it is about one."""
    if matter.organisation is not None:
        codes = [key for key, field in matter.form.items() if field.asks is FieldKind.CREDIT_CODE]
        what = "question of kind credit-code in the form"
        yield from unknown(document, (*loc, "organisation"), what, matter.organisation, codes)
    area = matter.form.get("area")
    known = any(field.asks is FieldKind.RECORD and field.required for field in matter.form.values())
    if not known and (area is None or not (area.required or matter.organisation)):
        what = "nothing says where a case lies: ask for `area` (kind area, required), or name the `organisation` too"
        yield document.error((*loc, "form"), what)


def _following(stages: set[Stage]) -> set[Happened]:
    """Everything that can happen from there on."""
    found, waiting, seen = set[Happened](), set(stages), set[Stage]()
    while waiting:
        stage = waiting.pop()
        seen.add(stage)
        for happened, then in MOVES[stage].items():
            found.add(happened)
            if then not in seen:
                waiting.add(then)
    return found


def _after(happened: Happened) -> set[Stage]:
    if happened is Happened.STEP_DONE:
        return set(BESIDE[happened])
    return {moves[happened] for moves in MOVES.values() if happened in moves}


def _clocks(document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    if not any(clock.promised_to == "requester" for clock in matter.clocks.values()):
        what = "every matter promises its requester at least one time limit: a clock with promised_to: requester"
        yield document.error((*loc, "clocks"), what)
    for slug, clock in matter.clocks.items():
        yield from _clock(document, (*loc, "clocks", slug), clock)


def _clock(document: Document, loc: Loc, clock: ClockForm) -> Iterator[PackError]:
    starts, stops = [Happened(one) for one in clock.starts], [Happened(one) for one in clock.stops]
    for key, named in (("starts", starts), ("stops", stops)):
        if not named:
            yield document.error((*loc, key), "a clock has at least one event that starts it and one that stops it")
    for one in starts:
        if one in stops:
            yield document.error((*loc, "starts"), "the same event would start and stop the clock", read=one)
        elif one in NOTHING_OWED or not _following(_after(one)):
            yield document.error((*loc, "starts"), "after this nobody waits for anything any more", read=one)
        elif stops and not _following(_after(one)) & set(stops):
            what = f"after `{one}` none of the events that stop the clock can come"
            yield document.error((*loc, "stops"), what, read=", ".join(stops))
    within, extension = clock.within, clock.extension
    if clock.cutoff is not None and within.unit is Unit.HOURS:
        yield document.error((*loc, "cutoff"), "a limit in hours runs from the moment itself and has no cutoff")
    if extension is not None and not (extension.by > 0 and extension.times > 0):
        yield document.error((*loc, "extension"), "an extension is by one or more, once or more often")
    elif extension is not None and extension.by * extension.times > MOST_EXTENSION * within.amount:
        what = "the extensions together are longer than three times the limit, and no law we know allows that"
        read, most = f"{extension.times} × {extension.by}", MOST_EXTENSION * within.amount
        yield document.error((*loc, "extension"), what, read=read, allowed=[f"at most {most} in all"])


def _end(document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    """An answer can be contested, and silence after it ends the case; the one does not cut off the other."""
    if not matter.answer.results:
        yield document.error((*loc, "answer", "results"), "an answer says one of some results", allowed=["solved"])
    if matter.contest is None:
        what = "the key 'contest' is missing; whoever is answered may say that the answer is not good enough"
        yield document.error(loc, what)
    elif matter.contest.times < 1:
        yield document.error((*loc, "contest", "times"), "an answer may be contested once at least")
    if matter.silence is None:
        what = "the key 'silence' is missing; it says after how long an answer nobody contests counts as accepted"
        yield document.error(loc, what)
    if matter.contest is None or matter.silence is None:
        return
    within = matter.contest.within
    if within.unit is matter.silence.unit and within.amount > matter.silence.amount:
        what = "silence would end the case while its answer may still be contested"
        read = f"{matter.silence.amount} {matter.silence.unit}"
        yield document.error((*loc, "silence"), what, read=read, allowed=[f"{within.amount} or more"])


def _names(pack: Pack, document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    """What counts as a repeat, and which two acts are for two people."""
    if matter.repeats is not None:
        told = [key for key, field in matter.form.items() if field.asks not in FILES]
        for place, key in enumerate(matter.repeats.same):
            yield from unknown(document, (*loc, "repeats", "same", place), "question with words", key, told)
        if matter.repeats.days < 1:
            yield document.error((*loc, "repeats", "days"), "repeats are looked for over a day or more")
    acts = [*APART, *matter.steps]
    for place, pair in enumerate(matter.apart):
        where = (*loc, "apart", place)
        if len(set(pair)) != 2:
            yield document.error(where, "two different acts stand here, one for each of two people", read=list(pair))
            continue
        for act in pair:
            yield from unknown(document, where, "act or step", act, acts)
        if not set(pair) & {*APART_HELD, *matter.steps}:
            what = "none of these two is held back for a second person"
            yield document.error(where, what, read=", ".join(pair), allowed=[*APART_HELD, *matter.steps])
    for slug, step in matter.steps.items():
        for key in step.form:
            if key in matter.form and matter.form[key].asks in PLAIN:
                what = "a question of the form has this name already, and both are kept with the case"
                yield document.error((*loc, "steps", slug, "form", key), what, read=key)
    for key in matter.form:
        if key.startswith("screened_"):
            what = "keys that begin with screened_ are those of the screening"
            yield document.error((*loc, "form", key), what, read=key)
    if matter.supply and "answer" not in {duty for desk in pack.cases.desks.values() for duty in desk.duties}:
        yield document.error((*loc, "supply"), "a supplier is named by a desk that answers, and there is none")


def _board(document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    """What is posted are words that a desk writes for it, and the requester is asked first."""
    if matter.board is None:
        return
    written = [key for key, field in matter.answer.form.items() if field.asks in (FieldKind.TEXT, FieldKind.LONG_TEXT)]
    what = "question of the answer for words"
    yield from unknown(document, (*loc, "board", "shows"), what, matter.board.shows, written)
    asked = [key for key, field in matter.form.items() if field.asks is FieldKind.YES_NO]
    yield from unknown(document, (*loc, "board", "asks"), "yes-no question of the form", matter.board.asks, asked)


def _entry(document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    asked = {key: (field.asks, field.required) for key, field in matter.form.items()}
    yield from check_entry(document, loc, matter.entry, asked)
    if matter.stand_in:
        yield from check_stand_in(document, loc, matter.organisation, asked)


def _letting_go(document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    """Who lets a person go is known only where the form asks who the person is, and the answer takes them elsewhere."""
    moved = [one.values.get("person", "") for one in matter.effects if one.do == "transfer-affiliation"]
    for slug, step in matter.steps.items():
        where = (*loc, "steps", slug)
        if step.duty == "release" and not any(name.startswith("form.") for name in moved):
            what = "nobody is let go: name in `transfer-affiliation` the question of the form that says who moves"
            yield document.error((*where, "duty"), what, read=step.duty)
        if step.lapses is not None and step.before != "answered":
            yield document.error((*where, "lapses"), "only what comes before the answer is waited for in vain")


def _grounds(document: Document, loc: Loc, matter: MatterForm) -> Iterator[PackError]:
    """What names the rule of a refusal is a choice of the answer, and there are refusals."""
    named = matter.answer.grounds
    if named is None:
        return
    where = (*loc, "answer", "grounds")
    choices = [key for key, field in matter.answer.form.items() if field.asks is FieldKind.CHOICE]
    yield from unknown(document, where, "choice of the answer", named, choices)
    if "refused" not in matter.answer.results:
        yield document.error(where, "no answer of this matter refuses", read=named, allowed=["results: [..., refused]"])


def _read_by_grading(pack: Pack, matter: MatterForm) -> frozenset[str]:
    """The names that the grading table asks for, in any of its files that can be used."""
    read = set[str]()
    for file in pack.tables:
        with suppress(DecisionError):
            read |= {wanted.name for wanted in table(file.dmn).inputs} if file.name == matter.grading else set()
    return frozenset(read)


def found_in_steps(matter: MatterForm) -> dict[str, FieldForm]:
    """The plain questions of the steps: what is found there joins what is known, and the case is graded anew."""
    every = (held for step in matter.steps.values() for held in step.form.items())
    return {key: field for key, field in every if field.asks in PLAIN}


def plain_questions(matter: MatterForm) -> dict[str, FieldForm]:
    """The questions whose answers tables may read."""
    return {key: field for key, field in matter.form.items() if field.asks in PLAIN}
