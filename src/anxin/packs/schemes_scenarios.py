"""Scenarios of schemes: this claim in this cycle, after those before it, is paid so much for this reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from anxin.packs.amounts import Amount
from anxin.packs.cases import Key
from anxin.packs.documents import Document, understood
from anxin.packs.forms import Form, Many, Said, Slug, Text
from anxin.packs.scenarios import BENEFITS, scenario_documents
from anxin.packs.schemes import CycleKey

Told = str | bool | int | date


class BeforeForm(Form):
    """A claim of the same person and cycle that was paid before."""

    item: Slug
    facts: dict[Key, Told]
    paid: Amount


class PaidForm(Form):
    """What the claim comes to."""

    paid: Amount
    reason: Key | None = None
    row: int | None = None
    explanation: Many[Said] = ()


class BenefitForm(Form):
    """One claim."""

    title: Text
    scheme: Slug
    cycle: CycleKey
    item: Slug
    facts: dict[Key, Told]
    before: Many[BeforeForm] = ()
    expect: PaidForm


class AdmittedForm(Form):
    """What the admission table says of one person."""

    title: Text
    scheme: Slug
    cycle: CycleKey
    age: int
    sex: Literal["female", "male"]
    retired: bool = False
    admitted: bool
    reason: Key
    row: int


class Benefits(Form):
    """Claims and admissions worth naming."""

    kind: Literal["benefits"]
    benefits: Many[BenefitForm] = ()
    admissions: Many[AdmittedForm] = ()


@dataclass(frozen=True)
class BenefitsFile:
    """A file of such scenarios; `document` knows the lines."""

    document: Document
    held: Benefits


def read_benefits(folder: Path) -> list[BenefitsFile]:
    """Every scenario file of benefits, in order of name. Raises PackInvalid."""
    found = (one for one in scenario_documents(folder) if one.held.get("kind") == BENEFITS)
    return [BenefitsFile(one, understood(one, Benefits, slug=folder.name)) for one in found]
