"""Once only: a form does not ask for what another department already holds as a field of a dataset.

保障“最多跑一次”改革规定 (Zhejiang 2018), arts. 7 and 8: what can be had from the public data platform is not asked
again; the applicant confirms it. So a question is refused when it is designed, and the refusal names who holds the
answer. Who the person is and how to reach them is asked in every form and left out of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anxin.kernel.cases.forms import FieldKind
from anxin.kernel.datasets.terms import PLAIN
from anxin.packs.cases import MatterForm
from anxin.packs.documents import Document, Loc, read_document, understood
from anxin.packs.exchange import EXCHANGE, DatasetForm, ExchangeFile
from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.pack import Pack

WHO = frozenset(
    {
        FieldKind.PHONE,
        FieldKind.PERSON_NAME,
        FieldKind.IDENTITY_NUMBER,
        FieldKind.CREDIT_CODE,
        FieldKind.PLACE,
        FieldKind.AREA,
        FieldKind.RECORD,
        FieldKind.PHOTO,
        FieldKind.FILE,
    }
)
_BETWEEN = re.compile(r"[\s（）()·、，,。:：]+")


@dataclass(frozen=True)
class HeldField:
    """A field of a dataset as somebody who designs a form should know it."""

    dataset: str
    slug: str
    title: str
    owner: str
    read: str


def held_fields(root: Path) -> list[HeldField]:
    """The fields that anybody may be given, of every dataset of the packs in a folder. A file that cannot be read is
    told where its own pack is judged."""
    found: list[HeldField] = []
    for path in sorted(root.glob(f"*/{EXCHANGE}")):
        try:
            file = understood(read_document(path.parent, EXCHANGE), ExchangeFile, slug=path.parent.name)
        except PackInvalid:
            continue
        for slug, form in file.datasets.items():
            found += _fields(path.parent.name, slug, form)
    return found


def _fields(pack: str, slug: str, form: DatasetForm) -> Iterator[HeldField]:
    for name, field in form.fields.items():
        if "not_shared" not in (form.sharing, field.sharing):
            yield HeldField(f"{pack}.{slug}", name, field.title.zh, form.owner.zh, field.read)


def check_once_only(pack: Pack) -> Iterator[PackError]:
    """An error for each question that a dataset answers, unless the form fills it in or says why it asks anyway."""
    held = held_fields(pack.folder.parent)
    by_title = {_plain(one.title): one for one in held}
    by_slug = {one.slug: one for one in held if one.read not in PLAIN}
    for slug, matter in pack.cases.matters.items():
        yield from _matter(pack.documents.cases, ("matters", slug, "form"), matter, by_title, by_slug)


def _matter(
    document: Document,
    loc: Loc,
    matter: MatterForm,
    by_title: dict[str, HeldField],
    by_slug: dict[str, HeldField],
) -> Iterator[PackError]:
    for key, question in matter.form.items():
        found = by_title.get(_plain(question.title.zh)) or by_slug.get(key)
        if found is None or question.asks in WHO or question.held or question.asks_anyway is not None:
            continue
        what = (
            f"{found.owner} holds this already as {found.dataset}.{found.slug} ({found.title}): take it from there with"
            " `held`, or say under `asks_anyway` why the applicant is asked all the same"
        )
        yield document.error((*loc, key), what, read=question.title.zh)


def _plain(title: str) -> str:
    return _BETWEEN.sub("", title)
