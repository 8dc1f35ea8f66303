"""`anxin benefits …`: claims, each act by an account of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.benefits import AS_JSON, CYCLE, SCHEME, WHO, acting, tell_json
from anxin.cli.benefits import app as app
from anxin.cli.cases_typed import pairs
from anxin.cli.site import day_of, now, open_site

if TYPE_CHECKING:
    from anxin.modules.benefits.models import Claim
    from anxin.modules.benefits.showing import ClaimPage

CLAIM = typer.Argument(metavar="CLAIM", help="Number of the claim.")
CLAIMS = typer.Argument(metavar="CLAIM…", help="Numbers of the claims.")
AS = typer.Option(..., "--as", metavar="USER", help="The account that acts: enter, approve and pay are three.")
FACTS = typer.Option(
    [], "--say", "-s", metavar="FACT=VALUE", help="A fact: fen and counts as digits, days as 2021-12-16."
)


def tell(claim: Claim, as_json: bool = False) -> None:
    """Number, standing and amount."""
    from anxin.modules.benefits.refusing import yuan
    from anxin.modules.benefits.wording import standing_word

    if as_json:
        told = {"claim": claim.public_id, "standing": claim.standing, "amount": claim.amount, "paid": claim.paid}
        tell_json(told)
        return
    typer.echo(f"{claim.public_id}  {standing_word(claim.standing)}  {yuan(claim.paid or claim.amount)}")


@app.command("enter")
def enter(
    name: str = SCHEME,
    cycle: str = CYCLE,
    item: str = typer.Argument(metavar="ITEM", help="Slug of the item."),
    number: str = typer.Option(..., "--number", help="Identity number of whom it pays."),
    said: list[str] = FACTS,
    hospital: str = typer.Option("", "--hospital", help="The hospital of the bill."),
    bill: str = typer.Option("", "--bill", help="Number of the bill; one is claimed once."),
    who: str = AS,
    as_json: bool = AS_JSON,
) -> None:
    """Enter a claim; it is decided at once, and refused by the rules where nothing is due.

    Changes: the claim, the journal.

    Example: `anxin benefits enter mutual_aid/hangzhou 2022-1 women --number NUMBER -s condition=breast --as clerk`
    """
    open_site()
    from anxin.modules.benefits.by_number import person_to_enter
    from anxin.modules.benefits.claiming import enter_claim

    by, at = acting(who), now()
    made = enter_claim(
        by=by,
        at=at,
        scheme=name,
        cycle=cycle,
        item=item,
        person=person_to_enter(by=by, at=at, scheme=name, cycle=cycle, number=number),
        facts=pairs(said),
        hospital=hospital,
        bill=bill,
    )
    tell(made, as_json)


@app.command("correct")
def correct(
    claim: str = CLAIM,
    fact: str = typer.Argument(metavar="FACT", help="The fact that was wrong."),
    value: str = typer.Argument(metavar="VALUE", help="What it is."),
    source: str = typer.Option(..., "--source", help="Who says so."),
    who: str = AS,
) -> None:
    """Put a fact of a claim right; it is decided anew by itself, and the decision before stays.

    Changes: the claim, the journal.

    Example: `anxin benefits correct abcdefghijklmnop days 14 --source 出院小结 --as clerk`
    """
    open_site()
    from anxin.modules.benefits.claiming import correct_fact

    tell(correct_fact(by=acting(who), at=now(), claim=claim, fact=fact, value=value, source=source))


@app.command("show")
def show(claim: str = CLAIM, who: str | None = WHO, as_json: bool = AS_JSON) -> None:
    """Show a claim with its facts, who said each, and every decision in words.

    Changes: a journal entry: it is a reading, and the person finds it.

    Example: `anxin benefits show abcdefghijklmnop --as fund`
    """
    open_site()
    page = _opened(claim, who)
    if as_json:
        tell_json(_as_json(page))
        return
    from anxin.modules.benefits.refusing import yuan

    typer.echo(f"{page.claim.public_id}  {page.item.title}  {page.name}  {page.standing}")
    for fact in page.facts:
        typer.echo(f"    {fact.title}: {fact.value}  ({fact.source})")
    for step in page.steps:
        typer.echo(f"{step.seq}. {step.title}  {step.at:%Y-%m-%d %H:%M}  {step.by}")
        for sentence in step.words:
            typer.echo(f"    {sentence}")
    typer.echo(f"{yuan(page.left.had)} + {yuan(page.left.left)} = {yuan(page.cycle.ceiling)}")


def _opened(claim: str, who: str | None) -> ClaimPage:
    from anxin.modules.benefits.showing import claim_at_desk

    return claim_at_desk(by=acting(who), at=now(), public_id=claim)


def _as_json(page: ClaimPage) -> dict[str, Any]:
    return {
        "claim": page.claim.public_id,
        "scheme": page.claim.scheme,
        "cycle": page.claim.cycle,
        "item": page.claim.item,
        "name": page.name,
        "standing": page.claim.standing,
        "amount": page.claim.amount,
        "paid": page.claim.paid,
        "left": page.left.left,
        "facts": [{"fact": one.name, "value": one.value, "source": one.source} for one in page.facts],
        "steps": [
            {
                "step": one.seq,
                "kind": one.kind,
                "at": one.at.isoformat(),
                "by": one.by,
                "why": [str(w) for w in one.words],
            }
            for one in page.steps
        ],
    }


@app.command("replay")
def replay(claim: str = CLAIM, who: str | None = WHO, as_json: bool = AS_JSON) -> None:
    """Make every decision of a claim again from what it rested on; ends with 1 where one comes out otherwise.

    Changes: a journal entry: it is a reading, and the person finds it.

    Example: `anxin benefits replay abcdefghijklmnop`
    """
    open_site()
    from anxin.modules.benefits.refusing import yuan
    from anxin.modules.benefits.replaying import replay as again

    found = again(_opened(claim, who).claim)
    if as_json:
        rows = [
            {"step": one.seq, "kind": one.kind, "same": one.same, "then": one.then.payable, "again": one.again.payable}
            for one in found
        ]
        tell_json({"claim": claim, "same": all(one.same for one in found), "decisions": rows})
    else:
        for one in found:
            sign = "=" if one.same else "≠"
            typer.echo(f"{one.seq}. {one.kind}  {yuan(one.then.payable)} {sign} {yuan(one.again.payable)}")
            for sentence in one.again.words:
                typer.echo(f"    {sentence}")
    if not all(one.same for one in found):
        raise typer.Exit(1)


@app.command("approve")
def approve(claims: list[str] = CLAIMS, who: str = AS) -> None:
    """Approve claims; those that this account may not are left, each with its reason, and the command ends with 1.

    Changes: the claims, the journal.

    Example: `anxin benefits approve abcdefghijklmnop --as fund`
    """
    open_site()
    from anxin.modules.benefits.approving import approve_all

    done = approve_all(by=acting(who), at=now(), claims=claims)
    for number in done.approved:
        typer.echo(f"{number}  approved")
    for number in done.refused:
        typer.echo(f"{number}  refused: nothing is due")
    for number, why in sorted(done.left.items()):
        typer.echo(f"{number}  left: {why}", err=True)
    if done.left:
        raise typer.Exit(1)


@app.command("refuse")
def refuse(
    claim: str = CLAIM,
    rule: str = typer.Option(..., "--rule", help="The rule it rests on."),
    note: str = typer.Option(..., "--note", "-n", help="Why, in words for the person."),
    who: str = AS,
) -> None:
    """Refuse a claim by a rule, with words for the person.

    Changes: the claim, the journal.

    Example: `anxin benefits refuse abcdefghijklmnop --rule 实施细则第三条 -n 单据看不清，请补一张 --as fund`
    """
    open_site()
    from anxin.modules.benefits.approving import refuse as refuse_claim

    tell(refuse_claim(by=acting(who), at=now(), claim=claim, rule=rule, note=note))


@app.command("pay")
def pay(
    name: str = SCHEME,
    cycle: str = CYCLE,
    on: str | None = typer.Option(None, "--on", metavar="DAY", help="The day of the documents; without it, today."),
    who: str = AS,
    as_json: bool = AS_JSON,
) -> None:
    """Pay the approved claims of a cycle; a run that was cut off is gone on with, and nobody is paid twice.

    Changes: the book, the claims, the run, the journal.

    Example: `anxin benefits pay mutual_aid/hangzhou 2022-1 --as cashier`
    """
    open_site()
    from anxin.modules.benefits.paying import pay_run
    from anxin.modules.benefits.refusing import yuan

    run = pay_run(by=acting(who), at=now(), scheme=name, cycle=cycle, day=day_of(on))
    if as_json:
        told = {"run": run.public_id, "claims": run.claims, "fen": run.fen, "cut": run.cut, "left": run.left}
        tell_json(told)
        return
    typer.echo(f"{run.public_id}  {run.claims:,} claims  {yuan(run.fen)}  in part {run.cut}  left {run.left}")


@app.command("reverse")
def reverse(
    claim: str = CLAIM,
    note: str = typer.Option(..., "--note", "-n", help="Why."),
    on: str | None = typer.Option(None, "--on", metavar="DAY", help="The day of the document; without it, today."),
    who: str = AS,
) -> None:
    """Undo the payment of a claim; the book keeps both documents, and the ceiling has room again.

    Changes: the book, the claim, the journal.

    Example: `anxin benefits reverse abcdefghijklmnop -n 付给了别人 --as cashier`
    """
    open_site()
    from anxin.modules.benefits.paying import reverse_payment

    tell(reverse_payment(by=acting(who), at=now(), claim=claim, day=day_of(on), note=note))
