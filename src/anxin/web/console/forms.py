"""The console's forms. They read what was typed; the acts behind them decide whether it is right."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.kernel.evidence.actions import Statement
from anxin.kernel.intake.layouts import Layout
from anxin.packs.evidence import EvidenceKind
from anxin.web.console import words

OWN_FIELDS = ("result", "valid_from", "valid_until")


def day_field(*, label: str, help_text: str = "", required: bool = True) -> forms.DateField:
    """A day, by the browser's own picker where it has one."""
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=picker)


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your reason"),
        max_length=200,
        help_text=_("It stays with the record and the person can read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StatementForm(forms.Form):
    """What a source says about a person, for one kind of evidence; the kind's own declaration gives the fields."""

    def __init__(self, kind: str, form: EvidenceKind, *args: Any, with_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.form = kind, form
        sources = [(source, words.source(source)) for source in form.sources]
        self.fields["source"] = forms.ChoiceField(label=_("Source"), choices=sources)
        results = [(slug, words.said(text)) for slug, text in form.results.items()]
        self.fields["result"] = forms.ChoiceField(
            label=self._label("result"), help_text=self._purpose("result"), choices=results
        )
        self.fields["valid_from"] = day_field(label=self._label("valid_from"), help_text=self._purpose("valid_from"))
        if "valid_until" in form.fields:
            label, purpose = self._label("valid_until"), self._purpose("valid_until")
            self.fields["valid_until"] = day_field(label=label, help_text=purpose, required=False)
        for name in self.details:
            label, purpose = self._label(name), self._purpose(name)
            self.fields[name] = forms.CharField(label=label, help_text=purpose, max_length=80, required=False)
        if with_reason:
            self.fields["reason"] = reason_field()

    @property
    def details(self) -> list[str]:
        """Fields of the kind beyond result and validity, such as a policy number."""
        return [name for name in self.form.fields if name not in OWN_FIELDS]

    def _label(self, name: str) -> str:
        return words.said(self.form.fields[name].title)

    def _purpose(self, name: str) -> str:
        """Shown under the field: what it is asked for."""
        return words.said(self.form.fields[name].purpose)

    def statement(self) -> Statement:
        """What was entered, for the act."""
        read = self.cleaned_data
        return Statement(
            kind=self.kind,
            source=read["source"],
            valid_from=read["valid_from"],
            result=read["result"],
            valid_until=read.get("valid_until"),
            details={name: read[name] for name in self.details if read.get(name)},
        )


class ReasonForm(forms.Form):
    """An act that needs nothing but its reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field()


class LeaveForm(forms.Form):
    """The last day with the agency, and why, if there is something to say."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_on"] = day_field(label=_("Last day with the agency"))
        self.fields["ended_on"].initial = today
        self.fields["reason"] = forms.CharField(label=_("Reason (if any)"), max_length=200, required=False)


class JoinForm(forms.Form):
    """A worker who starts with the agency: number and name as on the identity card, and the first day."""

    id_number = forms.CharField(
        label=gettext_lazy("Identity number"),
        max_length=24,
        help_text=gettext_lazy("To find the person's file; kept encrypted, shown masked"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("To compare with the file, so that nobody is mistaken for another"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"] = day_field(label=_("First day with the agency"))
        self.fields["started_on"].initial = today


class CardForm(forms.Form):
    """The number printed on the card."""

    card_number = forms.CharField(
        label=gettext_lazy("Card number"),
        max_length=40,
        help_text=gettext_lazy("The household can compare it with the card shown"),
    )


class UploadForm(forms.Form):
    """A file and what kind of table it is."""

    def __init__(self, layouts: list[Layout], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(layout.slug, words.said(layout.title)) for layout in layouts]
        self.fields["layout"] = forms.ChoiceField(label=_("Kind of table"), choices=choices)
        self.fields["file"] = forms.FileField(
            label=_("File"),
            help_text=_("Excel (.xlsx, .xls), WPS or CSV"),
            widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.txt"}),
        )
