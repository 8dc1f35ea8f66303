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
from anxin.kernel.outcomes.models import DraftState, RuleDraft, RuleDraftSave
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
