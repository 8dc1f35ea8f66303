"""Acts on drafts of rule sets: one person writes and proposes, another publishes. A draft decides nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import RuleSetFile, apply_rule_sets, shanghai_day
from anxin.kernel.outcomes.drafts import SIMULATED, signed_by
from anxin.kernel.outcomes.models import DraftState, RuleDraft, RuleDraftSave, RuleSet
from anxin.kernel.outcomes.simulation import Progress, Simulation, simulation
from anxin.kernel.reference.areas import areas, within

LONGEST = 2_000_000  # characters of a draft, and of its scenarios


@dataclass(frozen=True)
class Draft:
    """What a save holds. The DMN text is kept as it is, byte for byte, even if it cannot be read yet."""

    dmn: str
    effective_from: date
    title_zh: str
    title_en: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    scenarios: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.dmn.encode()).hexdigest()


@transaction.atomic
def start_draft(*, by: Actor, at: datetime, pack: str, area: str, content: Draft, note: str = "") -> RuleDraft:
    """Begin a draft for an area within the actor's own, with its first save."""
    require(by, Act.DRAFT_RULES)
    require_area(by, area)
    _check(content)
    made = RuleDraft(pack=pack, area=area, author=by.label, author_id=by.user_id, started_at=at)
    _save(made, by, at, content, note)
    journal.write(by=by, at=at, act="rules.draft", detail=told(made))
    return made


@transaction.atomic
def save_draft(
    *, by: Actor, at: datetime, draft: RuleDraft, content: Draft, seen: int | None = None, note: str = ""
) -> RuleDraft:
    """Keep the next save; a proposal falls back to a draft, since another text was proposed.

    `seen` is the number of the save that the writer had before them: `Conflict` if somebody has saved since. Saving
    what is already held writes nothing.
    """
    require(by, Act.DRAFT_RULES)
    require_area(by, draft.area)
    _check(content)
    held = living(draft)
    newest = held.saves.order_by("-number").first()
    if seen is not None and newest is not None and newest.number != seen:
        raise Conflict(
            _("Somebody else has saved this draft since you opened it."),
            why=_("%(who)s saved it; your text would undo that.") % {"who": newest.saved_by},
            todo=_("Open the draft anew and put your change into it."),
        )
    if newest is not None and _content(newest) == _content(content):
        return held
    _save(held, by, at, content, note)
    journal.write(by=by, at=at, act="rules.save", detail=told(held))
    return held


@transaction.atomic
def propose_draft(*, by: Actor, at: datetime, draft: RuleDraft) -> RuleDraft:
    """Put the draft, as it stands, before a second person."""
    require(by, Act.DRAFT_RULES)
    require_area(by, draft.area)
    held = living(draft)
    if held.state == DraftState.PROPOSED:
        return held
    held.state, held.proposed_at = DraftState.PROPOSED, at
    held.proposed_by, held.proposed_by_id = by.label, by.user_id
    held.save()
    journal.write(by=by, at=at, act="rules.propose", detail=told(held))
    return held


@transaction.atomic
def withdraw_draft(*, by: Actor, at: datetime, draft: RuleDraft) -> RuleDraft:
    """Give a draft up; it stays readable."""
    require(by, Act.DRAFT_RULES)
    require_area(by, draft.area)
    held = living(draft)
    held.state = DraftState.WITHDRAWN
    held.save()
    journal.write(by=by, at=at, act="rules.withdraw", detail=told(held))
    return held


def simulate(
    *, by: Actor, at: datetime, file: RuleSetFile, as_of: date, progress: Progress | None = None
) -> Simulation:
    """Try a file on everybody whom it would decide; the journal keeps the counts, and without it nothing is shown."""
    require(by, Act.COUNT_EVERYBODY)
    found = simulation(file, as_of=as_of, progress=progress)  # outside the transaction: it may take a while
    journal.write(by=by, at=at, act=SIMULATED, detail=found.told(), is_read=True)
    return found


@transaction.atomic
def publish_draft(
    *, by: Actor, at: datetime, draft: RuleDraft, file: RuleSetFile, tried: Simulation, seen: int
) -> RuleSet:
    """Make a proposed draft law from its effective date on. The journal keeps `tried`, its simulation.

    `seen` is the number of the journal entry of the simulation that was looked at before. `Refused` to whoever wrote,
    saved or proposed it; `Conflict` where the draft is not proposed, its day has passed, or `file` or `tried` are not
    of exactly these bytes. Whether its tables and scenarios are right is asked by the pack before. Outcomes follow with
    `recolour`.
    """
    require(by, Act.PUBLISH_RULES)
    require_area(by, draft.area)
    held = living(draft)
    require_second_person(by, held)
    _require_publishable(held, file, tried, shanghai_day(at))
    (made,) = apply_rule_sets(by=Actor.system(by.label), at=at, files=[file])
    held.state, held.rule_set, held.replaced = DraftState.PUBLISHED, made, (tried.replaces or ("",))[0]
    held.save()
    people = {"author": held.author, "saved_by": held.saved_by, "proposed_by": held.proposed_by}
    detail = {**told(held), **people, "slug": made.slug, "seen": seen, "simulation": tried.told()}
    journal.write(by=by, at=at, act="rules.publish", detail=detail)
    return made


def require_second_person(by: Actor, draft: RuleDraft) -> None:
    """`Refused` to whoever wrote, last saved or proposed the draft."""
    if signed_by(draft, by):
        raise Refused(
            _("You cannot publish this draft: you wrote, saved or proposed it."),
            rule="rules.second-person",
            why=_("A rule is published by a second person, who has looked at what it changes."),
            todo=_("Have a colleague of your bureau or of the province publish it."),
            ask=_("Ask the bureau's administrator who else may publish rules."),
        )


def _require_publishable(draft: RuleDraft, file: RuleSetFile, tried: Simulation, today: date) -> None:
    if draft.state != DraftState.PROPOSED:
        raise Conflict(
            _("The draft is not proposed."),
            why=_("Whoever saved it last may still be writing."),
            todo=_("Its writer proposes it; then publish it."),
        )
    if draft.effective_from < today:
        raise Conflict(
            _("The effective date has passed."),
            why=_("A rule never changes what was decided on days gone by."),
            todo=_("Save the draft with a date from today on and propose it again."),
        )
    same = (file.sha256, file.area, file.effective_from) == (draft.sha256, draft.area, draft.effective_from)
    if not same or tried.file != file or tried.as_of != draft.effective_from:
        raise Conflict(
            _("The simulation is not of exactly this draft."),
            why=_("The draft was saved again meanwhile, or another day was tried."),
            todo=_("Look at the simulation of the draft as it stands now, then publish."),
        )
    if RuleSet.objects.filter(pack=file.pack, slug=file.slug).exists():
        raise Conflict(
            _("Rule set %(slug)s was published before.") % {"slug": file.slug},
            why=_("A published rule set is never edited; past outcomes must stay explainable by it."),
            todo=_("Save the draft with a later effective date and propose it again."),
        )


def require_area(by: Actor, area: str) -> None:
    """`Refused` unless the area is the actor's own or lies within it."""
    if area not in areas() or not within(area, by.area or area):
        raise Refused(
            _("Rules of this area are not yours to write or to publish."),
            rule="access.area",
            why=_("A bureau does so for its own area and the areas within it."),
            ask=_("Ask the bureau of that area, or the province."),
        )


def living(draft: RuleDraft) -> RuleDraft:
    """The draft's row, locked; `Conflict` once it was published or withdrawn."""
    held = RuleDraft.objects.select_for_update().get(pk=draft.pk)
    if held.state in (DraftState.PUBLISHED, DraftState.WITHDRAWN):
        raise Conflict(
            _("This draft is closed: it was published or withdrawn."),
            why=_("A published rule set is never edited; past outcomes must stay explainable by it."),
            todo=_("Begin a new draft from it, with a later effective date."),
        )
    return held


def told(draft: RuleDraft) -> dict[str, object]:
    """A draft as the journal names it."""
    return {
        "draft": draft.public_id,
        "pack": draft.pack,
        "area": draft.area,
        "effective_from": draft.effective_from.isoformat(),
        "sha256": draft.sha256,
        "parameters": dict(draft.parameters),
    }


def _check(content: Draft) -> None:
    if not content.title_zh.strip():
        raise Invalid(_("A draft needs a title in Chinese."), field="title_zh")
    for name, most in (("title_zh", 120), ("title_en", 120), ("dmn", LONGEST), ("scenarios", LONGEST)):
        text = getattr(content, name)
        if len(text) > most:
            raise Invalid(_("The text is too long."), field=name, allowed=_("%(most)s characters") % {"most": most})
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise Invalid(_("The text holds characters that are no text."), field=name, allowed="UTF-8")


def _content(held: Draft | RuleDraftSave) -> tuple[object, ...]:
    titles = (held.title_zh.strip(), held.title_en.strip())
    return held.sha256, held.effective_from, dict(held.parameters), held.scenarios, titles


def _save(draft: RuleDraft, by: Actor, at: datetime, content: Draft, note: str) -> None:
    held = {
        "effective_from": content.effective_from,
        "title_zh": content.title_zh.strip(),
        "title_en": content.title_en.strip(),
        "dmn": content.dmn,
        "sha256": content.sha256,
        "parameters": dict(content.parameters),
        "scenarios": content.scenarios,
        "saved_by": by.label,
        "saved_by_id": by.user_id,
        "saved_at": at,
    }
    for name, value in held.items():
        setattr(draft, name, value)
    draft.state, draft.proposed_by, draft.proposed_by_id, draft.proposed_at = DraftState.OPEN, "", None, None
    draft.save()
    RuleDraftSave.objects.create(draft=draft, number=draft.saves.count() + 1, note=note, **held)
