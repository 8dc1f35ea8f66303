"""cases.yaml: what may be asked under a service, at which desks, within which time limits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from anxin.kernel.cases import matter as kept
from anxin.kernel.cases.clocks import ClockTerm, Extension, Whose
from anxin.kernel.cases.enums import Duty, Happened, Result
from anxin.kernel.cases.forms import FieldKind, FormField, Words
from anxin.packs.amounts import in_fen
from anxin.packs.case_entry import EntryForm, as_entry
from anxin.packs.case_grades import GradeForm, as_grades
from anxin.packs.case_itself import AnswersItselfForm, as_answers_itself
from anxin.packs.case_lengths import Length, Moment
from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.forms import AreaCode, Form, Many, Months, Said, Slug, Text

TABLES = "tables"
NAMED = re.compile(r"([a-z][a-z0-9_]*)-(\d{4}-\d{2}-\d{2})\.dmn")
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


AnswerKind = Literal[
    "text", "long-text", "number", "date", "choice", "yes-no", "area", "phone", "person-name", "identity-number",
    "credit-code", "place", "record", "photo", "file",
]  # fmt: skip
EventName = Literal[
    "received", "accepted", "assigned", "answered", "agreed", "contested", "closed", "refused", "withdrawn"
]
ClockEvent = Literal[EventName, "step-done"]
EffectEvent = Literal[EventName, "rewarded"]
ChannelName = Literal["phone", "counter", "api", "command", "open311", "sweep"]
DeedName = Literal[
    "dispute-record", "correct-record", "withdraw-record", "record-evidence", "start-affiliation",
    "end-affiliation", "transfer-affiliation", "issue-card", "notify", "post", "hold", "take", "release",
]  # fmt: skip
EffectValue = Annotated[Said, BeforeValidator(lambda written: str(written) if type(written) is int else written)]
ResultName = Literal["solved", "explained", "refused"]
DutyName = Literal["receive", "dispatch", "answer", "review", "oversee", "release"]
DeskDuty = Literal[DutyName, "enter", "approve", "pay", "keep"]


class DeskForm(Form):
    """A desk: whose it is, and what it is there for."""

    title: Text
    level: Literal["county", "city", "province", "organisation"]
    duties: Many[DeskDuty]


class FieldForm(Form):
    """One question of a form."""

    kind: AnswerKind
    title: Text
    purpose: Text
    required: bool = False
    choices: dict[Key, Text] = {}
    held: str = ""
    sharing: Literal["unconditional", "restricted", "not_shared"] = "restricted"
    position: bool = False
    organisation: bool = True
    most: int = 2000
    asks_anyway: Text | None = None

    @property
    def asks(self) -> FieldKind:
        return FieldKind(self.kind)


class ExtensionForm(Form):
    """By how much a limit may be extended, in its own unit, and how often."""

    by: int
    times: int = 1


class ClockForm(Form):
    """One time limit."""

    title: Text
    starts: Many[ClockEvent]
    stops: Many[ClockEvent]
    within: Length
    promised_to: Literal["requester", "desk"] = "requester"
    extension: ExtensionForm | None = None
    cutoff: Moment | None = None
    basis: Text


class StepForm(Form):
    """A step before the answer or before closing."""

    title: Text
    duty: DutyName
    before: Literal["answered", "closed"]
    when: dict[Key, Many[Said]] = {}
    lapses: Length | None = None
    form: dict[Key, FieldForm] = {}


class AnswerForm(Form):
    """What an answer may say, and what must come with one that says "solved"; `grounds` with one that refuses."""

    results: Many[ResultName]
    grounds: Key | None = None
    form: dict[Key, FieldForm] = {}


class ContestForm(Form):
    """How often and until when an answer may be contested."""

    times: int
    within: Length


class EffectForm(Form):
    """One deed on one event."""

    on: EffectEvent
    do: DeedName
    result: ResultName | None = None
    values: dict[Key, EffectValue] = {}


class RepeatsForm(Form):
    """What makes two requests look like one."""

    same: Many[Key] = ()
    days: int


class RewardForm(Form):
    """Rewards by level, in fen."""

    level: Key
    amounts: dict[Key, int]
    published: bool
    note: Text


class SiteForm(Form):
    """A site whose saved pages are swept."""

    title: Text
    area: AreaCode
    medium: Key


class SweepForm(Form):
    """The table that reads the sentences of saved pages, and the sites."""

    table: Key
    sites: dict[Key, SiteForm]


class BoardForm(Form):
    """What of an answer is posted where everybody reads it, and who allows it."""

    shows: Key
    asks: Key


class MatterForm(Form):
    """One kind of request."""

    title: Text
    summary: Text
    form: dict[Key, FieldForm]
    reception: Slug
    review: Slug
    dispatch: Key
    grading: Key | None = None
    clocks: dict[Slug, ClockForm]
    answer: AnswerForm
    accepts_by_itself: bool = False
    answers_by_itself: AnswersItselfForm | None = None
    anonymous: bool = False
    hides_requester: bool = False
    organisation: Key | None = None
    stand_in: bool = False
    entry: Many[EntryForm] = ()
    screening: dict[Key, Text] = {}
    steps: dict[Key, StepForm] = {}
    silence: Length | None = None
    contest: ContestForm | None = None
    objections: int = 1
    apart: Many[Many[Said]] = ()
    effects: Many[EffectForm] = ()
    repeats: RepeatsForm | None = None
    reward: RewardForm | None = None
    grades: dict[Key, GradeForm] = {}
    supply: bool = False
    batches: bool = False
    channels: Many[ChannelName] = ()
    sweep: SweepForm | None = None
    board: BoardForm | None = None
    keeps: Months
    appeal: Text


class CasesFile(Form):
    """cases.yaml."""

    desks: dict[Slug, DeskForm]
    matters: dict[Slug, MatterForm]


@dataclass(frozen=True)
class TableFile:
    """One tables/<name>-<effective date>.dmn with its bytes' SHA-256."""

    name: str
    since: date
    file: str
    dmn: str
    sha256: str

    @property
    def stem(self) -> str:
        return f"{self.name}-{self.since}"


def read_tables(folder: Path) -> tuple[TableFile, ...]:
    """Every table file, the oldest first. Raises PackInvalid for one named otherwise or not UTF-8."""
    found, errors = list[TableFile](), list[PackError]()
    for path in sorted((folder / TABLES).glob("*")):
        file, match = f"{TABLES}/{path.name}", NAMED.fullmatch(path.name)
        try:
            if match is None:
                raise ValueError
            held = path.read_bytes()
            since = date.fromisoformat(match[2])
            found.append(TableFile(match[1], since, file, held.decode(), hashlib.sha256(held).hexdigest()))
        except UnicodeDecodeError:
            errors.append(PackError(file, 0, "a table file must be UTF-8"))
        except ValueError:
            what = "a table file is named <name>-<effective date>.dmn"
            errors.append(PackError(file, 0, what, read=path.name, allowed="dispatch-2021-12-16.dmn"))
    if errors:
        raise PackInvalid(folder.name, errors)
    return tuple(found)


def as_matters(
    slug: str,
    cases: CasesFile,
    tables: tuple[TableFile, ...],
    card: kept.CardTerms | None,
    records: Mapping[str, kept.RecordKind],
) -> list[kept.Matter]:
    """The matters of a pack as the kernel keeps them; `records`: every kind of evidence of the service."""
    dated: dict[str, tuple[kept.DatedTable, ...]] = {}
    for one in tables:
        dated[one.name] = (*dated.get(one.name, ()), kept.DatedTable(one.since.isoformat(), one.dmn, one.sha256))
    desks = tuple(_desk(name, form) for name, form in cases.desks.items())
    return [_matter(slug, name, form, desks, dated, card, records) for name, form in cases.matters.items()]


def words(text: Text) -> Words:
    """A text of a pack as the kernel keeps it."""
    return Words(text.zh, text.en)


def _desk(slug: str, form: DeskForm) -> kept.DeskNamed:
    duties = frozenset(Duty(duty) for duty in form.duties)
    return kept.DeskNamed(slug, words(form.title), kept.Level(form.level), duties)


def _fields(forms: Mapping[str, FieldForm]) -> tuple[FormField, ...]:
    return tuple(
        FormField(
            key=key,
            kind=FieldKind(form.kind),
            title=words(form.title),
            purpose=words(form.purpose),
            required=form.required,
            choices={choice: words(title) for choice, title in form.choices.items()},
            held=form.held,
            sharing=form.sharing,
            position=form.position,
            organisation=form.organisation,
            most=form.most,
        )
        for key, form in forms.items()
    )


def _clock(slug: str, form: ClockForm) -> kept.Clock:
    term = ClockTerm(
        slug=slug,
        starts=frozenset(Happened(one) for one in form.starts),
        stops=frozenset(Happened(one) for one in form.stops),
        amount=form.within.amount,
        unit=form.within.unit,
        whose=Whose(form.promised_to),
        extension=None if form.extension is None else Extension(form.extension.by, form.extension.times),
        cutoff=form.cutoff,
    )
    return kept.Clock(term, words(form.title), words(form.basis))


def _step(slug: str, form: StepForm) -> kept.Step:
    when = {name: tuple(values) for name, values in form.when.items()}
    return kept.Step(
        slug, words(form.title), Duty(form.duty), Happened(form.before), _fields(form.form), when, form.lapses
    )


def _effect(form: EffectForm) -> kept.Effect:
    result = None if form.result is None else Result(form.result)
    values = dict(form.values)
    if (fen := in_fen(values.get("amount", ""))) is not None:
        values["amount"] = str(fen)
    return kept.Effect(Happened(form.on), kept.Deed(form.do), result, values)


def _matter(
    pack: str,
    slug: str,
    form: MatterForm,
    desks: tuple[kept.DeskNamed, ...],
    dated: Mapping[str, tuple[kept.DatedTable, ...]],
    card: kept.CardTerms | None,
    records: Mapping[str, kept.RecordKind],
) -> kept.Matter:
    named = [name for name in (form.dispatch, form.grading, form.sweep and form.sweep.table) if name]
    more: dict[str, Any] = {}
    if form.contest is not None:
        more["contest"] = kept.Contest(form.contest.times, form.contest.within)
    if form.repeats is not None:
        more["repeats"] = kept.Repeats(tuple(form.repeats.same), form.repeats.days)
    if form.reward is not None:
        amounts = dict(form.reward.amounts)
        more["reward"] = kept.RewardLevels(form.reward.level, amounts, form.reward.published, words(form.reward.note))
    if form.sweep is not None:
        listed = {
            key: kept.SiteListed(words(site.title), site.area, site.medium) for key, site in form.sweep.sites.items()
        }
        more["sweep"] = kept.Sweep(form.sweep.table, listed)
    if form.board is not None:
        more["board"] = kept.Board(form.board.shows, form.board.asks)
    return kept.Matter(
        pack=pack,
        slug=slug,
        title=words(form.title),
        summary=words(form.summary),
        form=_fields(form.form),
        desks=desks,
        reception=form.reception,
        review=form.review,
        dispatch=form.dispatch,
        grading=form.grading or "",
        clocks=tuple(_clock(name, clock) for name, clock in form.clocks.items()),
        results=tuple(Result(result) for result in form.answer.results),
        tables={name: dated.get(name, ()) for name in named},
        accepts_by_itself=form.accepts_by_itself,
        answers_by_itself=as_answers_itself(form.answers_by_itself),
        anonymous=form.anonymous,
        hides_requester=form.hides_requester,
        organisation=form.organisation or "",
        stand_in=form.stand_in,
        entry=as_entry(form.entry),
        grades=as_grades(form.grades),
        screening=tuple(kept.Question(key, words(title)) for key, title in form.screening.items()),
        steps=tuple(_step(name, step) for name, step in form.steps.items()),
        answer=_fields(form.answer.form),
        grounds=form.answer.grounds or "",
        silence=form.silence,
        objections=form.objections,
        apart=tuple((pair[0], pair[1]) for pair in form.apart),
        effects=tuple(_effect(effect) for effect in form.effects),
        card=card,
        corrects=records if any(kept.Deed(one.do) is kept.Deed.CORRECT_RECORD for one in form.effects) else {},
        supply=form.supply,
        batches=form.batches,
        channels=tuple(form.channels),
        keeps_years=-(-form.keeps // 12),
        appeal=words(form.appeal),
        **more,
    )
