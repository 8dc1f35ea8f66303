"""Does what a case writes in a book fit it: the book, its movement, the amount, whose account and which part?"""

from __future__ import annotations

from collections.abc import Iterator

from anxin.kernel.cases import clocks
from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.matter import Deed
from anxin.packs.amounts import in_fen
from anxin.packs.cases import EffectForm, MatterForm
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.ledger import AccountForm, BookForm
from anxin.packs.pack import Pack

BOOKED = (Deed.POST, Deed.HOLD, Deed.TAKE, Deed.RELEASE)
OWNERS = {"person": ("requester", "person"), "organisation": ("about",)}
ASKED = ("form.", "answer.")
GRADE, REWARD = "grade.", "reward"


def check_booking(
    pack: Pack, document: Document, loc: Loc, matter: MatterForm, effect: EffectForm
) -> Iterator[PackError]:
    """Nothing for an effect that lacks a value: that is told with the deed."""
    values, where = effect.values, (*loc, "values")
    named = values.get("book", "")
    known = [f"{kind}/{one.key}" for kind, book in pack.ledger.books.items() for one in book.opens]
    if named not in known:
        what = "no such book among those that ledger.yaml opens; it is written kind/key"
        yield document.error((*where, "book"), what, read=named, allowed=known or ["none"])
        return
    book = pack.ledger.books[named.partition("/")[0]]
    movement = book.movements.get(values.get("movement", ""))
    if movement is None:
        what, read = "no such movement of this book", values.get("movement", "")
        yield document.error((*where, "movement"), what, read=read, allowed=book.movements)
        return
    if Deed(effect.do) in (Deed.POST, Deed.HOLD) and {movement.from_, movement.to} <= set(book.accounts):
        ends = [book.accounts[movement.from_], book.accounts[movement.to]]
        yield from _amount(document, (*where, "amount"), book, matter, effect)
        yield from _owner(document, where, matter, effect, ends)
        yield from _part(document, where, effect, ends)
        yield from _until(document, (*where, "until"), effect)


def _amount(
    document: Document, loc: Loc, book: BookForm, matter: MatterForm, effect: EffectForm
) -> Iterator[PackError]:
    written = effect.values.get("amount", "1")
    if written.startswith(ASKED):
        return
    if written.startswith(GRADE):
        if (name := written.removeprefix(GRADE)) not in matter.grades:
            yield document.error(
                loc, "no such output of the grading table under `grades`", read=name, allowed=matter.grades
            )
    elif written == REWARD:
        if Happened(effect.on) is not Happened.REWARDED or matter.reward is None or book.unit != "fen":
            what = "what was granted is there on the event `rewarded` of a matter with `reward`, for a book in fen"
            yield document.error(loc, what, read=written)
    elif in_fen(written) is not None and book.unit != "fen":
        yield document.error(loc, f"this book counts {book.unit}; only one in fen may write yuan", read=written)
    elif not (in_fen(written) or (written.isdecimal() and int(written))):
        what = 'an amount is a whole number above 0, "50.00 yuan", form.x, answer.x, grade.x, or reward'
        yield document.error(loc, what, read=written)


def _owner(
    document: Document, loc: Loc, matter: MatterForm, effect: EffectForm, ends: list[AccountForm]
) -> Iterator[PackError]:
    """Whose accounts: named where one of the two is a person's or an organisation's, and only there."""
    kinds = {one.owner for one in ends} - {"book"}
    written, fitting = effect.values.get("owner"), [word for kind in sorted(kinds) for word in OWNERS[kind]]
    if len(kinds) == 2:
        what = "a case moves nothing from a person to an organisation: both ends would need another owner"
        yield document.error((*loc, "movement"), what)
    elif written is None and kinds:
        yield document.error(loc, "one of the accounts is somebody's; say whose under `owner`", allowed=fitting)
    elif written is not None and written not in fitting:
        what = f"this movement is between accounts of {' and '.join(sorted(kinds)) or 'the book alone'}"
        yield document.error((*loc, "owner"), what, read=written, allowed=fitting or ["none"])
    if written == "requester" and matter.anonymous:
        yield document.error((*loc, "owner"), "an anonymous requester is nobody on file", read=written)
    if (written == "person") != ("person" in effect.values):
        yield document.error(loc, "`person` names the question of identity for `owner: person`, and only there")
    if written == "about" and matter.organisation is None:
        yield document.error((*loc, "owner"), "this matter names no `organisation`", read=written)


def _part(document: Document, loc: Loc, effect: EffectForm, ends: list[AccountForm]) -> Iterator[PackError]:
    parted = any(one.parted for one in ends)
    if parted and "part" not in effect.values:
        yield document.error(
            loc, "one of the accounts is parted; say which under `part`", allowed=["year", "form.<choice>"]
        )
    elif not parted and "part" in effect.values:
        yield document.error((*loc, "part"), "none of the two accounts is parted", read=effect.values["part"])


def _until(document: Document, loc: Loc, effect: EffectForm) -> Iterator[PackError]:
    try:
        amount, _unit = clocks.length(effect.values.get("until", "1 day"))
    except ValueError as wrong:
        yield document.error(loc, str(wrong), read=effect.values["until"])
        return
    if not amount:
        yield document.error(loc, "a hold lasts some time", read=effect.values["until"])
