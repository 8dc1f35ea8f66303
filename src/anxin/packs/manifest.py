"""pack.yaml: who the service is, on what law it rests, where its rules hold and what its outcomes mean."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from pydantic import AfterValidator, Field, StringConstraints

from anxin.packs.forms import AreaCode, Days, Form, Many, RoleName, Said, Slug, Text

RuleStem = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*-\d{4}-\d{2}-\d{2}$", max_length=60)]
LONGEST_MESSAGE = 140
Shape = Literal["circle-check", "triangle-alert", "pentagon-dots", "octagon-cross", "square-dash"]


def _version(written: str) -> str:
    try:
        return str(Version(written))
    except InvalidVersion:
        raise ValueError("a version is written 1.0.0") from None


def _range(written: str) -> str:
    try:
        SpecifierSet(written)
    except InvalidSpecifier:
        raise ValueError('a range of versions is written ">=0.1,<1"') from None
    return written


def _message(written: Text) -> Text:
    if len(written.zh) > LONGEST_MESSAGE:
        raise ValueError(f"a message has at most {LONGEST_MESSAGE} characters")
    return written


class Effective(Form):
    """From and until when the service exists; no `until`: still."""

    from_: date = Field(alias="from")
    until: date | None = None


class LegalBasis(Form):
    """One law, notice or standard the service rests on, and where it was read."""

    title: Text
    issuer: Text
    since: date
    read_in: Text


class AreaNamed(Form):
    """An area with rules of its own; `code` as in GB/T 2260."""

    code: AreaCode
    zh: Said
    en: str = ""


class RuleSetNamed(Form):
    """What a rule file is called, where its text comes from, and which part of that is our reading. `tells_change`: the
    words sent to the phone on file when it decides somebody otherwise than before."""

    title: Text
    source: Text
    note: Text | None = None
    tells_change: Annotated[Text, AfterValidator(_message)] | None = None


class Parameter(Form):
    """A number the published text leaves open: its value for each rule set, and whether anybody has published it."""

    type: Literal["days and time duration"]
    values: dict[RuleStem, Days]
    published: bool
    title: Text
    note: Text


class OutcomeNamed(Form):
    """One outcome in word, shape and colour, and what it means at the door."""

    order: int
    word: Text
    shape: Shape
    issued: bool
    entry: Literal["allowed", "caution", "advised_against"]
    household: Text
    worker: Text


class Decides(Form):
    """Which table of a rule file decides and which of its outputs is the outcome; the reason is its output `reason`."""

    table: Said
    outcome: Said


class ShownNamed(Form):
    """What a role is shown of a person, and the law that lets it."""

    fields: Many[Said]
    basis: Text


class Manifest(Form):
    """pack.yaml. Without `decides` the service has no outcome, and nothing that only an outcome needs. `visits`:
    whoever checks a code may confirm that a visit begins."""

    slug: Slug
    version: Annotated[str, AfterValidator(_version)]
    kernel: Annotated[str, AfterValidator(_range)]
    title: Text
    summary: Text
    owner: Text
    effective: Effective
    decides: Decides | None = None
    visits: bool = True
    legal_basis: Many[LegalBasis]
    areas: dict[Slug, AreaNamed] = {}
    rule_sets: dict[RuleStem, RuleSetNamed] = {}
    shown: dict[RoleName, ShownNamed] = {}
    parameters: dict[Slug, Parameter] = {}
    outcomes: dict[Slug, OutcomeNamed] = {}
