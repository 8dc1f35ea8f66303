"""The `anxin` command itself: its name, its version and the list of its commands."""

from __future__ import annotations

import typer

from anxin import __version__
from anxin.cli import (
    allotments_desk,
    benefits_claims,
    bring,
    buyers,
    cards,
    cases,
    datasets,
    deciding,
    delivering,
    demo,
    derivation,
    figures,
    inquiries,
    journal,
    keeping,
    keys,
    ledger,
    lots,
    messages,
    packs,
    parties,
    peers,
    receipt,
    residents,
    rules,
    serving,
    simulate,
    status,
    sweeping,
    tck,
    tokens,
    unions_carrying,
    zones,
)
from anxin.cli.faults import TeachingGroup

app = typer.Typer(
    name="anxin",
    cls=TeachingGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Anxin 安心: from what public bodies already know to a code anyone can check at the door.\n\n"
    "A newcomer starts with `anxin demo`. What the site keeps lies in $ANXIN_HOME.",
    epilog="Every command: `anxin COMMAND --help` shows an example and says what it changes. "
    "Settings: docs/ops/settings.md.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"anxin {__version__}")
        raise typer.Exit


@app.callback()
def anxin(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """The options before a command."""


START, DECIDE, KEEP = "Start", "Bring in and decide", "Keep"

app.command("demo", rich_help_panel=START)(demo.demo)
app.command("serve", rich_help_panel=START)(serving.serve)
app.command("migrate", rich_help_panel=START)(serving.migrate)
app.command("import", rich_help_panel=DECIDE)(bring.bring_in)
app.command("decide", rich_help_panel=DECIDE)(deciding.decide)
app.command("explain", rich_help_panel=DECIDE)(deciding.explain)
app.command("export-outcome", rich_help_panel=DECIDE)(derivation.export_outcome)
app.command("verify-outcome", rich_help_panel=DECIDE)(derivation.verify_outcome)
app.command("verify-receipt", rich_help_panel=DECIDE)(receipt.verify_receipt)
app.command("simulate", rich_help_panel=DECIDE)(simulate.simulate)
app.command("figures", rich_help_panel=DECIDE)(figures.figures)
app.command("residents", rich_help_panel=DECIDE)(residents.residents)
app.command("publish", rich_help_panel=DECIDE)(simulate.publish)
app.command("tick", rich_help_panel=DECIDE)(deciding.tick)
app.command("sweep", rich_help_panel=DECIDE)(sweeping.sweep)
app.command("deliver", rich_help_panel=KEEP)(delivering.deliver)
app.add_typer(cases.app, name="cases", rich_help_panel=DECIDE)
app.add_typer(allotments_desk.app, name="allotments", rich_help_panel=DECIDE)
app.add_typer(unions_carrying.app, name="unions", rich_help_panel=DECIDE)
app.add_typer(benefits_claims.app, name="benefits", rich_help_panel=DECIDE)
app.add_typer(cards.app, name="cards", rich_help_panel=DECIDE)
app.add_typer(zones.app, name="zones", rich_help_panel=DECIDE)
app.add_typer(lots.app, name="lots", rich_help_panel=DECIDE)
app.add_typer(buyers.app, name="buyers", rich_help_panel=DECIDE)
app.add_typer(datasets.app, name="datasets", rich_help_panel=DECIDE)
app.add_typer(inquiries.app, name="inquiries", rich_help_panel=DECIDE)
app.add_typer(packs.app, name="packs", rich_help_panel=KEEP)
app.add_typer(rules.app, name="rules", rich_help_panel=KEEP)
app.add_typer(journal.app, name="journal", rich_help_panel=KEEP)
app.add_typer(ledger.app, name="ledger", rich_help_panel=KEEP)
app.add_typer(parties.app, name="parties", rich_help_panel=KEEP)
app.add_typer(peers.app, name="peers", rich_help_panel=KEEP)
app.add_typer(keys.app, name="keys", rich_help_panel=KEEP)
app.add_typer(status.app, name="status", rich_help_panel=KEEP)
app.command("retain", rich_help_panel=KEEP)(keeping.retain)
app.command("messages", rich_help_panel=KEEP)(messages.messages)
app.command("token", rich_help_panel=KEEP)(tokens.token)
app.command("tck", rich_help_panel=KEEP)(tck.tck)
