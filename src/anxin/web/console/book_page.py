"""Books on the console: the list of them, one book, its accounts of a kind, one document."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.bookkeeping import actions, queries
from anxin.kernel.bookkeeping.rights import Reader, readable_books
from anxin.kernel.ledger.queries import terms_of
from anxin.kernel.ledger.wording import told
from anxin.packs.on_site import services
from anxin.web.console import words
from anxin.web.console.book_asking import GUARD, days_asked, reader_at
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, Leaf, leaf_of, number_asked


def place(reader: Reader) -> dict[str, str]:
    """The address of a book, as its pages' links need it."""
    terms = reader.book.terms
    return {"pack": terms.pack, "kind": terms.slug, "key": reader.book.key}


def shown(reader: Reader, **more: object) -> dict[str, object]:
    """What every page of a book is drawn from."""
    here = place(reader)
    return {
        "book": reader.book,
        "unit": reader.book.unit,
        "keeps": reader.keeps,
        "here": here,
        "home": reverse("console:book", kwargs=here),
        **more,
    }


@require_safe
@desk(GUARD)
def books(request: DeskRequest) -> HttpResponse:
    """Every book one may read, with its balance, what is held and until when it is closed."""
    readers = readable_books(request.actor, request.at)
    titles = {pack.slug: words.said(pack.title) for pack in services()}
    lines = [
        {"totals": one, "here": place(reader), "service": titles.get(one.book.terms.pack, one.book.terms.pack)}
        for reader, one in zip(readers, queries.totals_of((held.book for held in readers), request.at), strict=True)
    ]
    return render(request, "console/books/list.html", {"lines": lines})


@require_safe
@desk(GUARD)
def book(request: DeskRequest, pack: str, kind: str, key: str) -> HttpResponse:
    """One book: its accounts by kind, and its documents."""
    reader = reader_at(request, pack, kind, key)
    days = days_asked(request.GET)
    [totals] = queries.totals_of([reader.book], request.at)
    leaf = leaf_of(queries.documents_of(reader.book, days), number_asked(request))
    documents = Leaf(queries.document_lines(reader.book, leaf.rows), leaf.number, leaf.more)
    context = shown(reader, totals=totals, leaf=documents, days=days, today=request.today)
    return render(request, "console/books/book.html", context)


@require_safe
@desk(GUARD)
def accounts(request: DeskRequest, pack: str, kind: str, key: str, account_kind: str) -> HttpResponse:
    """The accounts of a kind; names of persons stand masked."""
    reader, number = reader_at(request, pack, kind, key), number_asked(request)
    part, owner = request.GET.get("part", "")[:40], request.GET.get("owner", "")[:16]
    rows, more = actions.list_accounts(
        reader=reader, kind=account_kind, part=part, owner=owner, start=(number - 1) * SIZE, most=SIZE
    )
    terms = terms_of(reader.book.terms).accounts[account_kind]
    context = shown(
        reader,
        leaf=Leaf(rows, number, more),
        title=told(terms.title, account_kind),
        account_kind=account_kind,
        parted=terms.parted,
        parts=queries.parts_of(reader.book, account_kind) if terms.parted else [],
        part=part,
        owner=owner,
    )
    return render(request, "console/books/accounts.html", context)


@require_POST
@desk(GUARD)
def find(request: DeskRequest, pack: str, kind: str, key: str, account_kind: str) -> HttpResponse:
    """The accounts of whoever has a number; the number stands in no address line."""
    reader = reader_at(request, pack, kind, key)
    owner = actions.find_account(reader=reader, number=request.POST.get("number", "")[:30])
    there = reverse("console:book_accounts", kwargs={**place(reader), "account_kind": account_kind})
    if owner is None:
        messages.error(request, _("Nobody with this number has an account in this book. Check the number."))
        return redirect(there)
    return redirect(f"{there}?owner={owner}")


@require_safe
@desk(GUARD)
def document(request: DeskRequest, pack: str, kind: str, key: str, number: int) -> HttpResponse:
    """One document: its lines, who wrote it and when, and what it reverses."""
    reader, page = reader_at(request, pack, kind, key), number_asked(request)
    opened = actions.open_document(reader=reader, number=number, start=(page - 1) * SIZE, most=SIZE)
    leaf = Leaf(opened.sides, page, opened.more)
    return render(request, "console/books/document.html", shown(reader, opened=opened, leaf=leaf, today=request.today))
