"""The forms of trying and drafting rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.drafting import LONGEST, Draft
from anxin.kernel.outcomes.drafts import LIVING, drafts
from anxin.kernel.outcomes.models import RuleDraft
from anxin.kernel.outcomes.queries import rule_sets
from anxin.kernel.reference.areas import within
from anxin.web.console import words
from anxin.web.console.chosen_service import service
from anxin.web.console.forms import day_field

FILE = "file"
LARGEST = 4 * LONGEST


def area_choices(within_area: str = "") -> list[tuple[str, str]]:
    """The areas that the pack has rules for, inside an area."""
    held = [area.code for area in words.pack().areas.values()]
    return [(code, words.area(code)) for code in held if within(code, within_area)]


def file_field(*, required: bool, help_text: str) -> forms.FileField:
    widget = forms.ClearableFileInput(attrs={"accept": ".dmn,.xml"})
    return forms.FileField(label=_("Rule file (.dmn)"), required=required, help_text=help_text, widget=widget)


def text_of(file: UploadedFile[bytes] | None) -> str:
    """The text of an uploaded file; a ValidationError if it is too large or no UTF-8."""
    if file is None:
        raise forms.ValidationError(_("Choose a file."))
    if file.size is None or file.size > LARGEST:
        raise forms.ValidationError(_("The file is too large."))
    try:
        return bytes(file.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError(_("The file is not UTF-8; save it as UTF-8.")) from None


class ParametersForm(forms.Form):
    """A number of days for each parameter of the pack; left empty, as in the rule set that is replaced."""

    def add_parameters(self, held: dict[str, str] | None = None) -> None:
        for name, parameter in words.pack().parameters.items():
            days = (held or {}).get(name, "")[1:-1]
            self.fields[f"parameter_{name}"] = forms.IntegerField(
                label=words.said(parameter.title),
                required=False,
                min_value=0,
                max_value=9999,
                initial=int(days) if days.isdigit() else None,
                help_text=_("Left empty: as in the rules in force."),
            )

    @property
    def parameters(self) -> dict[str, str]:
        named = {name: self.cleaned_data.get(f"parameter_{name}") for name in words.pack().parameters}
        return {name: f"P{days}D" for name, days in named.items() if days is not None}


class TryForm(ParametersForm):
    """What to try, as whose rules, on which day."""

    def __init__(self, actor: Actor, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafts = {f"draft:{one.public_id}": one for one in drafts(actor, service()).filter(state__in=LIVING)[:100]}
        self.applied = {f"rules:{one.slug}": one for one in rule_sets(service())}
        choices: list[tuple[str, Any]] = [(FILE, _("A file of mine"))]
        if self.drafts:
            choices.append((_("Drafts"), [(key, draft_title(one)) for key, one in self.drafts.items()]))
        choices.append((_("Published rule sets"), [(key, words.rule_title(one)) for key, one in self.applied.items()]))
        self.fields["source"] = forms.ChoiceField(label=_("What to try"), choices=choices)
        self.fields["file"] = file_field(required=False, help_text=_("Read once and not kept."))
        everybody = [("", _("Everybody on file"))]
        self.fields["area"] = forms.ChoiceField(
            label=_("As the rules of"), choices=[*everybody, *area_choices()], required=False, initial=actor.area
        )
        self.fields["as_of"] = day_field(label=_("On the day"))
        self.fields["as_of"].initial = today
        self.add_parameters()

    def content(self) -> Draft:
        """What was chosen, as a draft for the day; a ValidationError if the file is none."""
        source, day = self.cleaned_data["source"], self.cleaned_data["as_of"]
        if source in self.drafts:
            held = self.drafts[source]
            parameters = {**held.parameters, **self.parameters}
            return Draft(held.dmn, day, held.title_zh, held.title_en, parameters)
        if source in self.applied:
            rules = self.applied[source]
            parameters = {**rules.parameters, **self.parameters}
            return Draft(rules.dmn, day, rules.title_zh, rules.title_en, parameters)
        file = self.cleaned_data["file"]
        return Draft(text_of(file), day, str(file.name)[:120], "", self.parameters)


def draft_title(draft: RuleDraft) -> str:
    """A draft's title with its first day."""
    title = draft.title_en if words.language() == "en" and draft.title_en else draft.title_zh
    return f"{title} ({draft.effective_from})"


class _DraftFields(ParametersForm):
    def add_draft_fields(self, held: RuleDraft | None = None) -> None:
        self.fields["title_zh"] = forms.CharField(label=_("Title in Chinese"), max_length=120)
        self.fields["title_en"] = forms.CharField(label=_("Title in English"), max_length=120, required=False)
        self.fields["effective_from"] = day_field(label=_("In force from"))
        if held is not None:
            for name in ("title_zh", "title_en", "effective_from"):
                self.fields[name].initial = getattr(held, name)


class StartDraftForm(_DraftFields):
    """A new draft: for which area, from which day, beginning from which text."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applied = {one.slug: one for one in rule_sets(service())}
        self.fields["area"] = forms.ChoiceField(label=_("Area"), choices=area_choices(actor.area))
        self.add_draft_fields()
        choices = [(slug, words.rule_title(one)) for slug, one in self.applied.items()]
        self.fields["base"] = forms.ChoiceField(label=_("Begin from"), choices=[*choices, (FILE, _("A file of mine"))])
        self.fields["file"] = file_field(required=False, help_text=_("Only if you begin from a file of yours."))

    def content(self) -> Draft:
        """The first save; a ValidationError if the file is none."""
        read, base = self.cleaned_data, self.applied.get(self.cleaned_data["base"])
        dmn = base.dmn if base else text_of(read["file"])
        return Draft(
            dmn, read["effective_from"], read["title_zh"], read["title_en"], dict(base.parameters) if base else {}
        )


class SaveDraftForm(_DraftFields):
    """The next save of a draft: its text only if a file is given, and everything beside it."""

    def __init__(self, draft: RuleDraft, *args: Any, seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.add_draft_fields(draft)
        self.fields["file"] = file_field(required=False, help_text=_("Without one the table stays as it is."))
        self.add_parameters(draft.parameters)
        self.fields["scenarios"] = forms.CharField(
            label=_("What is meant to change (YAML)"),
            required=False,
            initial=draft.scenarios,
            help_text=_("Lists under `changes` and `situations`; docs/packs/drafts.md shows how."),
            widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
            strip=False,
        )
        self.fields["note"] = forms.CharField(label=_("Note on this save"), max_length=200, required=False)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=seen)

    def content(self) -> Draft:
        """What is to be saved; a ValidationError if the file is none."""
        read = self.cleaned_data
        dmn = text_of(read["file"]) if read["file"] else self.draft.dmn
        scenarios = read["scenarios"].replace("\r\n", "\n")
        titles = (read["title_zh"], read["title_en"])
        return Draft(dmn, read["effective_from"], *titles, self.parameters, scenarios)
