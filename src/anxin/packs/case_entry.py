"""`entry` and `stand_in` of a matter: what is looked up before a request is taken in, and who stands in for an area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from anxin.kernel.cases import matter as kept
from anxin.kernel.cases.forms import FieldKind
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.forms import Form, Many

Question = Annotated[str, Field(pattern=r"^form\.[a-z][a-z0-9_]*$", max_length=45)]
CheckName = Literal["not-affiliated", "one-open", "phone-free"]
KINDS: Mapping[str, FieldKind] = {
    "person": FieldKind.IDENTITY_NUMBER,
    "name": FieldKind.PERSON_NAME,
    "phone": FieldKind.PHONE,
}
WANTED: Mapping[kept.EntryCheck, tuple[str, ...]] = {
    kept.EntryCheck.NOT_AFFILIATED: ("person", "name"),
    kept.EntryCheck.ONE_OPEN: ("person", "name"),
    kept.EntryCheck.PHONE_FREE: ("person", "phone"),
}


class EntryForm(Form):
    """One thing that is looked up."""

    check: CheckName
    person: Question
    name: Question | None = None
    phone: Question | None = None

    def named(self, part: str) -> str:
        """The key of the question a part is answered by; empty where none is named."""
        return (getattr(self, part) or "").removeprefix("form.")


def as_entry(forms: Many[EntryForm]) -> tuple[kept.Entry, ...]:
    """What is looked up, as the kernel keeps it."""
    return tuple(
        kept.Entry(kept.EntryCheck(one.check), one.named("person"), one.named("name"), one.named("phone"))
        for one in forms
    )


def check_entry(
    document: Document, loc: Loc, forms: Many[EntryForm], asked: Mapping[str, tuple[FieldKind, bool]]
) -> Iterator[PackError]:
    """Each check names the questions it needs. `asked`: by key each question's kind, and whether it is required."""
    for place, one in enumerate(forms):
        wanted = WANTED[kept.EntryCheck(one.check)]
        for part in KINDS:
            where, key = (*loc, "entry", place, part), one.named(part)
            if part in wanted and not key:
                what = f"`{one.check}` needs the question that answers {part!r}"
                yield document.error((*loc, "entry", place), what, allowed=[f"{part}: form.<question>"])
            elif part not in wanted and key:
                yield document.error(where, f"`{one.check}` has no use for {part!r}", read=key, allowed=wanted)
            elif key and asked.get(key) != (KINDS[part], True):
                fitting = [f"form.{name}" for name, held in asked.items() if held == (KINDS[part], True)]
                what = f"no such required question of kind {KINDS[part]}"
                yield document.error(where, what, read=f"form.{key}", allowed=fitting or ["none"])


def check_stand_in(
    document: Document, loc: Loc, organisation: str | None, asked: Mapping[str, tuple[FieldKind, bool]]
) -> Iterator[PackError]:
    """Where an organisation may stand in, the question for the one concerned may stay empty and the area may not."""
    if organisation is None or asked.get(organisation, (None, False))[1]:
        what = "where an organisation stands in, `organisation` names a question that may stay empty"
        yield document.error((*loc, "stand_in"), what)
    if asked.get("area") != (FieldKind.AREA, True):
        what = "who stands in is known by the area: ask for `area` (kind area, required)"
        yield document.error((*loc, "stand_in"), what)
