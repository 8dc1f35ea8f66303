"""Which role may do what, for which purpose, seeing which fields. One table, readable as sentences.

A role × act table in tests/promises holds every door to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role


class Purpose(StrEnum):
    """Why somebody reads about a person. Shown to that person word for word."""

    DOOR_CHECK = "door-check"
    OWN_RECORD = "own-record"
    EMPLOYMENT = "employment"
    SUPERVISION = "supervision"
    CORRECTION = "correction"
    AUDIT = "audit"
    CASE_WORK = "case-work"
    OWN_REQUEST = "own-request"
    BOOKS = "books"


class Act(StrEnum):
    """What a role can be allowed. Reads and writes alike."""

    READ_PERSON = "read-person"
    SEE_REGISTRY = "see-registry"
    UPLOAD = "upload"
    ENTER_EVIDENCE = "enter-evidence"
    WITHDRAW_EVIDENCE = "withdraw-evidence"
    DISPUTE_EVIDENCE = "dispute-evidence"
    START_AFFILIATION = "start-affiliation"
    END_AFFILIATION = "end-affiliation"
    ISSUE_CARD = "issue-card"
    PRINT_CARD = "print-card"
    REPORT_CARD_LOST = "report-card-lost"
    CHECK_CODES = "check-codes"
    SEE_FIGURES = "see-figures"
    COUNT_EVERYBODY = "count-everybody"
    SEE_JOURNAL = "see-journal"
    SEE_RULES = "see-rules"
    SEE_FEEDBACK = "see-feedback"
    APPLY_PACK = "apply-pack"
    DECLARE_ZONE = "declare-zone"
    RETAIN = "retain"
    ALLOW_HIDDEN = "allow-hidden"
    SEE_DRAFTS = "see-drafts"
    DRAFT_RULES = "draft-rules"
    PUBLISH_RULES = "publish-rules"
    FILE_CASE = "file-case"
    WORK_CASES = "work-cases"
    GIVE_SEATS = "give-seats"
    SEE_BOOKS = "see-books"
    MERGE_PARTIES = "merge-parties"
    ASK_DATA = "ask-data"
    DECIDE_GRANTS = "decide-grants"
    SIGN_ASSESSMENT = "sign-assessment"
    SEE_GRANTS = "see-grants"
    COUNT_DATA = "count-data"
    REPORT_WRONG = "report-wrong"
    KEEP_PEERS = "keep-peers"
    RECONCILE = "reconcile"
    SEE_LOTS = "see-lots"
    RECORD_LOTS = "record-lots"
    KEEP_SITES = "keep-sites"
    TRACE_LOTS = "trace-lots"
    LOAD_FIRMS = "load-firms"
    JUDGE_FIRMS = "judge-firms"


BUREAUS = frozenset({Role.PROVINCE, Role.CITY, Role.COUNTY})

MAY: dict[Act, frozenset[Role]] = {
    Act.READ_PERSON: BUREAUS | {Role.AGENCY_CLERK, Role.WORKER, Role.HOUSEHOLD, Role.GATE, Role.SYSTEM},
    Act.SEE_REGISTRY: BUREAUS | {Role.AGENCY_CLERK, Role.SYSTEM},
    Act.UPLOAD: frozenset({Role.CITY, Role.COUNTY, Role.AGENCY_CLERK, Role.SYSTEM}),
    Act.ENTER_EVIDENCE: frozenset({Role.CITY, Role.SYSTEM}),
    Act.WITHDRAW_EVIDENCE: frozenset({Role.CITY, Role.SYSTEM}),
    Act.DISPUTE_EVIDENCE: frozenset({Role.WORKER, Role.AGENCY_CLERK}),
    Act.START_AFFILIATION: frozenset({Role.AGENCY_CLERK, Role.SYSTEM}),
    Act.END_AFFILIATION: frozenset({Role.AGENCY_CLERK, Role.SYSTEM}),
    Act.ISSUE_CARD: frozenset({Role.CITY, Role.SYSTEM}),
    # A printed copy of a code in use: of an agency's own people, a worker's own.
    Act.PRINT_CARD: frozenset({Role.CITY, Role.AGENCY_CLERK, Role.WORKER, Role.SYSTEM}),
    Act.REPORT_CARD_LOST: frozenset({Role.CITY, Role.AGENCY_CLERK, Role.WORKER, Role.SYSTEM}),
    # Codes that somebody shows, one after the other, with an account that is answerable for it.
    Act.CHECK_CODES: BUREAUS | {Role.AGENCY_CLERK, Role.GATE},
    Act.SEE_FIGURES: BUREAUS | {Role.AGENCY_CLERK, Role.AUDITOR, Role.SYSTEM},
    # Everybody decided afresh, beyond one's own scope.
    Act.COUNT_EVERYBODY: frozenset({Role.PROVINCE, Role.CITY, Role.AUDITOR, Role.SYSTEM}),
    Act.SEE_JOURNAL: frozenset({Role.AUDITOR, Role.SYSTEM}),
    Act.SEE_RULES: frozenset(Role),
    Act.SEE_FEEDBACK: BUREAUS | {Role.AGENCY_CLERK, Role.SYSTEM},
    Act.APPLY_PACK: frozenset({Role.SYSTEM}),
    # Only on areas within one's own.
    Act.DECLARE_ZONE: frozenset({Role.CITY, Role.COUNTY, Role.SYSTEM}),
    Act.RETAIN: frozenset({Role.SYSTEM}),
    # Whose reads a person is told of later only: the operator lists accounts, on the bureau's written word.
    Act.ALLOW_HIDDEN: frozenset({Role.SYSTEM}),
    Act.SEE_DRAFTS: frozenset({Role.PROVINCE, Role.CITY, Role.AUDITOR, Role.SYSTEM}),
    # For areas within one's own. The operator is nobody's second person: a draft is published by a named account.
    Act.DRAFT_RULES: frozenset({Role.PROVINCE, Role.CITY}),
    Act.PUBLISH_RULES: frozenset({Role.PROVINCE, Role.CITY}),
    # Everybody may ask for something; an auditor looks on.
    Act.FILE_CASE: frozenset(Role) - {Role.AUDITOR},
    # What somebody may do with a case hangs on the seats they hold (`cases.rights`).
    Act.WORK_CASES: BUREAUS | {Role.AGENCY_CLERK, Role.CLERK, Role.SYSTEM},
    Act.GIVE_SEATS: frozenset({Role.CITY, Role.SYSTEM}),
    # Which books hangs on seats, too (`bookkeeping.rights`); an auditor looks into all of them.
    Act.SEE_BOOKS: BUREAUS | {Role.AGENCY_CLERK, Role.CLERK, Role.AUDITOR, Role.SYSTEM},
    # Two files that are one person's: only of people within one's area.
    Act.MERGE_PARTIES: frozenset({Role.CITY, Role.SYSTEM}),
    # Bodies with public duties read datasets; which rows and fields is the gate's business (`datasets.gate`).
    Act.ASK_DATA: BUREAUS | {Role.CLERK},
    # The owner's side. Never the operator: a named person answers for it.
    Act.DECIDE_GRANTS: frozenset({Role.PROVINCE, Role.CITY}),
    Act.SIGN_ASSESSMENT: frozenset({Role.PROVINCE, Role.CITY}),
    Act.SEE_GRANTS: BUREAUS | {Role.CLERK, Role.AUDITOR},
    Act.COUNT_DATA: BUREAUS | {Role.CLERK, Role.AUDITOR, Role.SYSTEM},
    # Of people in one's scope; a worker of herself.
    Act.REPORT_WRONG: BUREAUS | {Role.AGENCY_CLERK, Role.WORKER},
    # Whom the site exchanges data with, and what.
    Act.KEEP_PEERS: frozenset({Role.SYSTEM}),
    Act.RECONCILE: frozenset({Role.PROVINCE, Role.CITY, Role.SYSTEM}),
    # Goods: a firm works at the sites it keeps, a bureau at those of its area (`tracing.rights`).
    Act.SEE_LOTS: BUREAUS | {Role.AGENCY_CLERK, Role.SYSTEM},
    Act.RECORD_LOTS: BUREAUS | {Role.AGENCY_CLERK, Role.SYSTEM},
    Act.KEEP_SITES: BUREAUS | {Role.SYSTEM},
    # Goods cross every border: whoever answers for an area follows them over the whole site.
    Act.TRACE_LOTS: BUREAUS | {Role.SYSTEM},
    # Firms abroad are the whole site's: files are taken in, and two records said to be one firm or two.
    Act.LOAD_FIRMS: frozenset({Role.PROVINCE, Role.CITY, Role.SYSTEM}),
    Act.JUDGE_FIRMS: frozenset({Role.PROVINCE, Role.CITY, Role.SYSTEM}),
}

PURPOSES: dict[Role, frozenset[Purpose]] = {
    Role.PROVINCE: frozenset({Purpose.SUPERVISION, Purpose.DOOR_CHECK}),
    Role.CITY: frozenset({Purpose.SUPERVISION, Purpose.CORRECTION, Purpose.DOOR_CHECK}),
    Role.COUNTY: frozenset({Purpose.SUPERVISION, Purpose.DOOR_CHECK}),
    Role.AGENCY_CLERK: frozenset({Purpose.EMPLOYMENT, Purpose.DOOR_CHECK}),
    Role.WORKER: frozenset({Purpose.OWN_RECORD}),
    Role.HOUSEHOLD: frozenset({Purpose.DOOR_CHECK}),
    Role.GATE: frozenset({Purpose.DOOR_CHECK}),
    Role.CLERK: frozenset(),
    Role.REQUESTER: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.SYSTEM: frozenset({Purpose.SUPERVISION}),
}

DUTIES: dict[Role, Purpose] = {
    Role.AGENCY_CLERK: Purpose.EMPLOYMENT,
    Role.WORKER: Purpose.OWN_RECORD,
    Role.HOUSEHOLD: Purpose.DOOR_CHECK,
    Role.CLERK: Purpose.CASE_WORK,
    Role.REQUESTER: Purpose.OWN_REQUEST,
    Role.AUDITOR: Purpose.AUDIT,
}

# What may be shown of a person at most; a pack names, of these, what its service needs and on which legal basis. A
# household never sees an identity number, phone, address or report.
_FILE = frozenset({"name", "masked_name", "masked_number", "agency", "items", "outcome", "history", "derivation"})
FIELDS: dict[Role, frozenset[str]] = {
    Role.PROVINCE: _FILE,
    Role.CITY: _FILE | {"phone"},
    Role.COUNTY: _FILE | {"phone"},
    Role.AGENCY_CLERK: _FILE | {"phone"},
    Role.WORKER: _FILE | {"looks", "phone"},
    Role.HOUSEHOLD: frozenset({"masked_name", "agency", "items", "outcome"}),
    Role.GATE: frozenset({"masked_name", "agency", "items", "outcome"}),
    Role.CLERK: frozenset(),
    Role.REQUESTER: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.SYSTEM: _FILE,
}


ROLE_TITLES = {
    Role.PROVINCE: gettext_lazy("province"),
    Role.CITY: gettext_lazy("city bureau"),
    Role.COUNTY: gettext_lazy("county bureau"),
    Role.AGENCY_CLERK: gettext_lazy("agency clerk"),
    Role.WORKER: gettext_lazy("worker"),
    Role.HOUSEHOLD: gettext_lazy("household"),
    Role.GATE: gettext_lazy("gate"),
    Role.CLERK: gettext_lazy("desk clerk"),
    Role.REQUESTER: gettext_lazy("requester"),
    Role.AUDITOR: gettext_lazy("auditor"),
    Role.SYSTEM: gettext_lazy("the system itself"),
}
PURPOSE_TITLES = {
    Purpose.DOOR_CHECK: gettext_lazy("Check at the door"),
    Purpose.OWN_RECORD: gettext_lazy("Reading one's own record"),
    Purpose.EMPLOYMENT: gettext_lazy("Employment and placement"),
    Purpose.SUPERVISION: gettext_lazy("Supervision"),
    Purpose.CORRECTION: gettext_lazy("Correcting a record"),
    Purpose.AUDIT: gettext_lazy("Audit"),
    Purpose.CASE_WORK: gettext_lazy("Dealing with a request"),
    Purpose.OWN_REQUEST: gettext_lazy("Following one's own request"),
    Purpose.BOOKS: gettext_lazy("Keeping the books"),
}
FIELD_TITLES = {
    "name": gettext_lazy("name"),
    "masked_name": gettext_lazy("masked name"),
    "masked_number": gettext_lazy("masked identity number"),
    "agency": gettext_lazy("agency"),
    "items": gettext_lazy("items and their validity"),
    "derivation": gettext_lazy("the derivation of an outcome"),
    "outcome": gettext_lazy("colour and reason"),
    "history": gettext_lazy("history"),
    "looks": gettext_lazy("who looked"),
    "phone": gettext_lazy("phone"),
}


def listed(titles: Iterable[object]) -> str:
    """Words in a row, as the reader's language separates them."""
    return str(gettext_lazy(", ")).join(sorted(str(title) for title in titles)) or "–"


def purpose_title(purpose: str) -> str:
    """A purpose in the reader's words; one without words of its own as it was written down."""
    return str(PURPOSE_TITLES[Purpose(purpose)]) if purpose in set(Purpose) else purpose


def duty_of(by: Actor) -> Purpose:
    """What the role's duty is to read for, where a reading names no purpose of its own."""
    return DUTIES.get(by.role, Purpose.SUPERVISION)


def require(by: Actor, act: Act) -> None:
    """`Refused` unless the actor's role may do this at all."""
    if by.role not in MAY[act]:
        raise Refused(
            _("Your role may not do this."),
            rule=f"access.{act}",
            why=_("It is open to: %(roles)s.") % {"roles": listed(ROLE_TITLES[role] for role in MAY[act])},
            ask=_("Ask the city bureau's administrator for an appointment, or have somebody with the role do it."),
            appeal=_("A refusal you think wrong can be taken to the bureau that runs this site."),
        )


def require_purpose(by: Actor, purpose: str, fields: frozenset[str], limit: frozenset[str]) -> None:
    """`Refused` unless the role may read for this purpose and the fields are within its limit (see `shown`)."""
    require(by, Act.READ_PERSON)
    if purpose not in PURPOSES[by.role]:
        raise Refused(
            _("Your role may not read for this purpose."),
            rule=f"access.purpose.{purpose}",
            why=_("Purposes open to your role: %(purposes)s.")
            % {"purposes": listed(PURPOSE_TITLES[one] for one in PURPOSES[by.role])},
            ask=_("Ask the bureau that runs this site."),
        )
    beyond = fields - limit
    if beyond:
        raise Refused(
            _("Your role may not see: %(fields)s.") % {"fields": listed(FIELD_TITLES.get(one, one) for one in beyond)},
            rule="access.fields",
            why=_("Each role sees only what its task needs (Personal Information Protection Law, art. 6)."),
            ask=_("Ask the bureau that runs this site."),
        )
