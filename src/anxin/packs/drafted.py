"""A rule set that is not in the pack's folder yet, read as if it were: with the pack's facts, texts and parameters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anxin import decisions
from anxin.kernel.errors import Invalid
from anxin.kernel.outcomes.actions import RuleSetFile
from anxin.kernel.outcomes.drafting import Draft
from anxin.kernel.outcomes.in_force import constant, rule_set_for
from anxin.kernel.outcomes.models import RuleDraft, RuleSet
from anxin.packs.forms import Text
from anxin.packs.manifest import RuleSetNamed
from anxin.packs.pack import Pack, RuleFile
from anxin.packs.queries import as_rule_set_file

EVERYWHERE = ""


@dataclass(frozen=True)
class Drafted:
    """`pack` with the draft's rule file added; `replaces` is the rule set that decides the area without it."""

    pack: Pack
    rules: RuleFile
    replaces: RuleSet | None

    @property
    def file(self) -> RuleSetFile:
        """As the kernel takes it. Raises DecisionError for a file that cannot be read."""
        return as_rule_set_file(self.pack, self.rules)


def content_of(draft: RuleDraft) -> Draft:
    """What a draft holds now."""
    return Draft(
        dmn=draft.dmn,
        effective_from=draft.effective_from,
        title_zh=draft.title_zh,
        title_en=draft.title_en,
        parameters=draft.parameters,
        scenarios=draft.scenarios,
    )


def area_named(pack: Pack, code: str) -> str:
    """The pack's own word for an area with rule sets. Invalid for an area that pack.yaml does not name."""
    for slug, held in pack.areas.items():
        if held.code == code:
            return slug
    raise Invalid(
        _("The service has no rules of its own for this area."),
        field="area",
        read=code,
        allowed=", ".join(held.code for held in pack.areas.values()),
        todo=_("Name the area under `areas` of pack.yaml first."),
    )


def drafted(pack: Pack, content: Draft, *, area: str) -> Drafted:
    """The draft in the pack, for an area (six digits), or for everybody (`EVERYWHERE`), which can only be tried.

    A parameter that the draft does not set has the value of the rule set it replaces, and people are told of changes in
    that one's words.
    """
    stem = f"{area_named(pack, area) if area else 'everywhere'}-{content.effective_from}"
    replaces = _replaced(pack, area, content.effective_from)
    rules = RuleFile(
        stem=stem,
        area=stem.partition("-")[0],
        effective_from=content.effective_from,
        file=f"rules/{stem}.dmn",
        dmn=content.dmn,
        sha256=hashlib.sha256(content.dmn.encode()).hexdigest(),
    )
    title = Text(zh=content.title_zh or stem, en=content.title_en)
    tells = Text(zh=replaces.tells_change) if replaces is not None and replaces.tells_change else None
    named = RuleSetNamed(title=title, source=title, tells_change=tells)
    values = parameters_of(pack, content, replaces)
    parameters = {
        name: held.model_copy(update={"values": {**held.values, stem: values[name]}})
        if name in values
        else held.model_copy(update={"values": {one: value for one, value in held.values.items() if one != stem}})
        for name, held in pack.parameters.items()
    }
    areas = pack.areas if area else {**pack.areas, "everywhere": _everywhere(pack)}
    manifest = pack.manifest.model_copy(
        update={"rule_sets": {**pack.manifest.rule_sets, stem: named}, "parameters": parameters, "areas": areas}
    )
    others = tuple(one for one in pack.rule_files if one.stem != stem)
    return Drafted(replace(pack, manifest=manifest, rule_files=(*others, rules)), rules, replaces)


def _everywhere(pack: Pack) -> object:
    return next(iter(pack.areas.values())).model_copy(update={"code": EVERYWHERE})


def _replaced(pack: Pack, area: str, on: date) -> RuleSet | None:
    return rule_set_for(RuleSet.objects.filter(pack=pack.slug), area, on) if area else None


def parameters_of(pack: Pack, content: Draft, replaces: RuleSet | None) -> Mapping[str, timedelta]:
    """The draft's own values first, then those of the rule set it replaces, of the parameters that it reads."""
    unknown = set(content.parameters) - set(pack.parameters)
    if unknown:
        allowed = ", ".join(pack.parameters)
        raise Invalid(_("There is no such parameter."), field="parameters", read=min(unknown), allowed=allowed)
    written = {**(replaces.parameters if replaces else {}), **content.parameters}
    asked = _inputs(content.dmn)
    return {name: _days(name, text) for name, text in written.items() if name in asked and name in pack.parameters}


def _days(name: str, text: str) -> timedelta:
    value = constant(text)
    if not isinstance(value, timedelta):
        raise Invalid(_("The value of a parameter cannot be read."), field=name, read=text, allowed="P30D")
    return value


def _inputs(dmn: str) -> frozenset[str]:
    """The inputs of a text; none while it cannot be read."""
    try:
        return frozenset(decisions.load(dmn, name="draft").inputs)
    except decisions.DecisionError:
        return frozenset()
