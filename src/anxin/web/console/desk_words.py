"""The kernel's own vocabulary in the reader's language: roles, purposes, causes, acts of the journal, upload states."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.kernel.access.rules import purpose_title
from anxin.kernel.intake.models import UploadState
from anxin.kernel.journal.actor import Role
from anxin.kernel.outcomes.models import Cause
from anxin.web.console.navigation import ROLE_WORDS


def role(slug: str) -> str:
    return str(ROLE_WORDS[Role(slug)]) if slug in set(Role) else slug


def purpose(slug: str) -> str:
    return purpose_title(slug) or "–"


def cause(slug: str) -> str:
    held: dict[str, str] = {
        Cause.EVIDENCE: _("new evidence"),
        Cause.TICK: _("the day turned"),
        Cause.RULES: _("rules published"),
    }
    return held.get(slug, slug)


def upload_state(slug: str) -> str:
    held: dict[str, str] = {
        UploadState.STAGING: _("being read"),
        UploadState.STAGED: _("waiting for your decision"),
        UploadState.APPLYING: _("being written"),
        UploadState.APPLIED: _("done"),
        UploadState.DISCARDED: _("discarded"),
        UploadState.REFUSED: _("not accepted"),
    }
    return held.get(slug, slug)


def act(slug: str) -> str:
    """An act of the journal; one without words of its own is shown as it was written down."""
    return _acts().get(slug, slug)


def _acts() -> dict[str, str]:
    return {
        **_acts_on_facts(),
        **_acts_on_codes(),
        **_acts_on_requests(),
        **_acts_on_books(),
        **_acts_of_mutual_aid(),
        **_acts_of_allotments(),
        **_acts_of_buyers(),
        **_acts_of_unions(),
    }


def _acts_on_facts() -> dict[str, str]:
    """People, what is said of them, and the rules."""
    return {
        "party.read": _("opened the file"),
        "party.list": _("seen in a list"),
        "party.enter": _("person or agency entered"),
        "party.register": _("file opened"),
        "party.merge": _("two files merged"),
        "party.split": _("merge of two files undone"),
        "party.duplicates": _("seen in a list of possible duplicates"),
        "party.merges": _("seen in the list of merges"),
        "affiliation.start": _("entered with an agency"),
        "affiliation.end": _("left an agency"),
        "affiliation.transfer": _("transferred to another organisation"),
        "evidence.record": _("evidence entered"),
        "evidence.correct": _("evidence corrected"),
        "evidence.withdraw": _("evidence withdrawn"),
        "evidence.dispute": _("evidence disputed"),
        "evidence.settle": _("objection settled"),
        "evidence.count": _("days on end counted"),
        "evidence.series": _("count of days taken into use"),
        "residents.invent": _("residents invented for a trial"),
        "zones.declare": _("zone declared"),
        "zones.lift": _("zone lifted"),
        "zones.follow": _("zone follows a stay"),
        "rules.apply": _("rules published"),
        "rules.draft": _("draft of rules begun"),
        "rules.save": _("draft of rules saved"),
        "rules.propose": _("draft of rules proposed"),
        "rules.withdraw": _("draft of rules withdrawn"),
        "rules.publish": _("draft of rules published"),
        "rules.simulate": _("rules tried on everybody"),
        "outcomes.recolour": _("everybody decided anew"),
        "outcomes.tick": _("day turned"),
        "upload.stage": _("file checked"),
        "upload.refuse": _("file not accepted"),
        "upload.confirm": _("upload confirmed"),
        "upload.discard": _("upload discarded"),
        "upload.apply": _("rows written"),
        "upload.finish": _("upload finished"),
        "account.appoint": _("account appointed"),
        "token.issue": _("access key issued"),
        "pack.apply": _("pack applied"),
        "hidden.allow": _("account allowed to read without the person being told for now"),
        "hidden.end": _("account no longer allowed to read hidden"),
        "journal.check": _("whole chain checked"),
        "journal.retain": _("entries over their time emptied"),
        "shown.apply": _("what each role is shown set by the pack"),
        "upload.read": _("upload looked at"),
    }


def _acts_on_codes() -> dict[str, str]:
    """Codes, cards, visits, keys, messages."""
    return {
        "code.read": _("scanned the code"),
        "code.issue": _("code issued"),
        "code.end": _("code taken out of use"),
        "visit.confirm": _("visit confirmed"),
        "visit.rating": _("visit rated"),
        "visit.complaint": _("complaint made"),
        "code.unknown": _("asked for an unknown code"),
        "code.lookup": _("code looked up by phone number"),
        "card.print": _("card printed"),
        "cards.print": _("cards printed"),
        "card.lost": _("card reported lost"),
        "cards.move": _("place on a status list renewed"),
        "carrying.offer": _("carrying offered to a relative"),
        "carrying.open": _("carrying begun on a relative's phone"),
        "carrying.end": _("carrying ended"),
        "device.register": _("phone registered for signing"),
        "look.ask": _("asked why somebody looked"),
        "message.send": _("message sent"),
        "visit.confirm-again": _("tried to confirm once more"),
        "visit.seen": _("confirmation seen by the worker"),
        "visit.leave": _("visit ended"),
        "visit.receipt": _("receipt taken"),
        "codes.retain": _("visits and salts removed after their time"),
        "keys.trust": _("root of keys pinned"),
        "keys.new": _("signing key made"),
        "keys.list": _("list of keys signed"),
        "keys.withdraw": _("signing key withdrawn"),
    }


def _acts_on_requests() -> dict[str, str]:
    """Requests, their desks, their files, what goes to other systems."""
    return {
        "case.sweep": _("saved pages swept"),
        "attachment.keep": _("photo or file kept"),
        "attachment.read": _("photo or file looked at"),
        "attachment.erase": _("photos or files erased after their time"),
        "attachments.sweep": _("left-over files removed"),
        "case.list": _("cases seen in a list"),
        "case.read": _("case opened"),
        "case.export": _("list of cases taken along as a file"),
        "case.filter": _("saved list of cases changed"),
        "case.batch": _("batch of requests begun"),
        "case.received": _("request received"),
        "case.accepted": _("request accepted"),
        "case.assigned": _("case sent to a desk"),
        "case.objected": _("desk objected to a dispatch"),
        "case.answered": _("case answered"),
        "case.agreed": _("answer accepted"),
        "case.contested": _("answer contested"),
        "case.closed": _("case closed"),
        "case.refused": _("request refused"),
        "case.withdrawn": _("request withdrawn"),
        "case.screened": _("request screened"),
        "case.claimed": _("case taken in hand"),
        "case.step-done": _("step of a case done"),
        "case.extended": _("time limit extended"),
        "case.supplemented": _("request added to"),
        "case.noted": _("note on a case"),
        "case.joined": _("case joined to another"),
        "case.separated": _("case separated again"),
        "case.rewarded": _("reward granted"),
        "matter.apply": _("matters taken into use"),
        "dataset.keep": _("a dataset put into the catalogue"),
        "dataset.ask": _("data asked for"),
        "dataset.grant": _("data granted"),
        "dataset.refuse": _("a request for data refused"),
        "dataset.withdraw": _("a grant withdrawn"),
        "dataset.read": _("rows of a dataset read"),
        "dataset.refused": _("a reading of data refused"),
        "dataset.assess": _("a security assessment signed"),
        "dataset.assess-rule": _("the rule of security assessment put into force"),
        "dataset.count": _("statistics of a dataset made"),
        "dataset.report-wrong": _("a wrong value reported"),
        "dataset.correct": _("a wrong value corrected"),
        "dataset.reject": _("a value found right"),
        "inquiry.declare": _("inquiries taken into use"),
        "inquiry.forget": _("askers of inquiries forgotten"),
        "inquiry.ask": _("a record asked for"),
        "inquiry.grant": _("an inquiry authorised"),
        "inquiry.refuse": _("an inquiry not authorised"),
        "inquiry.withdraw": _("an authorisation taken back"),
        "inquiry.open": _("a record opened after a yes"),
        "peer.add": _("a platform taken on as a peer"),
        "peer.end": _("the exchange with a peer ended"),
        "peer.give": _("a dataset given to a peer"),
        "peer.give-end": _("a dataset given to a peer no more"),
        "peer.take": _("a dataset taken from a peer"),
        "peer.take-end": _("a dataset taken from a peer no more"),
        "peer.remove": _("received data removed after their term"),
        "peer.read": _("data sent to a peer"),
        "peer.read-received": _("data received from a peer read"),
        "peer.look": _("data read at a peer"),
        "peer.overruled": _("a value overruled by its source"),
        "peer.state": _("a value stated for a peer's record"),
        "peer.certify": _("equality with a peer certified"),
        "peer.reconcile": _("data compared with a peer"),
        "cases.retain": _("requests emptied after their time"),
        "delivery.post": _("message made for another system"),
        "delivery.resolve": _("system for a message found"),
        "delivery.reached": _("message arrived at another system"),
        "delivery.failed": _("message did not arrive, tried again later"),
        "delivery.given-up": _("message given up"),
        "delivery.number": _("another system gave its number"),
        "delivery.retry": _("message sent once more"),
        "delivery.status": _("another system told how it stands"),
        "seat.give": _("seat at a desk given"),
        "seat.end": _("seat at a desk ended"),
    }


def _acts_on_books() -> dict[str, str]:
    """Books, their accounts and documents."""
    return {
        "ledger.open": _("book opened"),
        "ledger.post": _("documents written in a book"),
        "ledger.join": _("two accounts of one owner joined"),
        "ledger.hold": _("quantity held in a book"),
        "ledger.take": _("held quantity taken"),
        "ledger.release": _("held quantity given back"),
        "ledger.expire": _("holds that ran out ended"),
        "ledger.reverse": _("document reversed"),
        "ledger.close": _("period of a book closed"),
        "ledger.read": _("account or document of a book opened"),
        "ledger.list": _("accounts of a book seen in a list"),
        "ledger.export": _("account of a book taken along as a file"),
    }


def _acts_of_mutual_aid() -> dict[str, str]:
    """Schemes, rosters, claims, payment runs."""
    return {
        "benefit.scheme": _("scheme of mutual aid taken into use"),
        "benefit.roster": _("roster of mutual aid received"),
        "benefit.roster-read": _("roster of mutual aid read"),
        "benefit.roster-back": _("roster of mutual aid taken back"),
        "benefit.enrol": _("enrolled in a cycle of mutual aid"),
        "benefit.premium": _("premium matched to rosters"),
        "benefit.withdraw": _("left a cycle of mutual aid"),
        "benefit.enter": _("claim entered"),
        "benefit.correct": _("fact of a claim corrected"),
        "benefit.offer": _("claim offered without application"),
        "benefit.consented": _("offered claim consented to"),
        "benefit.declined": _("offered claim declined"),
        "benefit.approve": _("claims approved"),
        "benefit.refuse": _("claim refused"),
        "benefit.run": _("payment run begun"),
        "benefit.pay": _("claims paid"),
        "benefit.run-end": _("payment run ended"),
        "benefit.reverse": _("payment of a claim reversed"),
        "benefit.read": _("claim opened"),
        "benefit.list": _("who was paid seen in a list"),
        "benefit.find": _("claims looked up by identity number"),
    }


def _acts_of_allotments() -> dict[str, str]:
    """What is handed out from a limited stock."""
    return {
        "allotment.declare": _("offer taken into use"),
        "allotment.hand-out": _("parcel handed out"),
        "allotment.announce": _("list of lots published"),
        "allotment.value": _("public value of a draw entered"),
        "allotment.value-differs": _("two public values of a draw differ"),
        "allotment.draw": _("lots drawn"),
        "allotment.read": _("application opened"),
        "allotment.retain": _("applications emptied after their time"),
        "allotment.entered": _("application put into the lots"),
        "allotment.waiting": _("application put on the waiting list"),
        "allotment.offered": _("place held for an application"),
        "allotment.taken": _("place taken"),
        "allotment.declined": _("held place declined"),
        "allotment.expired": _("held place ran out"),
        "allotment.cancelled": _("application withdrawn"),
        "allotment.no-show": _("nobody came for a place"),
        "allotment.over": _("application ended with its session"),
    }


def _acts_of_buyers() -> dict[str, str]:
    """Firms abroad and the light on them."""
    return {
        "buyers.declare": _("light on buyers taken into use"),
        "buyers.load": _("file of firms begun"),
        "buyers.load.done": _("file of firms taken in"),
        "buyers.load.seen": _("file of firms looked at again"),
        "buyers.decide": _("two records of firms decided"),
        "buyers.undo": _("decision about two records taken back"),
        "buyers.report": _("payment of a buyer reported"),
        "buyers.withdraw": _("report about a buyer taken back"),
    }


def _acts_of_unions() -> dict[str, str]:
    """Unions and their members."""
    return {
        "unions.declare": _("unions of a service taken into use"),
        "tracing.declare": _("kinds of site taken into use"),
        "tracing.site": _("site entered"),
        "tracing.lot": _("lot of goods entered"),
        "tracing.record": _("event of a lot recorded"),
        "tracing.capture": _("events of another system captured"),
        "tracing.trace": _("goods followed"),
        "inquiry.pass-on": _("question passed on to another platform"),
        "union.found": _("union founded"),
        "union.open-pool": _("pool of an area opened"),
        "union.dissolve": _("union dissolved"),
        "union.list": _("members of a union seen in a list"),
        "union.export": _("all of a union taken along as a file"),
        "union.import": _("a union's file brought in"),
        "union.status": _("membership on a day looked up"),
    }


def acts() -> list[tuple[str, str]]:
    """Every act with its word, for choosing among."""
    return sorted(_acts().items(), key=lambda held: held[1])


def draft_state(state: str) -> str:
    """The state of a draft of rules."""
    return {
        "open": _("being drafted"),
        "proposed": _("proposed"),
        "published": _("published"),
        "withdrawn": _("withdrawn"),
    }.get(state, state)
