"""What a grading table says, in words: every output and every value that people get to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.matter import Grade
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.forms import Form, Said, Text


class GradeForm(Form):
    """One output of the grading table."""

    title: Text
    values: dict[Said, Text] = {}


def as_grades(forms: Mapping[str, GradeForm]) -> tuple[Grade, ...]:
    """The same as the kernel keeps it."""
    return tuple(
        Grade(key, _words(form.title), {value: _words(text) for value, text in form.values.items()})
        for key, form in forms.items()
    )


def _words(text: Text) -> Words:
    return Words(text.zh, text.en)


def check_grades(
    document: Document, loc: Loc, forms: Mapping[str, GradeForm], graded: Mapping[str, frozenset[Any]]
) -> Iterator[PackError]:
    """Every output has a title, every word it can give is said in both languages, and nothing else is."""
    for name in sorted(forms.keys() - graded.keys()):
        yield document.error(
            (*loc, "grades", name), "no such output of the grading table", read=name, allowed=sorted(graded)
        )
    for name, values in sorted(graded.items()):
        form = forms.get(name)
        if form is None:
            what = "this output of the grading table has no words: people would read its key"
            yield document.error((*loc, "grades"), what, read=name)
            continue
        said = {value for value in values if isinstance(value, str)}
        for value in sorted(said - form.values.keys()):
            yield document.error(
                (*loc, "grades", name), "this value has no words: people would read its key", read=value
            )
        for value in sorted(form.values.keys() - said):
            what = "the grading table never says this"
            yield document.error((*loc, "grades", name, "values", value), what, read=value, allowed=sorted(said))
