"""What was done about a worker, in the words of her own page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def act_word(act: str) -> str:
    """An act of the journal, as the person whom it is about reads it; one without words stays as it is written."""
    words = {**_on_facts(), **_in_books(), **_of_allotments(), **_of_mutual_aid(), **_of_unions()}
    return words.get(act, act)


def _on_facts() -> dict[str, str]:
    """Facts, affiliations, codes, visits, requests."""
    return {
        "evidence.record": _("Entered"),
        "evidence.correct": _("Corrected"),
        "evidence.withdraw": _("Withdrawn"),
        "evidence.count": _("Days on end counted"),
        "zones.declare": _("Zone declared"),
        "zones.lift": _("Zone lifted"),
        "zones.follow": _("Zone follows your stay"),
        "upload.apply": _("Brought in from a file"),
        "affiliation.start": _("Entered with an agency"),
        "affiliation.end": _("Exit from the agency"),
        "affiliation.transfer": _("Transfer to another organisation"),
        "party.register": _("File opened"),
        "party.merge": _("Two files merged"),
        "party.split": _("Merge of two files undone"),
        "code.issue": _("Code issued"),
        "code.end": _("Code taken out of use"),
        "evidence.dispute": _("Disputed"),
        "evidence.settle": _("Objection settled"),
        "card.print": _("Card printed"),
        "cards.print": _("Card printed"),
        "card.lost": _("Card reported lost"),
        "cards.move": _("Card's place on the list renewed"),
        "carrying.offer": _("Offered to the family to carry"),
        "carrying.open": _("Carried by the family"),
        "carrying.end": _("Carrying ended"),
        "code.lookup": _("Code looked up by phone"),
        "device.register": _("Phone registered"),
        "look.ask": _("Asked why somebody looked"),
        "message.send": _("Message sent"),
        "visit.confirm-again": _("Tried to confirm once more"),
        "visit.seen": _("Confirmation seen"),
        "visit.leave": _("Visit ended"),
        "visit.receipt": _("Receipt taken"),
        "visit.confirm": _("Visit confirmed"),
        "visit.rating": _("Visit rated"),
        "visit.complaint": _("Complaint about a visit"),
        "party.enter": _("Entered in the register"),
        "attachment.keep": _("Photo or file added"),
        "attachment.read": _("Photo or file looked at"),
        "attachment.erase": _("Photo or file erased after its time"),
        "case.list": _("Request seen in a desk's list"),
        "case.read": _("Request opened at a desk"),
        "party.read": _("Your file opened"),
        "party.list": _("Seen in a list of people"),
        "party.duplicates": _("Seen in a list of files that may be one person's"),
        "party.merges": _("Seen in a list of merged files"),
        "case.export": _("Taken along in a list of requests"),
        "upload.read": _("Seen in a file that was brought in"),
        "code.read": _("Your code checked"),
        "attachments.sweep": _("Left-over files removed"),
        "inquiry.ask": _("Somebody asked to see your record"),
        "inquiry.grant": _("You said yes to an inquiry"),
        "inquiry.refuse": _("You said no to an inquiry"),
        "inquiry.withdraw": _("You took a yes back"),
        "inquiry.open": _("Your record was opened after your yes"),
        "dataset.read": _("Read by another department"),
        "dataset.report-wrong": _("Reported as wrong"),
        "dataset.correct": _("Corrected at the source"),
        "dataset.reject": _("Looked into and found right"),
        "peer.read": _("Sent to another platform"),
        "peer.look": _("Looked at on another platform"),
        "peer.overruled": _("A value corrected by its source"),
    }


def _in_books() -> dict[str, str]:
    """Documents and holds of a book in which she has an account."""
    return {
        "ledger.read": _("Your account in a book opened"),
        "ledger.list": _("Seen in a list of accounts"),
        "ledger.export": _("Your account in a book taken along as a file"),
        "ledger.post": _("Entered in a book"),
        "ledger.hold": _("Held for you in a book"),
        "ledger.take": _("What was held for you taken"),
        "ledger.release": _("What was held for you given back"),
        "ledger.expire": _("What was held for you ran out"),
        "ledger.reverse": _("Entry in a book undone"),
        "ledger.join": _("Your two accounts in a book put together"),
    }


def _of_allotments() -> dict[str, str]:
    """Parcels, places and rooms."""
    return {
        "allotment.entered": _("Application put in the list of lots"),
        "allotment.waiting": _("Application put on the waiting list"),
        "allotment.offered": _("Held for you, to be taken"),
        "allotment.taken": _("Place, room or parcel taken"),
        "allotment.declined": _("Left to the next"),
        "allotment.expired": _("Not taken in time"),
        "allotment.cancelled": _("Application taken back"),
        "allotment.no-show": _("Written down that nobody came"),
        "allotment.over": _("What was waited for has begun"),
        "allotment.hand-out": _("Parcel handed out"),
        "allotment.read": _("Application opened"),
    }


def _of_mutual_aid() -> dict[str, str]:
    """Cycles and claims of mutual aid."""
    return {
        "benefit.enrol": _("Enrolled in mutual aid"),
        "benefit.withdraw": _("Left mutual aid, premium given back"),
        "benefit.enter": _("Claim of mutual aid entered"),
        "benefit.correct": _("Fact of a claim put right"),
        "benefit.offer": _("Mutual aid offered without application"),
        "benefit.consented": _("Offer of mutual aid taken"),
        "benefit.declined": _("Offer of mutual aid declined"),
        "benefit.approve": _("Claim of mutual aid approved"),
        "benefit.refuse": _("Claim of mutual aid refused"),
        "benefit.pay": _("Claim of mutual aid paid"),
        "benefit.reverse": _("Payment of a claim undone"),
        "benefit.read": _("Mutual aid of yours opened"),
        "benefit.list": _("Seen in a list of who was paid"),
        "benefit.find": _("Mutual aid of yours looked up by your number"),
    }


def _of_unions() -> dict[str, str]:
    """Membership of a union."""
    return {
        "union.list": _("Seen in a list of members"),
        "union.export": _("Taken along in a file of your union"),
        "union.import": _("Brought in with a file of your union"),
        "union.status": _("Membership of a day looked up"),
    }
