"""`anxin cases`: requests and what becomes of them, by the acts every other door has."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import typer

from anxin.cli import cases_desk
from anxin.cli.cases_typed import AS, FILES, NUMBER, SAID, pairs, sent, tell
from anxin.cli.site import in_terminal_language, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.cases.enclosing import Sent
    from anxin.kernel.cases.models import Case
    from anxin.kernel.cases.owning import Own

app = typer.Typer(no_args_is_help=True, help="Requests: file, list, show, deal with, and the requester's own word.")
app.registered_commands += cases_desk.app.registered_commands
WITHHELD = "An account that deals with a case is not given its link; it goes to the requester's phone alone."
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")


@app.command("list")
def list_cases(
    as_user: str = AS,
    service: str = typer.Option("", "--service", help="Of this service only."),
    stage: str = typer.Option("", "--stage", help="In this stage only, such as assigned or contested."),
    overdue: bool = typer.Option(False, "--overdue", help="Only what is late."),
    batch: int | None = typer.Option(None, "--batch", min=1, help="Only those taken up with this batch."),
    ended: bool = typer.Option(False, "--ended", help="What has ended instead of what goes on."),
    joined: bool = typer.Option(False, "--joined", help="Also those dealt with under another one."),
    as_json: bool = AS_JSON,
) -> None:
    """List the cases of an account's desks, due first. Changes: the reading is written to the journal.

    Example: `anxin cases list --as county`
    """
    open_site()
    from anxin.kernel.cases.inbox import Wanted
    from anxin.kernel.cases.inbox import list_cases as listed

    wanted = Wanted(pack=service, stage=stage, overdue=overdue, batch=batch, ended=ended, joined=joined)
    lines = listed(by=signed_in(as_user), at=now(), wanted=wanted)
    if as_json:
        rows = [
            {
                "case": one.public_id,
                "service": one.pack,
                "matter": one.matter,
                "stage": one.stage,
                "desk": one.desk,
                "due": one.due.isoformat() if one.due else None,
                "overdue": one.overdue,
            }
            for one in lines
        ]
        typer.echo(json.dumps({"cases": rows}, ensure_ascii=False))
        return
    for one in lines:
        late = in_terminal_language(" 已超期", " overdue") if one.overdue else ""
        typer.echo(f"{one.public_id}  {one.due_on or '–'}{late}  {one.stage_word}  {one.title}  {one.desk}")
    if not lines:
        typer.echo(in_terminal_language("没有办件。", "No cases."))


@app.command("show")
def show(case: str = NUMBER, as_user: str = AS) -> None:
    """Show a case as far as the account may see it. Changes: the reading is written to the journal.

    Example: `anxin cases show abcdefghijklmnop --as county`
    """
    open_site()
    from anxin.kernel.cases import showing
    from anxin.kernel.cases.opening import open_case
    from anxin.kernel.cases.wording import stage_word

    opened = open_case(by=signed_in(as_user), at=now(), public_id=case)
    typer.echo(f"{opened.case.public_id}  {opened.matter.title}  {stage_word(opened.case.stage)}")
    typer.echo(showing.desk_of(opened))
    for limit in showing.limits(opened):
        typer.echo(f"  {limit.title}: {limit.due_on}")
    for said in showing.answers(opened):
        typer.echo(f"  {said.title}: {said.value}")
    for line in showing.happened(opened):
        typer.echo(f"  {line.day}  {line.word}  {' · '.join(line.more)}  {line.text}".rstrip())


@app.command("file")
def file(
    service: str = typer.Argument(help="Slug of the service."),
    matter: str = typer.Argument(help="Slug of the matter."),
    said: list[str] = SAID,
    files: list[str] = FILES,
    name: str = typer.Option("", "--name", help="Who asks."),
    phone: str = typer.Option("", "--phone", help="The phone of whoever asks."),
    origin: str = typer.Option("", "--origin", help="The sender's own number: sent twice, it is kept once."),
    as_user: str = typer.Option("", "--as", metavar="USER", help="The account that files; without it, the operator."),
) -> None:
    """File a request for somebody, and print its number and link. Changes: the case, its files, the journal.

    Example: `anxin cases file hazards report -s area=330302 -s trade=fire -s what=… -s where=… -f photo=a.jpg`
    """
    open_site()
    from anxin.kernel.cases.filing import Channel, From, file_case
    from anxin.kernel.cases.telling import link

    by = signed_in(as_user) if as_user else operator()
    made = file_case(
        by=by,
        at=now(),
        pack=service,
        matter=matter,
        said=pairs(said),
        sender=From(None, name, phone),
        channel=Channel.COMMAND,
        sent=sent(files),
        origin=f"command:{origin}" if origin else "",
    )
    typer.echo(made.case.public_id)
    if made.token:
        typer.echo(link(made.token))
    else:
        typer.echo(in_terminal_language("办理这件事的账号拿不到链接，链接只发到对方手机。", WITHHELD), err=True)


@app.command("own")
def own(
    act: str = typer.Argument(help="agree, contest, add or withdraw."),
    text: str = typer.Option("", "--text", "-t", help="The reason, or the words to add."),
    files: list[str] = FILES,
) -> None:
    """Speak as the requester. The token of the request is read from standard input: no list of commands keeps it.

    Changes: one event of the case and one journal entry.

    Example: `anxin cases own agree < token.txt`
    """
    open_site()
    from anxin.kernel.cases.owning import own_by_link

    token = sys.stdin.readline().strip().rpartition("/")[2]
    tell(_spoken(own_by_link(token=token), act, text, sent(files)))


def _spoken(held: Own, act: str, text: str, came: list[Sent]) -> Case:
    from anxin.kernel.cases import requesting

    match act:
        case "agree":
            return requesting.agree(own=held, at=now())
        case "contest":
            return requesting.contest(own=held, at=now(), reason=text)
        case "add":
            return requesting.supplement(own=held, at=now(), text=text, sent=came)
        case "withdraw":
            return requesting.withdraw(own=held, at=now(), reason=text)
    raise typer.BadParameter(f"{act!r} is none of agree, contest, add, withdraw.")


@app.command("lapse")
def lapse() -> None:
    """Take answers that nobody contested in the time their service names as accepted. `anxin tick` does it too.

    Changes: those cases, recorded as accepted by silence. Example: `anxin cases lapse`
    """
    open_site()
    tell_lapsed()


def tell_lapsed() -> None:
    """Let silence count, and say how often it did."""
    from anxin.kernel.cases.reviewing import let_silence_count

    done = let_silence_count(at=now())
    typer.echo(in_terminal_language(f"默认认可 {done} 件。", f"Accepted by silence: {done}."))
