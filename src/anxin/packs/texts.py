"""texts/reasons.yaml: what each reason of the tables means to the household and to the person concerned."""

from __future__ import annotations

from anxin.packs.forms import Form, Slug, Text


class Reason(Form):
    """One reason: its name, what it means for the visit, what the person should do about it, and at which desk."""

    title: Text
    household: Text
    worker: Text
    where: Text


class ReasonsFile(Form):
    """texts/reasons.yaml. `discreet`: a household is told what the colour means for it, never which reason."""

    discreet: bool = False
    reasons: dict[Slug, Reason]
