"""A scheme as a service would declare it, with its book, its people, and three clerks. Amounts are invented."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.matter import DatedTable
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.models import Book
from anxin.kernel.ledger.terms import AccountKind, BookTerms, Movement, Owner
from anxin.kernel.ledger.units import Unit
from anxin.kernel.parties.identifiers import Scheme as Numbers
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.modules.benefits import approving, claiming, keeping, paying, premiums, rosters
from anxin.modules.benefits.booking import book_of
from anxin.modules.benefits.enums import FactKind, Pays, Withdrawal
from anxin.modules.benefits.models import Claim, Payment, PayRun, Roster
from anxin.modules.benefits.terms import (
    BookNamed,
    Cell,
    Cycle,
    FactAsked,
    Item,
    MovementNamed,
    Scheme,
    Unless,
)
from tests.cast import identity_number

SHANGHAI = ZoneInfo("Asia/Shanghai")
PACK, NAME, CYCLE, CEILING = "aid", "aid/workers", "2022", 6_520_000
OPERATOR = Actor.system("operator")
ENTERS = Actor(Role.SYSTEM, "an", user_id=11)
APPROVES = Actor(Role.SYSTEM, "bo", user_id=12)
PAYS = Actor(Role.SYSTEM, "chi", user_id=13)
AT = datetime(2021, 12, 1, 9, 0, tzinfo=SHANGHAI)
LATER = datetime(2022, 3, 1, 9, 0, tzinfo=SHANGHAI)
PAY_DAY = date(2022, 3, 1)
MILD = ("in-situ", "mild-cancer", "mild-heart", "mild-stroke")
CONDITIONS = (*MILD, "cancer", "heart", "stroke")


def words(zh: str, en: str = "") -> Words:
    return Words(zh, en)


def table(
    name: str, since: str, inputs: dict[str, str], rows: Sequence[tuple[tuple[str, ...], str, str]]
) -> DatedTable:
    """A table file: `rows` are the cells of the inputs, the amount and the reason."""
    data = "".join(
        f'<inputData id="{one}" name="{one}"><variable name="{one}" typeRef="{kind}"/></inputData>'
        for one, kind in inputs.items()
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{one}"/></informationRequirement>' for one in inputs
    )
    columns = "".join(
        f'<input id="in-{one}"><inputExpression typeRef="{kind}"><text>{one}</text></inputExpression></input>'
        for one, kind in inputs.items()
    )
    rules = "".join(
        f'<rule id="row-{number}">'
        + "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
        + f'<outputEntry><text>{amount}</text></outputEntry><outputEntry><text>"{reason}"</text></outputEntry>'
        + f"<annotationEntry><text>实施细则第{number}条（{since}）</text></annotationEntry>"
        + f"<annotationEntry><text>Rules, art. {number} ({since})</text></annotationEntry></rule>"
        for number, (cells, amount, reason) in enumerate(rows, 1)
    )
    dmn = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="{name}" name="{name}" '
        f'namespace="urn:{name}">'
        f'{data}<decision id="decided" name="decided"><variable name="decided"/>{needs}'
        f'<decisionTable hitPolicy="FIRST">{columns}<output name="amount" typeRef="number"/>'
        '<output name="reason" typeRef="string"/><annotation name="legal source"/>'
        f'<annotation name="legal source (en)"/>{rules}</decisionTable></decision></definitions>'
    )
    return DatedTable(since, dmn, hashlib.sha256(dmn.encode()).hexdigest())


def medical_table(since: str = "2021-01-01", percent: int = 50) -> DatedTable:
    rows = [((">= 100000",), f"floor(self_paid * {percent} / 100)", "share"), (("-",), "0", "below")]
    return table("medical", since, {"self_paid": "number"}, rows)


def critical_table(since: str = "2021-01-01") -> DatedTable:
    mild = ",".join(f'"{one}"' for one in MILD)
    rows = [((mild,), "600000", "mild"), (("-",), "2000000", "severe")]
    return table("critical", since, {"condition": "string"}, rows)


def allowance_table(since: str = "2021-01-01") -> DatedTable:
    rows = [((">= 1",), "min(days, 90) * 10000", "days"), (("-",), "0", "none")]
    return table("allowance", since, {"days": "number"}, rows)


def women_table(since: str = "2021-01-01") -> DatedTable:
    return table("women", since, {"condition": "string"}, [(("-",), "1000000", "women")])


def article(number: int) -> Words:
    return words(f"实施细则第{number}条", f"Rules, art. {number}")


def choice(title: str) -> FactAsked:
    return FactAsked(FactKind.CHOICE, words(title, "illness"), {one: words(one) for one in CONDITIONS})


ITEMS = {
    "medical": Item(
        "medical",
        words("住院自负费用补助", "Hospital costs"),
        "medical",
        {"self_paid": FactAsked(FactKind.FEN, words("自负费用")), "on": FactAsked(FactKind.DATE, words("出院日期"))},
        {"share": words("自负费用按比例补助", "a share of what one paid"), "below": words("未达起付线", "too little")},
        happened="on",
        settlements={"自负金额": "self_paid", "出院日期": "on"},
    ),
    "critical": Item(
        "critical",
        words("重大疾病补助", "Critical illness"),
        "critical",
        {"condition": choice("病种"), "on": FactAsked(FactKind.DATE, words("确诊日期"))},
        {"mild": words("轻症", "mild"), "severe": words("重症", "severe")},
        happened="on",
        bill=False,
    ),
    "allowance": Item(
        "allowance",
        words("住院生活补助", "Hospital allowance"),
        "allowance",
        {"days": FactAsked(FactKind.COUNT, words("住院天数")), "on": FactAsked(FactKind.DATE, words("入院日期"))},
        {"days": words("按住院天数", "for each day"), "none": words("没有住院", "no stay")},
        happened="on",
    ),
    "women": Item(
        "women",
        words("女职工特殊疾病补助", "Women's illness"),
        "women",
        {"condition": choice("病种"), "on": FactAsked(FactKind.DATE, words("确诊日期"))},
        {"women": words("女职工特殊疾病", "women's illness")},
        happened="on",
        bill=False,
    ),
}
EXCLUSIONS = (
    Cell(("medical", "medical"), Pays.BOTH, article(1)),
    Cell(("medical", "critical"), Pays.BOTH, article(2)),
    Cell(("medical", "allowance"), Pays.BOTH, article(3)),
    Cell(("medical", "women"), Pays.BOTH, article(4)),
    Cell(("critical", "critical"), Pays.FIRST, article(5)),
    Cell(
        ("critical", "allowance"),
        Pays.LARGER,
        article(6),
        unless=tuple(Unless("condition", (one,), Pays.BOTH, article(60 + at)) for at, one in enumerate(MILD, 1)),
    ),
    Cell(("critical", "women"), Pays.LARGER, article(7), same="condition"),
    Cell(("allowance", "allowance"), Pays.BOTH, article(8)),
    Cell(("allowance", "women"), Pays.BOTH, article(9)),
    Cell(("women", "women"), Pays.FIRST, article(10)),
)
MOVED = {"premium": ("payers", "fund"), "payment": ("fund", "benefits"), "refund": ("fund", "payers")}
BOOK = BookTerms(
    PACK,
    "fund",
    {"zh": "互助金"},
    Unit.FEN,
    {
        "payers": AccountKind("payers", {"zh": "缴费方"}, floor=None, parted=True),
        "fund": AccountKind("fund", {"zh": "互助金专户"}),
        "benefits": AccountKind("benefits", {"zh": "补助"}, Owner.PERSON, ceiling=CEILING, parted=True),
    },
    {slug: Movement(slug, {"zh": slug}, *ends) for slug, ends in MOVED.items()},
)


def cycle(year: int = 2022, **more: object) -> Cycle:
    given = {"shares": {"worker": 100, "union": 4_900}, "ceiling": CEILING} | more
    return Cycle(
        str(year),
        words(f"{year}年度第一期"),
        date(year - 1, 10, 20),
        date(year - 1, 12, 15),
        date(year, 1, 1),
        date(year, 12, 31),
        **given,  # type: ignore[arg-type]  # -- shares and ceiling by their names
    )


def scheme(**more: object) -> Scheme:
    held = {
        "cycles": {CYCLE: cycle()},
        "items": ITEMS,
        "exclusions": EXCLUSIONS,
        "tables": {
            "medical": (medical_table(),),
            "critical": (critical_table(),),
            "allowance": (allowance_table(),),
            "women": (women_table(),),
        },
        "withdrawal": Withdrawal.UNTIL_COVER,
    }
    return Scheme(
        pack=PACK,
        slug="workers",
        title=words("在职职工医疗互助"),
        area="330100",
        book=BookNamed("fund", "2022"),
        movements={slug: MovementNamed(slug, *ends) for slug, ends in MOVED.items()},
        appeal=words("可向市总工会申诉", "Object to the city federation"),
        **(held | more),  # type: ignore[arg-type]  # -- parts of a scheme by their names
    )


def declared(held: Scheme | None = None) -> Scheme:
    """Take a scheme into force, with its book."""
    terms = held or scheme()
    ledger.keep_terms(terms=BOOK)
    ledger.open_book(by=OPERATOR, at=AT, pack=PACK, kind="fund", key="2022", title="互助金", area="330100")
    keeping.keep_scheme(by=OPERATOR, at=AT, scheme=terms)
    return terms


def book() -> Book:
    return book_of(scheme())


def organisation(name: str) -> Party:
    return Party.objects.create(kind=PartyKind.ORGANISATION, name=name, area="330102", created_at=AT)


def number_of(serial: int) -> str:
    """An identity number; odd serials are men's."""
    return identity_number(
        serial % 999, born=f"19{60 + serial // 30000:02d}{1 + serial // 999 % 12:02d}{1 + serial // 11988 % 28:02d}"
    )


def file_of(serials: range, names: str = "职工") -> bytes:
    lines = [f"{names}{serial},{number_of(serial)},13800{serial:06d}" for serial in serials]
    return ("姓名,身份证号,手机号\n" + "\n".join(lines) + "\n").encode()


def roster(
    serials: range, *, union: Party, staff: int | None = None, received_at: datetime = AT, **more: object
) -> Roster:
    """A roster of these people, received and read."""
    made = rosters.receive_roster(
        by=ENTERS,
        at=received_at,
        scheme=NAME,
        cycle=str(more.get("cycle", CYCLE)),
        union=union,
        unit=union,
        staff=len(serials) if staff is None else staff,
        content=file_of(serials),
    )
    return rosters.process_roster(by=ENTERS, at=received_at, roster=made)


def paid_for(held: Roster, reference: str = "B1", *, amount: int | None = None) -> Payment:
    return premiums.match_payment(
        by=APPROVES,
        at=AT,
        scheme=NAME,
        cycle=held.cycle,
        union=held.union,
        reference=reference,
        amount=held.due if amount is None else amount,
        received_on=AT.date(),
        rosters=[held.public_id],
    )


def enrolled(many: int = 3, *, fund: int = 10_000_000_000, held: Scheme | None = None) -> list[Party]:
    """Take the scheme into force, enrol so many, and fill the fund."""
    declared(held)
    one = roster(range(many), union=organisation("安心示例工会"))
    paid_for(one)
    filled(fund)
    return [person(serial) for serial in range(many)]


def filled(amount: int, reference: str = "gift") -> None:
    """Money for the fund from outside of any roster."""
    from anxin.kernel.ledger.naming import AccountName, Document, Transfer
    from anxin.kernel.ledger.units import fen

    if amount:
        transfer = Transfer(AccountName("payers", part="city"), AccountName("fund"), fen(amount))
        document = Document("premium", (transfer,), AT.date(), once=reference)
        ledger.post(by=OPERATOR, at=AT, book=book(), document=document)


def person(serial: int) -> Party:
    held = party_by_number(Numbers.IDENTITY_NUMBER, number_of(serial))
    assert held is not None
    return held


def said(item: str, **more: str) -> dict[str, str]:
    given = {
        "medical": {"self_paid": "1000000"},
        "critical": {"condition": "cancer"},
        "allowance": {"days": "10"},
        "women": {"condition": "cancer"},
    }[item]
    return {**given, "on": "2022-02-01", **more}


def claimed(who: Party, item: str = "medical", *, bill: str = "", by: Actor = ENTERS, **more: str) -> Claim:
    return claiming.enter_claim(
        by=by,
        at=LATER,
        scheme=NAME,
        cycle=CYCLE,
        item=item,
        person=who,
        facts=said(item, **more),
        hospital="市一医院" if bill else "",
        bill=bill,
    )


def approved(*claims: Claim) -> list[str]:
    done = approving.approve_all(by=APPROVES, at=LATER, claims=[one.public_id for one in claims])
    assert not done.left
    return done.approved


def run(**more: object) -> PayRun:
    return paying.pay_run(by=PAYS, at=LATER, scheme=NAME, cycle=CYCLE, day=PAY_DAY, **more)  # type: ignore[arg-type]  # -- chunk, most


def paid(who: Party, item: str = "medical", *, bill: str = "", **more: str) -> Claim:
    """A claim entered, approved and paid."""
    one = claimed(who, item, bill=bill, by=ENTERS, **more)
    approved(one)
    run()
    return Claim.objects.get(pk=one.pk)
