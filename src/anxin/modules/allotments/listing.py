"""The list of one part, held under the book's lock: who comes next, and what becomes of what nobody took."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.models import Account, Book
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.refusing import Full
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.messages.actions import send
from anxin.kernel.parties.sealing import unseal
from anxin.modules.allotments import queries
from anxin.modules.allotments.enums import LIVE, Standing
from anxin.modules.allotments.models import Application, Happening, Offer
from anxin.modules.allotments.refusing import moment, not_open_yet
from anxin.modules.allotments.terms import SHANGHAI, OfferTerms, starts_at


class HeldList:
    """An offer whose book is locked by this transaction: nobody else moves anything of it until the end."""

    def __init__(self, offer: Offer, by: Actor, at: datetime) -> None:
        journal.queue()
        if offer.book_id is None:
            raise not_open_yet()
        self.book = Book.objects.select_for_update().select_related("terms").get(pk=offer.book_id)
        self.offer = Offer.objects.get(pk=offer.pk)
        self.terms: OfferTerms = queries.terms_of(self.offer)
        self.by, self.at = by, at

    @property
    def day(self) -> date:
        return self.at.astimezone(SHANGHAI).date()

    def again(self, application: Application) -> Application:
        """The application as it stands now that the list is held, with what ran out in the meantime put down."""
        self.settle(application.part)
        return Application.objects.select_related("person", "hold").get(pk=application.pk)

    def next_number(self) -> int:
        self.offer.numbers += 1
        self.offer.save(update_fields=["numbers"])
        return self.offer.numbers

    def free(self, part: str) -> int:
        held = Account.objects.filter(book=self.book, kind="free", part=part).first()
        return held.free if held is not None else 0

    def begun(self, part: str) -> bool:
        """Whether a part has begun: nothing of it is offered any more."""
        named = self.terms.part(part)
        start = starts_at(named) if named is not None else None
        return start is not None and self.at >= start

    def settle(self, part: str) -> None:
        """Put down what has run out, then offer what is free to those who wait, in their order."""
        live = Application.objects.filter(offer=self.offer, part=part).select_related("hold", "person")
        for one in live.filter(standing=Standing.OFFERED, held_until__lte=self.at).order_by("held_until", "pk"):
            self.release(one)
            self.move(one, Standing.EXPIRED)
        if self.begun(part):
            for one in live.filter(standing=Standing.WAITING):
                self.move(one, Standing.OVER)
            return
        free = self.free(part)
        if free > 0:
            self._offer(part, free)

    def _offer(self, part: str, free: int) -> None:
        for one in queries.waiting(self.offer, part).select_related("person"):
            if free == 0:
                return
            try:
                self.hold(one, from_list=True)
                free -= 1
            except Full:  # the person got one of another offer counted in the same book
                self.move(one, Standing.OVER)

    def hold(self, application: Application, *, from_list: bool) -> None:
        """Hold one of the part for somebody, for as long as the offer says and never past the beginning."""
        until = self.at + timedelta(hours=self.terms.hold_hours)
        named = self.terms.part(application.part)
        start = starts_at(named) if named is not None else None
        if start is not None:
            until = min(until, start)
        source, target = self.ends(application)
        application.hold = ledger.hold(
            by=self.by,
            at=self.at,
            book=self.book,
            movement="take",
            source=source,
            target=target,
            quantity=self.one,
            until=until,
            about=f"application:{application.public_id}",
        )
        application.held_until, application.from_list = until, from_list
        self.move(application, Standing.OFFERED, until=until)
        if from_list and application.phone_sealed:
            self._tell(application, until)

    def _tell(self, application: Application, until: datetime) -> None:
        """Say to the phone that was left that it is their turn; the link is theirs and nobody else keeps it."""
        text = _(
            "%(offer)s, number %(number)s: it is your turn. Held for you until %(until)s; open your page to take it."
        )
        send(
            by=self.by,
            at=self.at,
            kind="allotment-offered",
            recipient=unseal(application.phone_sealed, context="allotment-phone"),
            text=text % {"offer": self.terms.title, "number": f"{application.number:04d}", "until": moment(until)},
            subjects=[application.person.public_id],
        )

    def release(self, application: Application) -> None:
        if application.hold is not None:
            ledger.release(by=self.by, at=self.at, hold=application.hold)

    def take(self, application: Application) -> None:
        assert application.hold is not None, "what is offered is held"
        ledger.take(by=self.by, at=self.at, hold=application.hold, day=self.day)
        self.move(application, Standing.TAKEN)

    def give_back(self, application: Application, standing: Standing, note: str = "") -> None:
        """What was taken is free again; the person's account is empty and may take another."""
        source, target = self.ends(application)
        document = Document(
            "give-back", (Transfer(target, source, self.one),), self.day, f"application:{application.public_id}", note
        )
        ledger.post(by=self.by, at=self.at, book=self.book, document=document)
        self.move(application, standing, note=note)

    def ends(self, application: Application) -> tuple[AccountName, AccountName]:
        return AccountName("free", None, application.part), AccountName("taken", application.person)

    @property
    def one(self) -> Quantity:
        return Quantity(Unit(self.book.unit), 1)

    def move(
        self, application: Application, standing: Standing, *, until: datetime | None = None, note: str = ""
    ) -> None:
        """Write down where an application stands now; one that ended gives its slot back."""
        application.standing = standing
        if standing not in LIVE:
            application.slot, application.ended_at = None, self.at
        application.save()
        self.write([application], standing, until=until, note=note)

    def write(
        self,
        applications: Iterable[Application],
        standing: Standing,
        *,
        until: datetime | None = None,
        note: str = "",
    ) -> None:
        rows = [
            Happening(
                application=one,
                offer=self.offer,
                part=one.part,
                standing=standing,
                at=self.at,
                until=until,
                note=note[:200],
                by=self.by.label[:80],
            )
            for one in applications
        ]
        Happening.objects.bulk_create(rows, batch_size=100)
        detail = {"offer": queries.name_of(self.offer), "applications": [row.application.number for row in rows[:50]]}
        journal.write(
            by=self.by,
            at=self.at,
            act=f"allotment.{standing}",
            subjects={row.application.person.public_id for row in rows},
            detail=detail | {"many": len(rows)},
        )
