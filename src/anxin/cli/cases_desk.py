"""`anxin cases …`: what a desk does, one command for each act. Every one writes one event and one journal entry."""

from __future__ import annotations

import typer

from anxin.cli.cases_typed import AS, FILES, NUMBER, REASON, SAID, pairs, sent, tell
from anxin.cli.site import now, open_site, signed_in

app = typer.Typer()


@app.command("accept")
def accept(case: str = NUMBER, as_user: str = AS) -> None:
    """Accept a request.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases accept abcdefghijklmnop --as county`
    """
    open_site()
    from anxin.kernel.cases.dispatching import accept_case

    tell(accept_case(by=signed_in(as_user), at=now(), public_id=case))


@app.command("refuse")
def refuse(case: str = NUMBER, reason: str = REASON, as_user: str = AS) -> None:
    """Refuse a request, with a reason its requester reads.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases refuse abcdefghijklmnop -r "Not in this county" --as county`
    """
    open_site()
    from anxin.kernel.cases.dispatching import refuse_case

    tell(refuse_case(by=signed_in(as_user), at=now(), public_id=case, reason=reason))


@app.command("screen")
def screen(
    case: str = NUMBER,
    yes: list[str] = typer.Option([], "--yes", help="A screening question answered yes; may be repeated."),
    no: list[str] = typer.Option([], "--no", help="One answered no."),
    note: str = typer.Option("", "--note", help="For the desks."),
    as_user: str = AS,
) -> None:
    """Answer the screening questions of a request.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases screen abcdefghijklmnop --yes truth --yes need --as county`
    """
    open_site()
    from anxin.kernel.cases.dispatching import screen_case

    findings = {**dict.fromkeys(yes, True), **dict.fromkeys(no, False)}
    tell(screen_case(by=signed_in(as_user), at=now(), public_id=case, findings=findings, note=note))


@app.command("assign")
def assign(
    case: str = NUMBER,
    desk: str = typer.Argument(help="Slug of the desk."),
    reason: str = REASON,
    area: str = typer.Option("", "--area", help="The area whose desk it goes to; without it, the case's."),
    as_user: str = AS,
) -> None:
    """Send a case to a desk by hand. The requester's clock goes on.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases assign abcdefghijklmnop fire -r "It is about gas bottles" --as county`
    """
    open_site()
    from anxin.kernel.cases.dispatching import assign_case

    tell(assign_case(by=signed_in(as_user), at=now(), public_id=case, desk=desk, reason=reason, area=area))


@app.command("object")
def object_to(case: str = NUMBER, reason: str = REASON, as_user: str = AS) -> None:
    """Say that a case is not this desk's business.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases object abcdefghijklmnop -r "Gas is not ours" --as fire1`
    """
    open_site()
    from anxin.kernel.cases.dispatching import object_to_dispatch

    tell(object_to_dispatch(by=signed_in(as_user), at=now(), public_id=case, reason=reason))


@app.command("claim")
def claim(case: str = NUMBER, as_user: str = AS) -> None:
    """Take a case in hand.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases claim abcdefghijklmnop --as fire1`
    """
    open_site()
    from anxin.kernel.cases.handling import claim_case

    tell(claim_case(by=signed_in(as_user), at=now(), public_id=case))


@app.command("step")
def step(
    case: str = NUMBER,
    slug: str = typer.Argument(metavar="STEP", help="Slug of the step."),
    said: list[str] = SAID,
    files: list[str] = FILES,
    as_user: str = AS,
) -> None:
    """Do a step of the matter with its form.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases step abcdefghijklmnop survey -s real=yes --as fire1`
    """
    open_site()
    from anxin.kernel.cases.handling import do_step

    by = signed_in(as_user)
    tell(do_step(by=by, at=now(), public_id=case, step=slug, said=pairs(said), sent=sent(files)))


@app.command("answer")
def answer(
    case: str = NUMBER,
    result: str = typer.Argument(help="solved, explained or refused."),
    text: str = typer.Option(..., "--text", "-t", help="The answer, as the requester reads it."),
    said: list[str] = SAID,
    files: list[str] = FILES,
    as_user: str = AS,
) -> None:
    """Answer a case. This closes nothing: the requester accepts or contests.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases answer abcdefghijklmnop solved -t "The bottle is gone" -f after=b.jpg --as fire1`
    """
    open_site()
    from anxin.kernel.cases.enums import Result
    from anxin.kernel.cases.handling import answer_case

    if result not in set(Result):
        raise typer.BadParameter(f"{result!r} is none of {', '.join(Result)}.")
    done = answer_case(
        by=signed_in(as_user),
        at=now(),
        public_id=case,
        result=Result(result),
        text=text,
        said=pairs(said),
        sent=sent(files),
    )
    tell(done)


@app.command("extend")
def extend(
    case: str = NUMBER,
    clock: str = typer.Argument(help="Slug of the time limit."),
    amount: int = typer.Argument(min=1, help="By how much, in its own unit."),
    reason: str = REASON,
    as_user: str = AS,
) -> None:
    """Extend a time limit before it is over, with a reason the requester reads.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases extend abcdefghijklmnop reply 5 -r "An expert has to come" --as review1`
    """
    open_site()
    from anxin.kernel.cases.handling import extend_clock

    by = signed_in(as_user)
    tell(extend_clock(by=by, at=now(), public_id=case, clock=clock, amount=amount, reason=reason))


@app.command("note")
def note(
    case: str = NUMBER,
    text: str = typer.Option(..., "--text", "-t", help="The note."),
    told: bool = typer.Option(False, "--told", help="The requester reads it too."),
    as_user: str = AS,
) -> None:
    """Write a note on a case.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases note abcdefghijklmnop -t "On site tomorrow morning" --told --as fire1`
    """
    open_site()
    from anxin.kernel.cases.handling import note_case

    tell(note_case(by=signed_in(as_user), at=now(), public_id=case, text=text, told=told))


@app.command("uphold")
def uphold(case: str = NUMBER, reason: str = REASON, as_user: str = AS) -> None:
    """Find, with reasons the requester reads, that a contested answer stands. Whoever answered cannot.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases uphold abcdefghijklmnop -r "Looked at again on site" --as review1`
    """
    open_site()
    from anxin.kernel.cases.reviewing import uphold_answer

    tell(uphold_answer(by=signed_in(as_user), at=now(), public_id=case, reason=reason))


@app.command("join")
def join(
    case: str = NUMBER,
    main: str = typer.Argument(help="Number of the case it repeats."),
    reason: str = REASON,
    as_user: str = AS,
) -> None:
    """Join a repeat to another case: it gets the same answer, and keeps its own clock.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases join abcdefghijklmnop qrstuvwxyz234567 -r "The same place" --as county`
    """
    open_site()
    from anxin.kernel.cases.joining import join_cases

    tell(join_cases(by=signed_in(as_user), at=now(), main=main, repeat=case, reason=reason))


@app.command("separate")
def separate(case: str = NUMBER, reason: str = REASON, as_user: str = AS) -> None:
    """Undo a joining.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases separate abcdefghijklmnop -r "Two different places" --as county`
    """
    open_site()
    from anxin.kernel.cases.joining import separate_case

    tell(separate_case(by=signed_in(as_user), at=now(), public_id=case, reason=reason))


@app.command("supply")
def supply(
    case: str = NUMBER,
    credit_code: str = typer.Argument(help="Unified credit code of the organisation."),
    as_user: str = AS,
) -> None:
    """Name an organisation that supplies what a case asks for; the requester reads who it is.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases supply abcdefghijklmnop 91330302MA285KQP0L --as chain1`
    """
    open_site()
    from anxin.kernel.cases.supplying import name_supplier
    from anxin.kernel.parties.identifiers import Scheme, checked_credit_code
    from anxin.kernel.parties.queries import party_by_number

    found = party_by_number(Scheme.CREDIT_CODE, checked_credit_code(credit_code))
    if found is None:
        raise typer.BadParameter(f"no organisation is known here under {credit_code!r}. Enter it first.")
    tell(name_supplier(by=signed_in(as_user), at=now(), public_id=case, organisation=found).case)


@app.command("reward")
def reward(case: str = NUMBER, as_user: str = AS) -> None:
    """Grant the reward of a hazard, by its level: one for each hazard, however many reported it.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases reward abcdefghijklmnop --as review1`
    """
    open_site()
    from anxin.kernel.cases.rewarding import grant_reward

    tell(grant_reward(by=signed_in(as_user), at=now(), public_id=case).case)
